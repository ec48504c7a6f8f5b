"""Survival estimates and intervals in SQL equal those of statsmodels, on every group of the demo data."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from tests.support.project import DEMO_AS_OF, Project

GROUP = ["definition_id", "version", "step", "cut", "cut_value"]
AS_OF_EPOCH = int(dt.datetime.fromisoformat(DEMO_AS_OF).replace(tzinfo=dt.UTC).timestamp())
DAY = 86400
Z = 1.959963984540054


@pytest.fixture(scope="module")
def survival(demo: Project):
    """The mart by group, and for each group the times and fates of its entries as a library takes them."""
    with demo.connect() as connection:
        mart = connection.execute("select * from fct_funnel_survival order by days").df()
        entries = connection.execute(
            """
            select definition_id, version, step, cut, cut_value, entered_epoch, converted_epoch
            from main_intermediate.int_funnel_cut_entries
            inner join main_staging.stg_definitions using (definition_key)
            """
        ).df()
    entered, converted = (entries.pop(f"{stage}_epoch").to_numpy(float, na_value=np.nan) for stage in ("entered", "converted"))
    observed = np.floor((AS_OF_EPOCH - entered) / DAY)
    taken = np.ceil((converted - entered) / DAY)
    entries["has_converted"] = taken <= observed
    entries["days"] = np.where(entries["has_converted"], taken, observed)
    return {group: rows for group, rows in mart.groupby(GROUP)}, {group: rows for group, rows in entries.groupby(GROUP)}


def test_every_group_in_which_somebody_converted_has_its_estimate_and_no_other(survival) -> None:
    estimated, entries = survival
    assert set(estimated) == {group for group, rows in entries.items() if rows["has_converted"].any()}
    assert len(estimated) > 1000


def test_survival_and_its_error_are_those_of_statsmodels(survival) -> None:
    estimated, entries = survival
    for group, found in estimated.items():
        expected = SurvfuncRight(entries[group]["days"], entries[group]["has_converted"].astype(int))
        with np.errstate(invalid="ignore"):
            np.testing.assert_array_equal(found["days"], expected.surv_times, str(group))
            np.testing.assert_array_equal(found["at_risk"], expected.n_risk, str(group))
            np.testing.assert_array_equal(found["conversions"], expected.n_events, str(group))
            np.testing.assert_allclose(found["survival_rate"], expected.surv_prob, rtol=0, atol=1e-9, err_msg=str(group))
            np.testing.assert_allclose(found["conversion_rate"], 1 - expected.surv_prob, rtol=0, atol=1e-9, err_msg=str(group))
            np.testing.assert_allclose(found["standard_error"], expected.surv_prob_se, rtol=0, atol=1e-9, err_msg=str(group))


def test_the_interval_of_an_estimate_is_symmetric_in_the_log_of_the_log_of_survival(survival) -> None:
    found = pd.concat(survival[0].values())
    some_left = found[found["survival_rate"] > 0]
    none_left = found[found["survival_rate"] == 0]
    rate = some_left["survival_rate"]
    center = np.log(-np.log(rate))
    width = Z * some_left["standard_error"] / (rate * np.abs(np.log(rate)))
    np.testing.assert_allclose(some_left["lower_95"], 1 - np.exp(-np.exp(center - width)), rtol=0, atol=1e-9)
    np.testing.assert_allclose(some_left["upper_95"], 1 - np.exp(-np.exp(center + width)), rtol=0, atol=1e-9)
    assert len(none_left) > 0
    assert none_left[["standard_error", "lower_95", "upper_95"]].isna().all(axis=None)


def test_everybody_at_risk_converts_is_censored_or_is_at_risk_next(survival) -> None:
    for group, found in survival[0].items():
        left_over = found["at_risk"] - found["conversions"] - found["censored"]
        np.testing.assert_array_equal(left_over, [*found["at_risk"][1:], 0], str(group))


def test_the_interval_of_a_conversion_rate_is_wilsons(demo: Project) -> None:
    with demo.connect() as connection:
        rows = connection.execute("select entered, converted, lower_95, upper_95 from fct_funnel_conversions").df()
    lower, upper = proportion_confint(rows["converted"], rows["entered"], method="wilson")
    assert len(rows) > 1000
    np.testing.assert_allclose(rows["lower_95"], lower, rtol=0, atol=1e-9)
    np.testing.assert_allclose(rows["upper_95"], upper, rtol=0, atol=1e-9)
