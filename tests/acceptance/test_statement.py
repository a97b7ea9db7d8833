"""`mealbook statement`, as an outside program calls it: the statement that began it, typed as text and as a sheet."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from tests.acceptance.outsider import TERM, blank, fill, findings, run, save, write

if TYPE_CHECKING:
    from pathlib import Path

AS_TEXT = """2103年秋收支情况说明
1、佐料：2103年春70096.92元，2103年秋66995.50元，扣除鸡蛋10775.00元，实支54220.50元，节约15876.42元。
2、易耗品：20__年春46046.00元，20__年秋17944.00元，节约28102.00元。
3、期末生活2915.00元，金灶牌菜籽油70.00×124=8680.00元，春天然气1510.00元，工人暑假生活费24363.00元，辞退周小禾10483.20元、吴大山10624.80元、郑春生9128.20元、王冬梅5000.00元。
4、电梯保养14524.00元，补缴1—6月失业保险6374.40元。
5、超市营业员工资18000.00元，保安补贴3000.00元。
6、三人工资及加班费。
以上3—6项合计支出111687.60元，1—2项共节约43978.42元。
"""
AS_ROWS = """
1.1|佐料|支|2103年春|||70096.92|
1.2|佐料|支|2103年秋|||66995.50|
1.3|其中鸡蛋|支|2103年秋|||10775.00|
1a|佐料实支|支|2103年秋|||54220.50|1.2-1.3
1b|佐料节约|||||15876.42|1.1-1a
2.1|易耗品|支|20__年春|||46046.00|
2.2|易耗品|支|20__年秋|||17944.00|
2|易耗品节约|||||28102.00|2.1-2.2
3a|期末生活|支||||2915.00|
3b|菜籽油|支||124|70.00|8680.00|
3c|春天然气|支||||1510.00|
3d|工人暑假生活费|支||||24363.00|
3e|辞退周小禾|支||||10483.20|
3f|辞退吴大山|支||||10624.80|
3g|辞退郑春生|支||||9128.20|
3h|辞退王冬梅|支||||5000.00|
4a|电梯保养|支||||14524.00|
4b|补缴1-6月失业保险|支||||6374.40|
5a|超市营业员工资|支||||18000.00|
5b|保安补贴|支||||3000.00|
6|三人工资及加班费|支|||||
7|3-6项合计|支||||111687.60|3a:6
8|1-2项共节约|||||43978.42|1b+2
"""
HEADINGS = ("行", "项目", "方向", "期间", "数量", "单价", "金额", "组成")
VERDICTS = {
    "54220.50": ("56220.50", "-2000.00"),
    "15876.42": ("13876.42", "2000.00"),
    "28102.00": ("28102.00", "0.00"),
    "8680.00": ("8680.00", "0.00"),
    "111687.60": ("114602.60", "-2915.00"),
    "43978.42": ("41978.42", "2000.00"),
}
EIGHT = {
    "STA-06": "没有收入、期初结余、期末结余",
    "STA-07": "2103 年",
    "STA-08": "不剔除时两期相差 3101.42，写的是 15876.42，相差 12775.00",
    "STA-09": "没有两期的就餐人次",
    "STA-10": "合计 10799.40",
    "STA-11": "合计 21000.00",
    "STA-04": "三人工资及加班费",
    "STA-14": "共 4 人",
}
"""The eight statement-level findings of domain notes B: the rule, and what must be in its words."""


def rows() -> list[list[object]]:
    lines = [line.split("|") for line in AS_ROWS.strip().splitlines()]
    return [[float(cell) if place in (4, 5) and cell else cell or None for place, cell in enumerate(line)] for line in lines]


def text(folder: Path) -> Path:
    path = folder / "说明.txt"
    path.write_text(AS_TEXT, encoding="utf-8")
    return path


def separated(folder: Path) -> Path:
    path = folder / "说明.csv"
    lines = [",".join(HEADINGS), *(line.replace("|", ",") for line in AS_ROWS.strip().splitlines())]
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def sheet(folder: Path) -> Path:
    book = fill(TERM)
    write(book, "收支说明", HEADINGS, rows())
    return save(book, folder)


@pytest.mark.parametrize("source", [text, separated, sheet])
def test_the_figures_have_the_verdicts_of_the_table(source: Any, tmp_path: Path) -> None:  # noqa: ANN401 - one of three functions
    outcome = run("statement", source(tmp_path), "--json")
    assert outcome.status == 1
    assert outcome.json.keys() == {"lines", "findings", "counts"}
    for stated, (again, difference) in VERDICTS.items():
        (line,) = [line for line in outcome.json["lines"] if line["stated"] == stated]
        assert (line["recomputed"], line["difference"]) == (again, difference)
    (total,) = [line for line in outcome.json["lines"] if line["stated"] == "111687.60"]
    assert len(total["explanations"]) == 1
    assert "2915.00" in total["explanations"][0]
    (net,) = [line for line in outcome.json["lines"] if line["stated"] == "54220.50"]
    assert any("12775.00" in each for each in net["explanations"])
    assert any("56220.50" in each for each in net["explanations"])


@pytest.mark.parametrize("source", [text, separated, sheet])
def test_the_eight_findings_of_the_whole_are_told(source: Any, tmp_path: Path) -> None:  # noqa: ANN401 - one of three functions
    found = run("statement", source(tmp_path), "--json").json["findings"]
    for rule, said in EIGHT.items():
        assert any(finding["rule"] == rule and said in finding["message"] for finding in found), rule
    assert any(finding["rule"] == "STA-13" for finding in found)


def test_the_findings_of_a_text_stand_where_a_person_looks(tmp_path: Path) -> None:
    outcome = run("statement", text(tmp_path), "--json").json
    places = {line["stated"]: line["place"] for line in outcome["lines"]}
    lines = AS_TEXT.splitlines()
    for stated in VERDICTS:
        paragraph, character = map(int, places[stated].split(":"))
        assert lines[paragraph - 1][character - 1 :].startswith(stated)
    assert {finding["sheet"] for finding in outcome["findings"]} == {"说明.txt"}


def test_the_book_itself_is_checked_and_refreshed_with_the_same_findings(tmp_path: Path) -> None:
    path = sheet(tmp_path)
    told = {(each["rule"], each["row"], each["message"]) for each in run("statement", path, "--json").json["findings"]}
    checked = {(each["rule"], each["row"], each["message"]) for each in findings(path) if each["sheet"] == "收支说明"}
    assert checked == told
    assert run("refresh", path, "--out", tmp_path / "刷新.xlsx").status == 1


def test_an_empty_sheet_is_no_finding_and_no_statement(tmp_path: Path) -> None:
    path = save(fill(TERM), tmp_path)
    assert [each for each in findings(path) if each["rule"].startswith("STA")] == []
    outcome = run("statement", path)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "「账.xlsx」里没有收支说明：表 收支说明 是空的，也没有标题行写着 行、项目、金额 的表。\n"
    assert blank() is not None


def test_the_page_for_a_person_shows_lines_reasons_and_findings(tmp_path: Path) -> None:
    outcome = run("statement", text(tmp_path))
    assert outcome.out.startswith("2103年秋收支情况说明：26 行，从文字里读出各个数；重算了 6 个数，4 个对不上\n")
    assert "总1  以上3-6项合计支出  111687.60  114602.60+X  -2915.00  ✗\n" in outcome.out
    assert "    · 漏了行 3a（期末生活） 2915.00\n" in outcome.out
    assert outcome.out.endswith("错误 6 处，警告 7 处，提示 4 处\n")


def test_four_hundred_lines_are_done_again_within_two_seconds(tmp_path: Path) -> None:
    amounts = [(number * 7919) % 99991 + 100 for number in range(380)]
    lines = ["行,项目,金额,组成", *(f"{number},项目{number},{amount / 100:.2f}," for number, amount in enumerate(amounts, 1))]
    for block in range(19):
        part = amounts[20 * block : 20 * block + 20]
        lines.append(f"小{block},小计,{(sum(part) - part[3] - part[8] - part[13]) / 100:.2f},{20 * block + 1}:{20 * block + 20}")
    lines.append(f"合,合计,{(sum(amounts) - 12345) / 100:.2f},1:380")
    path = tmp_path / "长.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    before = perf_counter()
    outcome = run("statement", path, "--json")
    assert perf_counter() - before < 2
    assert len(outcome.json["lines"]) == 400
    assert sum(line["difference"] not in (None, "0.00") for line in outcome.json["lines"]) == 20


AS_A_BARE_TABLE = """
2103年秋收支情况说明|
项目|金额
1、佐料|
2103年春|70096.92
2103年秋|66995.50
扣除鸡蛋|10775.00
实支|54220.50
节约|15876.42
2、易耗品|
20__年春|46046.00
20__年秋|17944.00
节约|28102.00
3、期末生活|2915.00
菜籽油70.00×124|8680.00
春天然气|1510.00
工人暑假生活费|24363.00
辞退周小禾|10483.20
辞退吴大山|10624.80
辞退郑春生|9128.20
辞退王冬梅|5000.00
4、电梯保养|14524.00
补缴1—6月失业保险|6374.40
5、超市营业员工资|18000.00
保安补贴|3000.00
6、三人工资及加班费|
以上3—6项合计支出|111687.60
1—2项共节约|43978.42
"""


def test_typed_as_a_table_without_its_compositions_it_has_the_same_verdicts_at_its_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in AS_A_BARE_TABLE.strip().splitlines():
        name, amount = line.split("|")
        sheet.append((name, float(amount) if amount and amount != "金额" else amount or None))
    book.save(tmp_path / "说明.xlsx")
    outcome = run("statement", tmp_path / "说明.xlsx", "--json").json
    for stated, (again, difference) in VERDICTS.items():
        (line,) = [line for line in outcome["lines"] if line["stated"] == stated]
        assert (line["recomputed"], line["difference"]) == (again, difference)
    (total,) = [line for line in outcome["lines"] if line["stated"] == "111687.60"]
    assert total["explanations"] == ["漏了行 3a（期末生活） 2915.00"]
    assert total["place"] == "B26"
    for rule, said in EIGHT.items():
        assert any(finding["rule"] == rule and said in finding["message"] for finding in outcome["findings"]), rule
