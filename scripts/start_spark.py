"""Starts an Apache Spark cluster on this machine, to try the `spark` target on: a master, workers and a Thrift server.

It is the Spark of the pyspark package (dependency group `spark`), with Java 17 or newer. All of it listens on 127.0.0.1 only, and all
that it writes (settings, metastore, tables, logs) is below the folder that is given. Run: python scripts/start_spark.py start FOLDER,
which prints what to export, for eval; and python scripts/start_spark.py stop FOLDER.
"""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HOST = "127.0.0.1"
SETTINGS = """\
spark.driver.host {host}
spark.driver.bindAddress {host}
spark.executor.cores 1
spark.executor.memory {executor_memory}
spark.sql.warehouse.dir {folder}/warehouse
spark.hadoop.javax.jdo.option.ConnectionURL jdbc:derby:;databaseName={folder}/metastore;create=true
spark.driver.extraJavaOptions -Xss64m -Dderby.system.home={folder}
"""


class NotStarted(Exception):
    """Why there is no cluster; its text is what to tell the user."""


def main() -> int:
    options = _options()
    folder = options.folder.resolve()
    try:
        if options.command == "stop":
            print(f"Stopped: {', '.join(stop(folder)) or 'nothing was running'}.", file=sys.stderr)
        else:
            start(folder, options)
            print(f"export MQL_TARGET=spark MQL_SPARK_METHOD=thrift MQL_SPARK_HOST={HOST} MQL_SPARK_PORT={options.port}")
    except NotStarted as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["start", "stop"])
    parser.add_argument("folder", type=Path, help="where everything that the cluster writes goes; made if it is not there")
    parser.add_argument("--workers", type=int, default=2, help="workers, each with one core (2)")
    parser.add_argument("--memory", default="1g", help="memory of each worker (1g)")
    parser.add_argument("--driver-memory", default="2g", help="memory of the Thrift server, which plans all statements (2g)")
    parser.add_argument("--port", type=int, default=10000, help="port of the Thrift server (10000)")
    parser.add_argument("--master-port", type=int, default=7077, help="port of the master (7077)")
    parser.add_argument("--wait", type=int, default=300, help="seconds to wait until the server answers (300)")
    return parser.parse_args()


def start(folder: Path, options: argparse.Namespace) -> None:
    """Starts the processes one after the other and returns when a statement was answered by a worker. Raises NotStarted."""
    home = _spark_home()
    if running := {name for name, pid in _processes(folder).items() if _is_ours(pid, folder)}:
        raise NotStarted(f"{folder}: {', '.join(sorted(running))} of this folder run already. Stop them first (stop).")
    for port, flag in ((options.port, "--port"), (options.master_port, "--master-port")):
        if _is_open(port):
            raise NotStarted(f"Port {port} of {HOST} is taken, and no process of {folder} has it. Choose another one ({flag}).")
    for name in ("conf", "logs", "warehouse", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    settings = SETTINGS.format(host=HOST, folder=folder, executor_memory=options.memory)
    (folder / "conf" / "spark-defaults.conf").write_text(settings, encoding="utf-8")

    url = f"spark://{HOST}:{options.master_port}"
    spark_class = [str(home / "bin" / "spark-class")]
    deploy = "org.apache.spark.deploy"
    master = [*spark_class, f"{deploy}.master.Master", "--host", HOST, "--port", str(options.master_port), "--webui-port", "0"]
    worker = [*spark_class, f"{deploy}.worker.Worker", url, "--host", HOST, "--cores", "1", "--memory", options.memory]
    server = [
        *(str(home / "bin" / "spark-submit"), "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"),
        *("--name", "mql", "--master", url, "--driver-memory", options.driver_memory, "spark-internal"),
        *("--hiveconf", f"hive.server2.thrift.port={options.port}", "--hiveconf", f"hive.server2.thrift.bind.host={HOST}"),
    ]
    until = time.monotonic() + options.wait
    try:
        _launch(folder, home, "master", master)
        _wait(folder, "master", until, lambda: _is_open(options.master_port))
        for number in range(1, options.workers + 1):
            name = f"worker-{number}"
            _launch(folder, home, name, [*worker, "--work-dir", str(folder / "work" / name), "--webui-port", "0"])
            _wait(folder, name, until, lambda name=name: "Successfully registered with master" in _log(folder, name))
        _launch(folder, home, "thrift-server", server)
        _wait(folder, "thrift-server", until, lambda: _is_open(options.port))
        _wait(folder, "thrift-server", until, lambda: _answers(options.port))
    except NotStarted:
        stop(folder)
        raise


def stop(folder: Path) -> list[str]:
    """Ends the processes of the folder, the last one first, and returns their names."""
    stopped = []
    for name, pid in reversed(_processes(folder).items()):
        if _is_ours(pid, folder):
            os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + 30
            while _is_ours(pid, folder) and time.monotonic() < until:
                time.sleep(0.2)
            if _is_ours(pid, folder):
                os.kill(pid, signal.SIGKILL)
            stopped.append(name)
    (folder / "processes.json").unlink(missing_ok=True)
    return stopped


def _spark_home() -> Path:
    found = importlib.util.find_spec("pyspark")
    if not (found and found.origin and importlib.util.find_spec("pyhive")):
        raise NotStarted("pyspark and dbt-spark are not installed here: uv sync --group spark, or pip install 'dbt-spark[session,PyHive]'.")
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if os.environ.get("JAVA_HOME") else shutil.which("java")
    if not java or not Path(java).is_file():
        raise NotStarted("Spark needs Java 17 or newer, and there is none: install openjdk-17-jre-headless, or set JAVA_HOME.")
    return Path(found.origin).parent


def _launch(folder: Path, home: Path, name: str, command: list[str]) -> None:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("SPARK_")},
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": HOST,
        # workers run on the Python of this environment, should anybody bring Python of their own
        "PYSPARK_PYTHON": sys.executable,
    }
    with (folder / "logs" / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    (folder / "processes.json").write_text(json.dumps(_processes(folder) | {name: process.pid}), encoding="utf-8")


def _wait(folder: Path, name: str, until: float, is_there: Callable[[], bool]) -> None:
    while not is_there():
        log = folder / "logs" / f"{name}.log"
        if not _is_ours(_processes(folder)[name], folder):
            raise NotStarted(f"The {name} ended at once. Its last words ({log}):\n" + "\n".join(_log(folder, name).splitlines()[-5:]))
        if time.monotonic() > until:
            raise NotStarted(f"The {name} does not answer. Wait longer (--wait), or see {log}.")
        time.sleep(0.5)


def _processes(folder: Path) -> dict[str, int]:
    known = folder / "processes.json"
    return json.loads(known.read_text(encoding="utf-8")) if known.is_file() else {}


def _is_ours(pid: int, folder: Path) -> bool:
    # a process id may be another process's by now: ours works in the folder, and waits for nobody to ask how it ended
    try:
        is_over = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
        return not is_over and Path(f"/proc/{pid}/cwd").resolve() == folder
    except OSError:
        return False


def _log(folder: Path, name: str) -> str:
    return (folder / "logs" / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def _is_open(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((HOST, port)) == 0


def _answers(port: int) -> bool:
    from pyhive import hive

    try:
        with hive.connect(host=HOST, port=port, username="mql") as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from range(0, 10, 1, 2)")
            return cursor.fetchall() == [(10,)]
    except Exception:
        # whatever it is, it does not answer yet
        return False


if __name__ == "__main__":
    sys.exit(main())
