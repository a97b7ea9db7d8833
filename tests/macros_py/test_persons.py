"""Persons under other names: the same one everywhere, suppliers as they are, words of other columns untouched."""

from __future__ import annotations

from macros_py.persons import with_persons_masked
from macros_py.values_only import as_values
from tests.validation.text_books import book_of

BOOK = """采购验收 | 采购人 赵一 | 数量验收人 钱二 | 质量验收人 赵一
支出 | 科目 付货款 | 收款单位 青禾粮油商行 | 审批人 钱二
支出 | 凭证号 记-9 | 收款单位 张三 | 审批人 -
易耗品领用 | 领用人 ' 赵一
设置 | 项目 负责人 | 值 孙三
设置 | 项目 监督电话 | 值 0000"""


def column(table: str, heading: str) -> list[object]:
    found = with_persons_masked(as_values(book_of(BOOK).raw)).raw.tables[table]
    return list(found.columns[found.headings.index(heading)])


def test_one_person_has_one_other_name_everywhere() -> None:
    assert (column("采购验收", "采购人"), column("采购验收", "数量验收人"), column("采购验收", "质量验收人")) == (
        ["人员1"],
        ["人员2"],
        ["人员1"],
    )
    assert column("支出", "审批人") == ["人员2", None, None]
    assert column("易耗品领用", "领用人") == ["人员1"]


def test_suppliers_keep_their_names_and_other_payees_do_not() -> None:
    assert column("支出", "收款单位") == ["青禾粮油商行", None, "收款方1"]


def test_signers_in_the_settings_are_persons_too() -> None:
    raw = with_persons_masked(as_values(book_of(BOOK).raw)).raw.tables["设置"]
    values = dict(zip(*raw.columns[:2], strict=True))
    assert str(values["负责人"]).startswith("人员")
    assert values["监督电话"] == 0.0  # as the text book reads it
    assert values["编制人"] is None


def test_the_cells_that_differ_are_given_by_their_places() -> None:
    masked = with_persons_masked(as_values(book_of(BOOK).raw))
    table = masked.raw.tables["易耗品领用"]
    place = table.first_column + table.headings.index("领用人")
    assert masked.cells["易耗品领用"] == {(table.numbers[0], place): "人员1"}
