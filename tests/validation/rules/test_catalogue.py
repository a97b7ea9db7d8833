"""What the accountant reads, word for word, for every rule and every kind of bad cell; ``docs/错误目录.md`` shows the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros_py.judge import judge
from tests.validation.catalogue import OWN_EXAMPLE, PAGE, READ, Entry, Told, Way, entries, main, page, ways
from tests.validation.text_books import TextBook, book_of
from validation.book import read_book
from validation.registers import REGISTERS
from validation.rules import RULES
from validation.rules.page import FAMILIES

if TYPE_CHECKING:
    from validation.findings import Finding
    from validation.register import Register

ROOT = Path(__file__).resolve().parents[3]
ENTRIES, WAYS = entries(), ways()
EVERY_TYPE = {"错误值", "没有值的公式"}
EVERY_NUMBER = {"错误值", "没有值的公式", "逻辑值", "小数太多"}
WITHOUT_A_CELL = {"DAT-15"}
"""Only a table that is not there has no cell."""


TO_BE_READ = "to be read, and if it is right, put into rules.txt:\n"


def told_of(text: str) -> list[Told]:
    """Everything that is told of a table."""
    example = book_of(text)
    return [told(finding) for finding in judge(example.raw, today=example.today, previous=example.previous).findings]


def told(finding: Finding) -> Told:
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    return Told(str(finding.level), finding.rule, place, finding.value, finding.blocks, finding.message, finding.suggestion)


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.code} {entry.title}" for entry in ENTRIES])
def test_a_case_of_a_rule_is_told_word_for_word(entry: Entry) -> None:
    found = told_of(entry.text)
    assert found == list(entry.told), TO_BE_READ + "\n".join(map(str, found))


@pytest.mark.parametrize("way", WAYS, ids=[f"{way.type} {way.name} {way.typed}" for way in WAYS])
def test_a_cell_filled_badly_is_told_word_for_word_at_that_cell(way: Way) -> None:
    heading = way.line.rpartition("|")[2].strip()
    example = book_of(f"{way.text} → {heading}")
    place = example.expected
    assert place is not None
    judged = judge(example.raw)
    found = [each for each in judged.findings if (each.table, each.row, each.column) == (place.table, place.row, heading)]
    if way.outcome == READ:
        assert found == []
        assert value_of(example, heading) == way.message
        return
    (finding,) = found
    outcome = f"{finding.level} {finding.rule}{' 影响计算' if finding.blocks else ''}"
    assert (outcome, finding.message, finding.suggestion) == (way.outcome, way.message, way.suggestion)
    assert finding.cell
    assert value_of(example, heading) == "" or not finding.message.startswith(f"「{heading}」是错误值")


def value_of(example: TextBook, heading: str) -> str:
    """What the program read in the cell."""
    place, register = example.expected, register_of(example)
    assert place is not None
    name, column = next((name, column) for name, column in register.columns().items() if column.heading == heading)
    record = next(record for record in read_book(example.raw).tables[register] if record.row == place.row)
    return column.kind.show(getattr(record, name))


def register_of(example: TextBook) -> type[Register]:
    assert example.expected is not None
    return next(register for register in REGISTERS if register.table == example.expected.table)


# --- nothing is left out --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [rule.code for rule in RULES])
def test_every_rule_has_its_own_example_in_the_catalogue(rule: str) -> None:
    texts = {entry.text for entry in ENTRIES if entry.code == rule}
    example = next(each.example for each in RULES if each.code == rule)
    assert example in texts, TO_BE_READ + "\n".join([rule, OWN_EXAMPLE, *map(str, told_of(example))])
    assert all(any(each.rule == rule for each in entry.told) for entry in ENTRIES if entry.code == rule)


def test_the_entries_stand_in_the_order_of_the_rules() -> None:
    order = [rule.code for rule in RULES]
    assert [entry.code for entry in ENTRIES] == sorted((entry.code for entry in ENTRIES), key=order.index)
    assert {code[:3] for code in order} == set(FAMILIES)


def test_every_kind_of_fault_that_a_cell_can_have_is_in_the_catalogue() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "validation").rglob("*.py")]
    possible = {kind for text in sources for kind in re.findall(r'Fault\(\s*"([a-z-]+)"', text)}
    found = set()
    for text in [entry.text for entry in ENTRIES] + [way.text for way in WAYS]:
        book = read_book(book_of(text).raw)
        found |= {fault.kind for rows in book.tables.values() for _, _, fault in rows.faults}
        found |= {fault.kind for _, _, fault in book.setting_faults}
    assert found == possible


def test_every_type_of_cell_is_in_the_catalogue_with_every_way_it_can_be_wrong() -> None:
    told_of = {way.type: {each.name for each in WAYS if each.type == way.type} for way in WAYS}
    kinds = {type(column.kind).__name__ for register in REGISTERS for column in register.columns().values()}
    covered = {}
    for way in WAYS:
        table, heading = way.line.partition("|")[0].strip(), way.line.rpartition("|")[2].strip()
        columns = next(register for register in REGISTERS if register.table == table).columns().values()
        column = next(column for column in columns if column.heading == heading)
        if table != "设置":
            covered[type(column.kind).__name__] = told_of[way.type]
            assert told_of[way.type] >= (EVERY_NUMBER if column.kind.number else EVERY_TYPE), way.type
            assert "没有填" in told_of[way.type] or not column.required, way.type
    assert set(covered) == kinds


def test_only_a_table_that_is_not_there_has_no_cell() -> None:
    assert {each.rule for entry in ENTRIES for each in entry.told if "!" not in each.place} <= WITHOUT_A_CELL


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.code} {entry.title}" for entry in ENTRIES])
def test_a_sentence_is_plain_chinese_and_says_what_to_do(entry: Entry) -> None:
    for each in entry.told:
        assert each.suggestion
        said = each.message + each.suggestion
        assert not re.search(r"None|Fraction|datetime|Error|True|False|[{}]|  |。。|，，", said)
        assert not each.message.endswith("。")


# --- the page -------------------------------------------------------------------------------------------------------------------------


def test_the_page_is_fresh() -> None:
    assert main(["--check"]) == 0, "make templates"


def test_the_page_holds_every_sentence() -> None:
    text = page()
    assert PAGE.read_text(encoding="utf-8") == text
    assert all(each.message in text and each.suggestion in text for entry in ENTRIES for each in entry.told)
