"""The same on a Dask cluster: a real scheduler and two workers, one of them killed midway."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

import pytest

from addin.commands import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("distributed", reason="mealbook[cluster] is not installed")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a worker is killed by a signal")
LOOPBACK = str(IPv4Network("127.0.0.0/8")[1])
_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
_BY_TWOS = (
    "import sys; from addin.district import cluster; cluster.BATCH, cluster._AHEAD = 2, 1\n"
    "from addin.commands import main; sys.exit(main(sys.argv[1:]))"
)


class Cluster:
    """The address of a scheduler, and its workers: the first by itself, the second with a nanny, and so a daemon that may have no children of its own."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self._running, self._file = running, folder / "scheduler.json"
        self._start(
            "distributed.cli.dask_scheduler",
            "--port",
            "0",
            "--host",
            LOOPBACK,
            "--no-dashboard",
            "--scheduler-file",
            str(self._file),
        )
        self.address = json.loads(_awaited(self._file))["address"]
        self.workers = [self._worker("--no-nanny"), self._worker("--nanny")]

    def _worker(self, nanny: str) -> subprocess.Popen[bytes]:
        return self._start(
            "distributed.cli.dask_worker",
            self.address,
            nanny,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(self._file.parent),
        )

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", module, *arguments], start_new_session=True, **_QUIET)  # type: ignore[call-overload]
        self._running.callback(_end, process)
        return process  # type: ignore[no-any-return]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours with all that it started: they are a group of their own."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _awaited(file: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        text = file.read_text() if file.exists() else ""
        if text.strip().endswith("}"):
            return text
        time.sleep(0.1)
    raise TimeoutError(file)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as running:
        yield Cluster(tmp_path, running)


def test_a_cluster_gives_the_same_bytes_though_a_worker_dies_midway(cluster: Cluster, county: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "这里.xlsx", tmp_path / "那里.xlsx"
    assert main(["rollup", str(county), "--out", str(here), "--processes", "1"]) == 1
    process = subprocess.Popen(
        [sys.executable, "-c", _BY_TWOS, "rollup", str(county), "--out", str(there), "--cluster", cluster.address, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    kept, until = tmp_path / "那里_缓存", time.monotonic() + 120
    while not list(kept.rglob("*/*/*")) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    cluster.workers[0].send_signal(signal.SIGKILL)
    said, failed = process.communicate(timeout=240)
    assert process.returncode == 1, failed.decode()
    assert json.loads(said)["taken"] == 12
    assert there.read_bytes() == here.read_bytes()


def test_where_no_cluster_is_it_is_said(county: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-c", f"from addin.district import cluster; cluster._CONNECT_SECONDS = 1\n{_BY_TWOS}"]
    done = subprocess.run(
        [*program, "rollup", str(county), "--out", str(tmp_path / "汇总.xlsx"), "--cluster", f"tcp://{LOOPBACK}:9"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.strip().split("\n")[-1].startswith(f"连不上 Dask 集群 tcp://{LOOPBACK}:9")
