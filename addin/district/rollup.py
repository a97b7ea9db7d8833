"""The whole of ``mealbook rollup``: find, read what is not kept, choose, gather, write."""

from __future__ import annotations

import os
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.district.gathered import Gathered, plain
from addin.district.kept import Kept
from addin.district.progress import Progress
from addin.district.reading import NO_DIGEST, unpacked_answer
from addin.district.sheets import MARK
from addin.district.sources import MARK as FOLDER_MARK
from addin.district.sources import find_sources, fingerprint, passed_over
from addin.lock_files import check_not_open
from addin.system_errors import cause
from macros_py.district.choosing import Candidate, chosen
from validation.refusals import NotAWorkbook, NotWritable, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from addin.district.sources import Source
    from addin.district.writing import Totals
    from macros_py.district.asked import Asked
    from macros_py.district.enrolment import Enrolment
    from macros_py.district.names import NameTable

    Read: TypeAlias = Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]

_CHANGING = "读的时候正在变化，没有读入：请等它存好，再汇总一次"


class Places(NamedTuple):
    """Where a roll-up writes: the workbook, the folder of Parquet files, the folder of kept answers."""

    out: Path
    data: Path
    kept: Path


class Terms(NamedTuple):
    """What results depend on beside the files: what is asked of every book; what the district calls items and units; the 规则套 of the bands; 在校人数."""

    asked: Asked
    names: NameTable
    profile: str
    enrolment: Enrolment


class Rest(NamedTuple):
    """How many files were found, and those that do not count, each with the reason."""

    found: int
    not_taken: list[tuple[str, str]]


class RolledUp(NamedTuple):
    """What came of it. ``read``: how many files had to be read; ``seed``: that of the vouchers drawn."""

    rest: Rest
    read: int
    totals: Totals
    seed: str


class _Outcomes(NamedTuple):
    """Of every source its content's hash, or why it has none; of a content why it was not read, where that is not kept."""

    digests: dict[str, str]
    refused: dict[str, str]
    failed: dict[str, str]


def places(out: Path, kept: Path | None) -> Places:
    """Where everything stands, the folders beside the workbook unless told otherwise."""
    return Places(out, out.with_name(f"{out.stem}_数据"), kept or out.with_name(f"{out.stem}_缓存"))


def roll_up(arguments: Sequence[str], where: Places, read: Read, terms: Terms) -> RolledUp:
    """Roll up the books that the arguments lead to.

    Args:
        arguments: files, folders and patterns.
        where: what is written.
        read: what gives the answers for paths, in any order.
        terms: what results depend on beside the files.

    Raises:
        Refusal: there is nothing to read, or the results cannot be written.
    """
    _check_target(where)
    sources = find_sources(arguments, where)
    kept, progress = Kept(where.kept, terms.asked), Progress(len(sources))
    outcomes, count = _read_missing(sources, kept, read, progress)
    progress.phase("读完了，正在汇总…")
    taken, not_taken = _settled(sources, kept, outcomes)
    rest = Rest(len(sources), not_taken)
    try:
        totals = _write(taken, rest, (where, kept), terms)
    except OSError as fault:
        raise NotWritable(f"没有写成 {where.out.name}：{cause(fault)}；原来的文件没有动") from None
    finally:
        progress.end()
    return RolledUp(rest, count, totals, terms.asked.seed)


def _check_target(where: Places) -> None:
    out = where.out
    if out.suffix.lower() != ".xlsx" or out.is_dir():
        raise NotWritable(f"--out 后面要写汇总表的文件名，以 .xlsx 结尾，现为 {out.name or '空的'}")
    if not out.parent.is_dir():
        raise NotWritable(f"没有文件夹 {out.parent}：请先建好，再汇总")
    if out.exists() and not _is_ours(out):
        raise NotWritable(f"{out.name} 已经有了，而且不是汇总表，不会覆盖它；请换一个文件名")
    check_not_open(out)


def _is_ours(path: Path) -> bool:
    with suppress(OSError, zipfile.BadZipFile, KeyError), zipfile.ZipFile(path) as archive:
        return f"<cp:category>{MARK}<".encode() in archive.read("docProps/core.xml")
    return False


def _read_missing(sources: list[Source], kept: Kept, read: Read, progress: Progress) -> tuple[_Outcomes, int]:
    """Read every content that no answer is kept for, once; how many were read."""
    found, seen, count = _Outcomes({}, {}, {}), set[str](), 0

    def missing() -> Iterator[str]:
        for source in sources:
            reason = passed_over(source)
            try:
                digest = "" if reason else fingerprint(Path(source.path))
            except NotAWorkbook as refusal:
                reason = str(refusal)
            if reason:
                found.refused[source.path] = reason
            else:
                found.digests[source.path] = digest
                if digest not in seen:
                    seen.add(digest)
                    if kept.answer(digest) is None:
                        yield source.path
                        continue
            progress.step()

    for path, content in read(missing()):
        answer = unpacked_answer(content)
        if answer.digest == NO_DIGEST:
            found.failed[found.digests[path]] = answer.refused
        else:
            kept.keep(answer.digest, content)
            found.digests[path] = answer.digest
        count += 1
        progress.step(read=True)
    return found, count


def _settled(sources: list[Source], kept: Kept, outcomes: _Outcomes) -> tuple[list[Candidate], list[tuple[str, str]]]:
    """The books that count, in the order of the roll-up, and all other files with the reason, by name."""
    not_taken = [(source.shown, outcomes.refused[source.path]) for source in sources if source.path in outcomes.refused]
    first: dict[str, str] = {}
    candidates = []
    for source in sources:
        digest = outcomes.digests.get(source.path)
        if digest is None:
            continue
        answer = None if digest in outcomes.failed else kept.answer(digest)
        if answer is None or answer.head is None:
            not_taken.append((source.shown, outcomes.failed.get(digest, _CHANGING) if answer is None else answer.refused))
        elif digest in first:
            not_taken.append((source.shown, f"内容与「{first[digest]}」完全相同，只算一次"))
        else:
            first[digest] = source.shown
            candidates.append(Candidate(digest, source.shown, answer.head))
    taken, passed = chosen(candidates)
    return taken, sorted((file, plain(reason)) for file, reason in (*not_taken, *((each.file, reason) for each, reason in passed)))


def _write(taken: list[Candidate], rest: Rest, task: tuple[Places, Kept], terms: Terms) -> Totals:
    """Gather the summaries and write the results; the workbook takes its name last."""
    from addin.district.writing import Outputs, write_all  # noqa: PLC0415 - reading does without pyarrow

    where, kept = task
    for folder in (where.data, where.kept):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FOLDER_MARK).write_text("这个文件夹是 mealbook rollup 写的。\n", encoding="utf-8")
    passing = where.out.with_name(f".{where.out.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(prefix="mealbook-") as scratch, Gathered(Path(scratch, "books"), terms.names) as gathered:
            for each in taken:
                answer = kept.answer(each.digest)
                if answer is None:
                    raise Refusal(f"缓存里「{each.file}」的结果在汇总时不见了或坏了：请再汇总一次，会重新读它")
                gathered.add(each.file, answer.summary())
            with Outputs(passing, where.data) as out:
                totals = write_all(gathered, rest, terms, out)
        check_not_open(where.out)
        passing.replace(where.out)
    finally:
        passing.unlink(missing_ok=True)
    return totals
