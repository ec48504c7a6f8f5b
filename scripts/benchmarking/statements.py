"""SQL statements in a DuckDB file, in a process of their own so that what they take can be told; started by `runs.in_duckdb`.

python scripts/benchmarking/statements.py job.json

The job: `database`, `config` and `settings` (name: value), `statements` (pairs of a name and SQL), `took` (the file for what each took).
"""

import json
import sys
import time
from pathlib import Path

import duckdb


def main() -> None:
    """Runs the job's statements in their order."""
    job = json.loads(Path(sys.argv[1]).read_text())
    with duckdb.connect(job["database"], config=job["config"]) as connection:
        for name, value in job["settings"].items():
            connection.execute(f"set {name} = '{value}'")
        took = {}
        for name, sql in job["statements"]:
            begin, begin_cpu = time.monotonic(), time.process_time()
            connection.execute(sql)
            took[name] = {"seconds": time.monotonic() - begin, "cpu_seconds": time.process_time() - begin_cpu}
    Path(job["took"]).write_text(json.dumps(took))


if __name__ == "__main__":
    main()
