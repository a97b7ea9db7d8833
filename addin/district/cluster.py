"""The same reading on a Dask cluster: batches of files a task, each read in children of the worker, so that no file can end a worker."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from distributed import Client, as_completed

from addin.district.readers import LIMITS, read_all
from addin.district.reading import program_print
from macros_py.district.asked import Asked
from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from addin.children import Limits

BATCH = 32
"""Files a task: some seconds of work, so that what a task costs of its own does not show."""
_AHEAD = 4
"""Tasks a worker has waiting, so that it never waits for the parent, nor the parent holds more than these answers."""
_CONNECT_SECONDS = 20


def read_batch(paths: list[str], asked: Asked, limits: Limits, version: str) -> list[tuple[str, bytes]]:
    """On a worker: the answers for some files.

    Raises:
        RuntimeError: the worker has another version of the program.
    """
    if version != program_print():
        message = "another version of mealbook"
        raise RuntimeError(message)
    return list(read_all(paths, 1, asked, limits))


def read_on(
    address: str,
    paths: Iterable[str],
    asked: Asked = Asked(),  # noqa: B008 - a value, like any other
    limits: Limits = LIMITS,
) -> Iterator[tuple[str, bytes]]:
    """The answers for paths as they come from the cluster whose scheduler is at ``address``. A task whose worker dies is done again by another.

    Raises:
        Refusal: there is no cluster, or its workers cannot do it.
    """
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise Refusal(f"连不上 Dask 集群 {address}：{fault}；请检查地址，或不用 --cluster 在本机汇总") from None
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise Refusal(f"Dask 集群 {address} 上没有工作机：请先启动 dask worker，再汇总")
        rest = iter(paths)
        waiting = iter(lambda: list(islice(rest, BATCH)), [])
        tasks = as_completed(loop=client.loop)
        for batch in islice(waiting, workers * _AHEAD):
            tasks.add(client.submit(read_batch, batch, asked, limits, program_print(), pure=False))
        for task in tasks:
            try:
                answers = task.result()
            except Exception as fault:
                raise Refusal(
                    f"Dask 集群没有做成：{type(fault).__name__}（{str(fault)[:200]}）；工作机要装同一版本的 mealbook[cluster]"
                ) from fault
            task.release()
            for batch in islice(waiting, 1):
                tasks.add(client.submit(read_batch, batch, asked, limits, program_print(), pure=False))
            yield from answers
