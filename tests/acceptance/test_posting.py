"""公示 from outside: the forms of a small book are posted by command, then the book is changed as a person would, and the copy verified."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import Table

import addin.posted_files
from tests.acceptance.outsider import bounds, fill, find, place, rows_of, run, settings
from tests.acceptance.test_closing import BOOK

SIGNERS = {"编制人": "编制甲", "审核人": "审核乙", "负责人": "负责丙", "监督电话": "0000-1234567"}
NOW = ("--now", "2025-10-12 09:30:00")
FORMS = ["公示-食堂收支", "公示-食材采购", "公示-库存盘点", "公示-易耗品以旧换新", "公示-学期收支说明"]
SHORT = ("--form", "公示-食堂收支")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("posting") / "账.xlsx"
    opened = fill(BOOK)
    settings(opened, dict(SIGNERS))
    opened.save(path)
    return path.read_bytes()


@pytest.fixture
def book(made: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "账.xlsx"
    path.write_bytes(made)
    return path


@pytest.fixture(autouse=True)
def _no_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice takes its time: only the test that is about the .pdf waits for it."""
    if "soffice" not in request.fixturenames:
        monkeypatch.setattr(addin.posted_files, "as_pdf", lambda image: None)  # noqa: ARG005 - nobody prints


def changed(path: Path, table: str, number: int, **values: object) -> None:
    """Write values into a row of a table (1 is the first), by heading."""
    opened = load_workbook(path)
    sheet, found = find(opened, table)
    for heading, value in values.items():
        sheet.cell(bounds(found)[1] + number, place(opened, table, heading)).value = value  # type: ignore[assignment] # whatever is typed
    opened.save(path)


def test_posting_writes_a_copy_a_page_and_a_line(book: Path) -> None:
    posted = run("post", book, "--month", "2025-09", *NOW, "--json").json
    folder = book.parent / "公示"
    assert posted["files"] == [str(folder / "账-公示-2025-09.xlsx"), str(folder / "账-公示-2025-09.html")]
    assert (posted["forms"], posted["due"], posted["late"]) == (FORMS, "2025-10-15", False)
    lines = rows_of(book, "公示台账")
    assert [line["公示表"] for line in lines] == FORMS
    assert {str(line["应公示日"])[:10] for line in lines} == {"2025-10-15"}
    assert {(line["期间"], line["登记时间"], line["指纹"], line["文件"], line["备注"]) for line in lines} == {
        ("2025-09", "2025-10-12 09:30:00", posted["fingerprint"], "账-公示-2025-09.xlsx", "公示时：错误 0 处，警告 9 处，提示 1 处")
    }
    assert rows_of(book, "月成本")[0]["食材消耗"] == 22.5  # the book is refreshed as well


def test_the_copy_shows_the_month_asked_for_as_values_with_its_fingerprint_at_the_foot(book: Path) -> None:
    posted = run("post", book, "--month", "2025-09", *NOW, "--json").json
    opened = load_workbook(posted["files"][0])
    assert opened.sheetnames == [*FORMS, "依据"]
    sheet = opened["公示-食堂收支"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert texts[-1] == f"公示指纹：{posted['fingerprint']}　核验：mealbook verify 本文件 账簿"
    assert "2025年9月" in "".join(texts)
    assert 22.5 in [cell.value for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for each in opened.worksheets for row in each.iter_rows() for cell in row)
    assert rows_of(book, "设置")[5]["值"] != "2025-09"  # the book goes on showing its own month


def test_the_page_needs_nothing_else_and_says_the_same(book: Path) -> None:
    posted = run("post", book, "--month", "2025-09", *NOW, "--json").json
    text = Path(posted["files"][1]).read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert not re.search(r"https?:|<script|<link|url\(|src=", text)
    shown = re.sub("<[^>]+>", "|", text)
    assert "|示例小学　食堂收支公示表|" in shown
    assert re.search(r"编制人：\|*编制甲\|", shown)
    assert f"公示指纹：{posted['fingerprint']}" in shown
    assert re.search(r"\|减：食材消耗\|+22\.50\|+22\.50\|", shown)
    assert '<th class="s' in text


def test_an_unchanged_book_gives_every_posted_figure(book: Path) -> None:
    copy = run("post", book, "--month", "2025-09", *NOW, "--json").json["files"][0]
    found = run("verify", copy, book, "--json")
    assert (found.status, found.json["untouched"], found.json["differing"], found.json["changed_rows"]) == (0, True, [], [])
    assert found.json["compared"] > 100
    changed(
        book, "采购验收", 2, 单号="R2", 日期=date(2025, 11, 20), 供应商="粮店", 品名="大米", 数量=1, 单位="公斤", 单价=5, 金额=5
    )
    later = run("verify", copy, book, "--json")  # a row of a later month is no business of this copy
    assert (later.status, later.json["changed_rows"]) == (0, [])


def test_one_purchase_changed_after_posting_is_named_with_its_figures(book: Path) -> None:
    copy = run("post", book, "--month", "2025-09", *NOW, "--json").json["files"][0]
    changed(book, "采购验收", 1, 单价=6, 金额=60)
    found = run("verify", copy, book)
    assert found.status == 1
    lines = [line.strip() for line in found.out.splitlines()]
    assert "公示-食堂收支!B17 食材消耗_本月：公示的是 22.50，账簿现在是 25.00" in lines
    assert "公示-食堂收支!B16 购入食材_本月：公示的是 50.00，账簿现在是 60.00" in lines
    assert "公示-食堂收支!B18 期末库存_本月：公示的是 67.50，账簿现在是 75.00" in lines
    assert lines[-2:] == ["登记：公示以后有 1 行不同", "采购验收第 3 行（R1 · 2025-09-01 · 粮店 · 大米）：公示后改过"]


def test_a_row_added_and_an_item_moved_to_another_category_are_named(book: Path) -> None:
    copy = run("post", book, "--month", "2025-09", *NOW, "--json").json["files"][0]
    changed(book, "品目", 1, 类别="干货")
    changed(book, "收入", 4, 凭证号="记-9", 日期=date(2025, 9, 30), 科目="捐赠", 金额=7)
    found = run("verify", copy, book, "--json").json
    assert [(row["sheet"], row["row"], row["was"]) for row in found["changed_rows"]] == [("品目", 3, 3), ("收入", 6, 0)]
    figures = {each["about"]: (each["stated"], each["given"]) for each in found["differing"]}
    assert figures["捐赠_本月"] == ("0.00", "7.00")
    assert figures["食材消耗_粮食_本月"] == ("22.50", "0.00")
    assert figures["食材消耗_干货_本月"] == ("0.00", "22.50")


def test_a_copy_changed_by_hand_is_not_intact(book: Path) -> None:
    copy = run("post", book, "--month", "2025-09", *NOW, "--json").json["files"][0]
    opened = load_workbook(copy)
    opened["公示-食堂收支"]["B17"].value = 20
    opened.save(copy)
    found = run("verify", copy, book)
    assert found.status == 1
    assert "公示件：做好以后改过" in found.out
    assert "公示-食堂收支!B17 食材消耗_本月：公示的是 20.00，账簿现在是 22.50" in found.out


def test_a_refused_figure_stands_in_the_way_of_the_forms_that_show_it(book: Path) -> None:
    changed(book, "采购验收", 1, 金额=60)
    before = book.read_bytes()
    found = run("post", book, "--month", "2025-09", *NOW)
    assert found.status == 2
    assert re.search(r"公示-食堂收支!B17 等 \d+ 格：食材消耗（本月）算不出来：采购验收!H3 「金额」", found.out)
    assert found.err.startswith("2025-09 还不能公示，没有写任何文件：还差 ")
    assert book.read_bytes() == before
    assert not (book.parent / "公示").exists()


def test_an_error_that_blocks_nothing_is_counted_and_not_hidden(book: Path) -> None:
    changed(book, "支出", 1, 凭证号="记-7", 日期=date(2025, 9, 20), 科目="维修", 摘要="修灶", 金额=5000)
    posted = run("post", book, "--month", "2025-09", *NOW, *SHORT)
    assert posted.status == 1
    (line,) = rows_of(book, "公示台账")
    assert line["备注"] == "公示时：错误 1 处，警告 9 处，提示 1 处"


def test_a_blank_cell_that_a_form_needs_stands_in_the_way(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    path.write_bytes(made)
    opened = load_workbook(path)
    settings(opened, {"监督电话": None})
    opened.save(path)
    found = run("post", path, "--month", "2025-09", *NOW, *SHORT)
    assert found.status == 2
    assert found.out == "公示-食堂收支!B38：监督电话没有填写；在 设置 里填 监督电话，或从公示表上去掉这一格\n"


def test_a_number_kept_as_text_waits_until_it_is_mended_unless_it_is_of_a_later_month(book: Path) -> None:
    changed(book, "出库", 3, 数量="10")
    assert run("post", book, "--month", "2025-09", *NOW, *SHORT).status == 0
    found = run("post", book, "--month", "2025-11", *NOW, *SHORT)
    assert found.status == 2
    assert found.out.startswith("出库!F5：警告 DAT-11 「数量」是以文本保存的数字")


def test_late_posting_is_said_and_found(book: Path) -> None:
    posted = run("post", book, "--month", "2025-09", "--now", "2025-10-20 08:00:00", *SHORT, "--json").json
    assert posted["late"]
    assert [each["message"] for each in posted["findings"] if each["rule"] == "PUB-01"] == [
        "2025-09 的 公示-食堂收支到 2025-10-20 才公示，应在 2025-10-15 以前"
    ]
    assert str(rows_of(book, "公示台账")[0]["备注"]).endswith("；晚于应公示日 2025-10-15")
    assert "PUB-01" in run("check", book).out


def test_what_is_not_posted_yet_is_found_once_today_is_known(book: Path) -> None:
    assert "PUB-01" not in run("check", book).out
    found = [line for line in run("check", book, "--today", "2025-11-20").out.splitlines() if "PUB-01" in line]
    assert [line.partition("B8 ")[2] for line in found] == [
        "公示台账里还没有 2025-09（应在 2025-10-15 以前）、2025-10（应在 2025-11-15 以前）的公示表"
    ]


def test_what_was_posted_before_is_never_written_over(book: Path) -> None:
    first = run("post", book, "--month", "2025-09", *NOW, *SHORT, "--json").json["files"][0]
    second = run("post", book, "--month", "2025-09", *NOW, *SHORT, "--json").json["files"][0]
    assert second.endswith("账-公示-2025-09-2.xlsx")
    assert len(rows_of(book, "公示台账")) == 2
    assert run("verify", first, book).status == 0


def test_persons_other_than_signers_are_masked_on_the_copy(book: Path) -> None:
    opened = load_workbook(book)
    sheet = opened.create_sheet("公示-支出")
    for column, heading in enumerate(("凭证号", "摘要", "收款单位", "审批人", "金额"), 1):
        sheet.cell(1, column, heading)
    sheet.add_table(Table(displayName="公示_支出明细", ref="A1:E2"))
    opened.save(book)
    changed(
        book, "支出", 1, 凭证号="记-7", 日期=date(2025, 9, 20), 科目="维修", 摘要="修灶", 收款单位="张三", 审批人="负责丙", 金额=5
    )
    copy = run("post", book, "--month", "2025-09", *NOW, "--form", "公示-支出", "--json").json["files"][0]
    row = [cell.value for cell in load_workbook(copy)["公示-支出"][2]]
    assert row == ["记-7", "修灶", "张＊＊", "负责丙", 5]
    assert rows_of(book, "公示_支出明细") == []  # the book shows another month
    assert run("verify", copy, book).status == 0


def test_a_formula_on_a_form_that_nobody_has_computed_is_refused(book: Path) -> None:
    opened = load_workbook(book)
    opened["公示-食堂收支"]["H5"].value = "=B5*2"
    opened.save(book)
    found = run("post", book, "--month", "2025-09", *NOW, *SHORT)
    assert found.status == 2
    assert found.err.startswith("公示-食堂收支!H5是公式，数字更新以后还没有重新算过")
    assert not (book.parent / "公示").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--month", "2025-12"], "2025-12 不在本账之内，不能公示：本账是 2025-09 至 2025-11。"),
        (["--month", "2025-09", "--form", "公示-没有"], f"没有公示表「公示-没有」；有的是：{'、'.join(FORMS)}。"),
    ],
)
def test_what_cannot_be_posted(book: Path, arguments: list[str], sentence: str) -> None:
    assert run("post", book, *arguments).err == f"{sentence}\n"


def test_a_book_that_cannot_be_written_leaves_no_copy(book: Path) -> None:
    (book.parent / f"~${book.name}").write_bytes(b"\x06someb" + b" " * 48)
    found = run("post", book, "--month", "2025-09", *NOW)
    assert found.status == 2
    assert not (book.parent / "公示").exists()


def test_a_book_is_no_posted_copy(book: Path) -> None:
    assert run("verify", book, book).err.startswith("「账.xlsx」不是公示件：里面没有「依据」这张表。")


@pytest.mark.libreoffice
def test_the_paper_shows_the_forms_alone_and_a_copy_saved_again_is_intact(
    book: Path, tmp_path: Path, soffice: tuple[str, ...]
) -> None:
    posted = run("post", book, "--month", "2025-09", *NOW, *SHORT, "--json").json
    paper = posted["files"][2]
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True).stdout  # noqa: S607 - poppler
    assert text.count("\f") == 1
    assert "食堂收支公示表" in text
    assert "依据" not in text
    assert posted["fingerprint"] in text
    copy = posted["files"][0]
    subprocess.run(
        [*soffice, "--convert-to", "xlsx", "--outdir", tmp_path / "LO", copy], check=True, capture_output=True, timeout=300
    )
    assert run("verify", tmp_path / "LO" / "账-公示-2025-09.xlsx", book).status == 0


@pytest.mark.ooxml
def test_the_validator_finds_nothing_that_was_not_in_the_book(book: Path, ooxml_validator: str) -> None:
    def errors(path: str | Path) -> set[str]:
        found = subprocess.run([ooxml_validator, path], capture_output=True, text=True, check=False)
        document: dict[str, Any] = json.loads(found.stdout)
        return {each["id"] for each in document["errors"]}

    copy = run("post", book, "--month", "2025-09", *NOW, "--json").json["files"][0]
    assert errors(copy) <= errors(book)


@pytest.mark.parametrize("form", ["公示-食堂收支", "公示-学期收支说明"])
def test_what_is_posted_is_done_again_by_the_checker_of_statements_and_accused_of_nothing(book: Path, form: str) -> None:
    posted = run("post", book, "--month", "2025-09", "--form", form, *NOW, "--json").json
    outcome = run("statement", posted["files"][0], "--json").json
    assert [line["item"] for line in outcome["lines"] if set(line["difference"] or "") & set("123456789")] == []
    assert {finding["rule"] for finding in outcome["findings"] if finding["level"] == "错误"} == set()
    assert sum(bool(line["made_of"]) for line in outcome["lines"]) >= 7
