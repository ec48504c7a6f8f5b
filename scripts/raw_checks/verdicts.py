"""great-expectations says which figures are as expected, and writes its data docs."""

import logging
import os
import shutil
import sys
import warnings
from collections import defaultdict
from collections.abc import Sequence
from html import escape
from importlib.util import LazyLoader, find_spec, module_from_spec
from pathlib import Path
from types import ModuleType

from raw_checks.measures import Measure
from raw_checks.pages import write_pages
from raw_checks.thresholds import Expectation, Finding, expected_of

GRAVITY = {"stop": "critical", "warn": "warning", "note": "info"}


def imported() -> ModuleType:
    """great-expectations, that calls nobody, without the statistics that it imports and we do not use (a third of its time)."""
    if "scipy.stats" not in sys.modules:
        import scipy

        spec = find_spec("scipy.stats")
        assert spec is not None and spec.loader is not None
        spec.loader = LazyLoader(spec.loader)
        sys.modules["scipy.stats"] = scipy.stats = module_from_spec(spec)  # type: ignore[attr-defined]
        spec.loader.exec_module(sys.modules["scipy.stats"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


def judge(measures: Sequence[Measure], expectations: list[Expectation], as_of: int, docs: Path) -> list[Finding]:
    """Validates a frame of figures a table; writes the data docs to a folder, and returns what is not as expected, gravest first."""
    gx = imported()
    import pandas as pd

    context = gx.get_context(mode="ephemeral")
    context.variables.analytics_enabled = False
    context.variables.progress_bars = {"globally": False}
    partial = docs.with_name(f"{docs.name}.{os.getpid()}")
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(partial.absolute())}
    sections = {name: "None" for name in ("expectations", "profiling")}
    context.add_data_docs_site("local", {"class_name": "SiteBuilder", "store_backend": store, "site_section_builders": sections})
    source = context.data_sources.add_pandas("raw")
    by_table: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        by_table[measure.table].append(measure)
    findings = []
    for table, of_table in by_table.items():
        suite = gx.ExpectationSuite(name=table)
        rows = {}
        for number, measure in enumerate(of_table):
            for row, expectation in enumerate(expected_of(measure, expectations)):
                rows[f"{number}.{row}"] = Finding(measure, expectation)
                suite.add_expectation(
                    gx.expectations.ExpectColumnMaxToBeBetween(
                        column=measure.title,
                        min_value=expectation.at_least,
                        max_value=expectation.at_most,
                        severity=GRAVITY[expectation.severity],
                        description=escape(f"{expectation.words} ({expectation.severity}): {measure.words}"),
                        meta={"finding": f"{number}.{row}"},
                    )
                )
        context.suites.add(suite)
        frame = pd.DataFrame({measure.title: [measure.value] for measure in of_table})
        batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("now")
        validation = context.validation_definitions.add(gx.ValidationDefinition(name=table, data=batch, suite=suite))
        checkpoint = gx.Checkpoint(name=table, validation_definitions=[validation], result_format="BASIC")
        done = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame})
        for result in next(iter(done.run_results.values())).results:
            if not result.success:
                findings.append(rows[result.expectation_config.meta["finding"]])
    context.build_data_docs(site_names=["local"])
    findings = gravest(findings)
    write_pages(partial, measures, findings, as_of)
    shutil.rmtree(docs, ignore_errors=True)
    partial.replace(docs)
    return findings


def gravest(findings: list[Finding]) -> list[Finding]:
    """The gravest finding of each figure, stops first."""
    order = list(GRAVITY)
    ranked = sorted(findings, key=lambda finding: order.index(finding.expectation.severity))
    return list({(finding.measure.check, finding.measure.subject): finding for finding in reversed(ranked)}.values())[::-1]
