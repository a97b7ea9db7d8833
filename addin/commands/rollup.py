"""``mealbook rollup PATH… --out FILE``: thousands of schools' books on one sheet, what stands out in them, and every file that was not taken."""

from __future__ import annotations

import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE, ERRORS_FOUND
from addin.commands.printing import say, say_json
from validation.money import printed
from validation.profiles import PROFILES
from validation.refusals import Refusal
from workbook_templates.district_tables import DECIMALS, TOTALS

if TYPE_CHECKING:
    import argparse

    from addin.district.rollup import Places, Read, RolledUp
    from macros_py.district.asked import Asked
    from macros_py.district.enrolment import Enrolment
    from macros_py.district.names import NameTable
    from validation.cells import RawTable

_SHOWN = 20
"""Files not taken that are told one by one; the sheet 未处理 has all."""


def run(options: argparse.Namespace) -> int:
    """Roll up, and say what came of it."""
    _check_installed("pyarrow", "xlsxwriter", extra="district")
    from addin.district.rollup import Terms, places, roll_up  # noqa: PLC0415 - the extra has just been looked for

    if options.profile not in PROFILES:
        raise Refusal(f"没有规则套「{options.profile}」，有：{'、'.join(PROFILES)}")
    if options.processes is not None and options.processes < 1:
        raise Refusal(f"--processes 至少一个，现为 {options.processes}")
    asked = _asked(options)
    where = places(Path(options.out), Path(options.cache) if options.cache else None)
    terms = Terms(asked, _names(options.names), options.profile, _enrolment(options.enrolled))
    done = roll_up(options.path, where, _read(options, asked), terms)
    if options.json:
        say_json(_document(done, where))
    else:
        _tell(done, where)
    return ERRORS_FOUND if done.rest.not_taken or done.totals.counts[0] else DONE


def _check_installed(*modules: str, extra: str) -> None:
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise Refusal(f"汇总要用的部件没有装（{'、'.join(missing)}）：请照手册 15 的「安装」装上 requirements/{extra}.txt")


def _read(options: argparse.Namespace, asked: Asked) -> Read:
    """Children of this machine, or a cluster."""
    if options.cluster:
        _check_installed("distributed", extra="cluster")
        from addin.district.cluster import read_on  # noqa: PLC0415 - only where it is asked for

        return partial(read_on, options.cluster, asked=asked)
    from addin.district.readers import read_all  # noqa: PLC0415 - a cluster does without

    return partial(read_all, workers=options.processes or os.cpu_count() or 1, asked=asked)


def _asked(options: argparse.Namespace) -> Asked:
    from macros_py.district.asked import DRAWN, DRAWN_LIMIT, SEED, Asked  # noqa: PLC0415 - after the look for the extra
    from macros_py.district.limits import TABLE, read_limits  # noqa: PLC0415 - as above

    count = DRAWN if options.sample is None else options.sample
    if not 0 <= count <= DRAWN_LIMIT:
        raise Refusal(f"--sample 从 0 到 {DRAWN_LIMIT}，现为 {count}")
    limits = {} if options.limits is None else read_limits(_given(options.limits, TABLE))
    today = options.today.isoformat() if options.today else None
    return Asked(today, tuple(sorted(limits.items())), SEED if options.seed is None else options.seed, count)


def _names(file: str | None) -> NameTable:
    from macros_py.district.names import TABLE, NameTable, read_names  # noqa: PLC0415 - after the look for the extra

    return NameTable() if file is None else NameTable(read_names(_given(file, TABLE)))


def _enrolment(file: str | None) -> Enrolment:
    from macros_py.district.enrolment import TABLE, Enrolment, read_enrolment  # noqa: PLC0415 - after the look for the extra

    return Enrolment() if file is None else read_enrolment(_given(file, TABLE))


def _given(file: str, name: str) -> RawTable:
    """A table that the district has filled in."""
    from addin.guard import read_image  # noqa: PLC0415 - only where a table is given
    from addin.snapshot import raw_book, take_snapshot  # noqa: PLC0415 - as above

    path = Path(file)
    table = raw_book(take_snapshot(read_image(path), path.name, {name})).tables.get(name)
    if table is None:
        raise Refusal(f"「{path.name}」里没有表「{name}」：请用汇总表，或只留这一张工作表的副本")
    return table


def _document(done: RolledUp, where: Places) -> dict[str, object]:
    """What came of it; money as text."""
    totals = done.totals
    return {
        "found": done.rest.found,
        "taken": totals.books,
        "read": done.read,
        "not_taken": [{"file": file, "reason": reason} for file, reason in done.rest.not_taken],
        "counts": dict(zip(("错误", "警告", "提示"), totals.counts, strict=True)),
        "overpaid": printed(totals.overpaid),
        "anomalies": {"found": totals.odd_and_drawn[0], "books": totals.odd_and_drawn[1]},
        "sample": {"seed": done.seed, "drawn": totals.odd_and_drawn[2]},
        "months": {
            str(line[0]): {
                column.heading: printed(value, DECIMALS[column.format])
                for column, value in zip(TOTALS.columns[1:], line[1:], strict=True)
                if isinstance(value, int)
            }
            for line in totals.months
        },
        "file": str(where.out),
        "data": str(where.data),
    }


def _tell(done: RolledUp, where: Places) -> None:
    from addin.district.gathered import plain  # noqa: PLC0415 - after the look for the extra

    totals = done.totals
    say(
        f"找到 {done.rest.found} 个文件 = 算进来 {totals.books} 本账 + 未处理 {len(done.rest.not_taken)} 个（内容是新的、这次读了的 {done.read} 个）"
    )
    for file, reason in done.rest.not_taken[:_SHOWN]:
        say(f"  未处理 {file}：{reason}")
    if len(done.rest.not_taken) > _SHOWN:
        say(f"  另有 {len(done.rest.not_taken) - _SHOWN} 个，见汇总表的 未处理")
    errors, warnings, hints = totals.counts
    say(f"账里错误 {errors} 处，警告 {warnings} 处，提示 {hints} 处；比同周中位价多付合计 {printed(totals.overpaid)} 元")
    odd, books, drawn = totals.odd_and_drawn
    say(f"异常 {odd} 处，在 {books} 本账里；抽查凭证 {drawn} 张，种子「{plain(done.seed)}」")
    say(f"已写入 {where.out}；从 总览 看起。要用 pandas 或 DuckDB 接着做的，数据在 {where.data}")
