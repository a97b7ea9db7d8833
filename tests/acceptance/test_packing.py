"""上报打包 from outside: a small book is packed by command, changed with openpyxl as somebody on the way would, and verified."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.acceptance.outsider import bounds, fill, find, place, run
from tests.acceptance.test_closing import BOOK

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = """
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 采购人 数量验收人 质量验收人
R2 2025-09-02 粮店 大米 1 公斤 5 5 赵一 钱二 赵一
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The small book, and what it is packed to."""
    path = tmp_path_factory.mktemp("packing") / "账.xlsx"
    fill(BOOK).save(path)
    out = path.with_name("上报.xlsx")
    assert run("pack", path, "--out", out).status == 0
    return path.read_bytes(), out.read_bytes()


@pytest.fixture
def book(made: tuple[bytes, bytes], tmp_path: Path) -> Path:
    path = tmp_path / "账.xlsx"
    path.write_bytes(made[0])
    return path


@pytest.fixture
def pack(made: tuple[bytes, bytes], tmp_path: Path) -> Path:
    path = tmp_path / "上报.xlsx"
    path.write_bytes(made[1])
    return path


def changed(path: Path, table: str, heading: str, number: int, value: object) -> str:
    """Write a value into a row of a table (1 is the first), as with a spreadsheet program; the cell's place."""
    opened = load_workbook(path)
    sheet, found = find(opened, table)
    cell = sheet.cell(bounds(found)[1] + number, place(opened, table, heading))
    cell.value = value  # type: ignore[assignment] # whatever somebody may type
    opened.save(path)
    return f"{sheet.title}!{cell.coordinate}"


def items(path: Path) -> dict[str, object]:
    opened = load_workbook(path)
    return {str(row[0].value): row[1].value for row in opened["封签"].iter_rows(min_row=5, max_col=2)}


def test_a_pack_verifies_and_the_book_stays(book: Path) -> None:
    before = book.read_bytes()
    out = book.with_name("再.xlsx")
    packed = run("pack", book, "--out", out, "--json").json
    assert book.read_bytes() == before
    assert packed["left_out"] == ["首页", "图表_每天", "图表_每月"]
    verified = run("verify", out, "--json")
    assert verified.status == 0
    assert verified.json["found_fingerprint"] == packed["fingerprint"] == verified.json["stated_fingerprint"]
    assert (verified.json["differing"], verified.json["foreign"], verified.json["signature"]) == ([], [], None)
    assert verified.json["compared"] > 100


def test_the_seal_says_whose_book_it_is_and_what_its_registers_come_to(pack: Path) -> None:
    found = items(pack)
    assert {name: found[name] for name in ("学校", "食堂", "学期", "月份", "格式版本", "草稿", "人员", "错误")} == {
        "学校": "示例小学",
        "食堂": "第一食堂",
        "学期": "2025秋",
        "月份": "2025-09 至 2025-11",
        "格式版本": "1",
        "草稿": "否",
        "人员": "原样",
        "错误": 0,
    }
    opened = load_workbook(pack)
    totals = {(row[0].value, row[1].value): (row[2].value, row[3].value) for row in opened["封签"].iter_rows(max_col=4)}
    assert totals["采购验收", "金额"] == (1, 50)
    assert totals["出库", "数量"] == (3, 20)
    assert totals["就餐", "人数"] == (3, 30)
    assert totals["收入", "金额"] == (3, 300)


def test_the_same_input_gives_the_same_bytes(book: Path, pack: Path) -> None:
    again = book.with_name("再.xlsx")
    assert run("pack", book, "--out", again).status == 0
    assert again.read_bytes() == pack.read_bytes()


def test_a_stated_figure_changed_by_hand_is_named(pack: Path) -> None:
    cell = changed(pack, "月成本", "学生伙食费", 1, 101)
    found = run("verify", pack)
    assert found.status == 1
    assert f"  {cell} 2025-09 学生伙食费：写的是 101.00，登记算出来是 100.00" in found.out.splitlines()
    assert "指纹：不一致，打包以后内容改过" in found.out


def test_a_register_row_changed_with_the_stated_figures_left_is_named(pack: Path) -> None:
    changed(pack, "收入", "金额", 1, 90)
    found = run("verify", pack, "--json")
    assert found.status == 1
    said = {f"{each['sheet']} {each['about']}": (each["stated"], each["given"]) for each in found.json["differing"]}
    assert said["月成本 2025-09 学生伙食费"] == ("100.00", "90.00")
    assert said["月成本 2025-09 收入合计"] == ("100.00", "90.00")
    assert said["封签 收入 金额 合计"] == ("300", "290")
    assert said["公示-食堂收支 学生伙食费_累计"] == ("300.00", "290.00")


def test_a_forger_who_writes_the_fingerprint_anew_is_still_told_by_the_figures(pack: Path) -> None:
    changed(pack, "收入", "金额", 1, 90)
    anew = run("verify", pack, "--json").json["found_fingerprint"]
    opened = load_workbook(pack)
    opened["封签"]["B5"] = anew
    opened.save(pack)
    found = run("verify", pack, "--json")
    assert found.json["untouched"]
    assert found.status == 1
    assert len(found.json["differing"]) > 5


def test_a_signature_tells_who_packed_it(book: Path, tmp_path: Path) -> None:
    key, out = tmp_path / "校.key", tmp_path / "签.xlsx"
    public = run("key", key, "--json").json["public_key"]
    assert key.stat().st_mode & 0o077 == 0
    assert run("key", key).status == 2  # never written over
    assert run("pack", book, "--out", out, "--key", key).status == 0
    good = run("verify", out, "--public-key", f"{key}.pub", "--json")
    assert (good.status, good.json["signature"], good.json["public_key"], good.json["expected_key"]) == (0, "valid", public, True)
    other = run("key", tmp_path / "别.key", "--json").json["public_key"]
    stranger = run("verify", out, "--public-key", other)
    assert stranger.status == 1
    assert "签名不是所给公钥的" in stranger.out
    changed(out, "月成本", "学生伙食费", 1, 101)
    assert run("verify", out, "--json").json["signature"] == "false"


def test_a_pack_signed_with_nothing_to_read_is_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "空.key").write_text("没有密钥", encoding="utf-8")
    found = run("pack", book, "--out", tmp_path / "签.xlsx", "--key", tmp_path / "空.key")
    assert found.status == 2
    assert found.err == "空.key 读不出签名用的私钥：请给出 mealbook key 生成的那个文件。\n"
    assert not (tmp_path / "签.xlsx").exists()


def test_blocking_findings_stand_in_the_way_unless_it_is_a_draft(book: Path, tmp_path: Path) -> None:
    changed(book, "采购验收", "金额", 1, 60)
    out = tmp_path / "上报.xlsx"
    refused = run("pack", book, "--out", out)
    assert (refused.status, out.exists()) == (2, False)
    assert refused.err.startswith("还不能上报，没有写任何文件：还差 1 处")
    assert refused.out.startswith("采购验收!H3：错误 ARI-01 「金额」")
    packed = run("pack", book, "--out", out, "--draft")
    assert packed.status == 1
    assert "这是草稿，不作上报：每张表上都标着\n" in packed.out
    opened = load_workbook(out)
    for sheet in opened.worksheets:
        assert any(cell.value == "草稿" for cell in sheet[1]), sheet.title
        assert "草稿" in (sheet.oddHeader.center.text or ""), sheet.title  # type: ignore[union-attr] # it has one
    verified = run("verify", out)
    assert verified.status == 0
    assert "这是草稿，不作上报" in verified.out


def test_a_number_kept_as_text_waits_until_it_is_mended(book: Path, tmp_path: Path) -> None:
    changed(book, "出库", "数量", 1, "5")
    refused = run("pack", book, "--out", tmp_path / "上报.xlsx")
    assert refused.status == 2
    assert "警告 DAT-11 「数量」是以文本保存的数字" in refused.out


def test_persons_go_under_other_names(tmp_path: Path) -> None:
    book, out = tmp_path / "账.xlsx", tmp_path / "上报.xlsx"
    fill(PEOPLE, book=fill(BOOK)).save(book)
    assert run("pack", book, "--out", out, "--mask").status == run("check", book).status
    opened = load_workbook(out)
    texts = {str(cell.value) for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row if cell.value}
    assert not any("赵一" in text or "钱二" in text for text in texts)
    sheet, found = find(opened, "采购验收")
    row = bounds(found)[1] + 2
    signers = [sheet.cell(row, place(opened, "采购验收", heading)).value for heading in ("采购人", "数量验收人", "质量验收人")]
    assert signers == ["人员1", "人员2", "人员1"]
    assert items(out)["人员"] == "已换成代号"
    assert run("verify", out, "--json").json["differing"] == []


@pytest.mark.libreoffice
def test_a_formula_in_a_register_is_packed_as_the_register_reads_it(book: Path, tmp_path: Path, soffice: tuple[str, ...]) -> None:
    changed(book, "采购验收", "金额", 1, "=ROUND(10*5,2)+0.001")
    subprocess.run(
        [*soffice, "--convert-to", "xlsx", "--outdir", tmp_path / "LO", book], check=True, capture_output=True, timeout=300
    )
    out = tmp_path / "上报.xlsx"
    assert run("pack", tmp_path / "LO" / "账.xlsx", "--out", out).status == 0
    opened = load_workbook(out)
    sheet, found = find(opened, "采购验收")
    assert sheet.cell(bounds(found)[1] + 1, place(opened, "采购验收", "金额")).value == 50
    assert run("verify", out).status == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--out", "账.xls"], "上报包的文件名要以 .xlsx 结尾，现为 账.xls"),
        (["--out", "账.xlsx"], "上报包不能写在账簿自己的位置上：请用 --out 另给一个文件名"),
    ],
)
def test_where_a_pack_cannot_stand(book: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str) -> None:
    monkeypatch.chdir(book.parent)
    assert run("pack", "账.xlsx", *arguments).err == f"{sentence}\n"


def test_a_book_is_no_pack(book: Path) -> None:
    found = run("verify", book)
    assert found.status == 2
    assert found.err.startswith("「账.xlsx」不是上报包：里面没有「封签」。")


def test_other_readers_open_it_and_find_no_formula_but_those_of_the_check(pack: Path) -> None:
    opened = load_workbook(pack)
    formulas = {sheet.title for sheet in opened.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"核对"}
    assert all(sheet.sheet_state == "visible" for sheet in opened.worksheets)
    assert opened.properties.creator in {None, "openpyxl"}
    read = CalamineWorkbook.from_path(str(pack))
    assert read.sheet_names[0] == "封签"
    assert read.get_sheet_by_name("采购验收").to_python()[2][0] == "R1"


@pytest.mark.libreoffice
def test_saved_again_by_libreoffice_it_is_still_intact(pack: Path, tmp_path: Path, soffice: tuple[str, ...]) -> None:
    subprocess.run(
        [*soffice, "--convert-to", "xlsx", "--outdir", tmp_path / "LO", pack], check=True, capture_output=True, timeout=300
    )
    found = run("verify", tmp_path / "LO" / pack.name, "--json")
    assert (found.status, found.json["untouched"], found.json["foreign"], found.json["differing"]) == (0, True, [], [])


@pytest.mark.ooxml
def test_the_validator_finds_nothing_that_was_not_in_the_book(book: Path, pack: Path, ooxml_validator: str) -> None:
    def errors(path: Path) -> set[str]:
        found = subprocess.run([ooxml_validator, path], capture_output=True, text=True, check=False)
        document: dict[str, Any] = json.loads(found.stdout)
        return {each["id"] for each in document["errors"]}

    assert errors(pack) <= errors(book)


def test_a_formula_and_a_hidden_sheet_put_in_on_the_way_are_named(pack: Path) -> None:
    opened = load_workbook(pack)
    opened["收入"]["Z1"] = "=1+1"
    opened["出库"].sheet_state = "hidden"
    opened.save(pack)
    found = run("verify", pack, "--json")
    assert found.status == 1
    assert found.json["foreign"] == ["隐藏的工作表 出库", "公式 收入!Z1"]
