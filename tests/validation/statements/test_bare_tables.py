"""Tables that do not say what their totals are made of: monthly statements as schools posted them, and with a mistake put in.

The figures are those of real postings of 2015 to 2025; whose they are is left out.
"""

from __future__ import annotations

import pytest

from macros_py.statement_check import CheckedStatement, check_statement
from tests.validation.statements.posted_shapes import SHAPES, Mistake, Shape
from validation.narratives.told_tables import read_told_table
from validation.statements.grids import grids_of, read_grid

TERM = """
收支盈亏表
项目|本学期数
一、收入|
(一)伙食收入|2,408,841.00
1、学生伙食收入|2,087,580.00
2、教职工伙食收入|321,261.00
3、其他伙食收入|
(二)其他收入|1157.97
1、利息收入|1,157.97
收入合计|2,409,998.97
二、支出|
(一)伙食支出|2,397,371.21
1、学生伙食支出|2,070,052.33
2、教职工伙食支出|327,318.88
(二)其他支出|
1、手续费|
支出合计|2,397,371.21
三、本期盈余|12,627.76
1、学生伙食本期盈余|17,527.67
学生伙食本期盈余率(%)|0.84%
2、教职工伙食本期盈余|-6,057.88
4、其他本期盈余|1,157.97
单位负责人：|
"""

TWO_COLUMNS = """
食堂经营情况公示表
项目|本月金额|本年累计金额
一、伙食费收入|218259.58|701081.27
二、伙食费支出|162886.52|482029.39
1.菜品支出|122081.52|343907.39
2.米/油支出|21666|63684
3.调味品支出|4887|16518
4.其他物料|11240|48246.5
5.燃气费||
6.水电费|3012|9673.5
四、管理费用|62179.5|226016.11
1.办公费|9630.5|36363.67
2.工资|52,119.00|185211.44
4.维修费|430|430
6.其他(需备注清楚)||4011
五、财务费用|255.86|491.16
2.手续费|255.86|491.16
六、营业利润|-7062.3|-7455.39
九、营业利润率|-3.24%|-1.06%
"""

SIDE_BY_SIDE = """
收入部分||支出部分|
项目|金额|项目|金额
上月结存|160732|主食|8194
本月午餐费|124416|副食|102527
以前月份午餐费|5430|食油|1320
清寒学生补助费|26400|调味品|2190
||人事费|34406
||燃料费(水电)|30313
||杂支|2985
||支出合计|181935
本月合计|156246|本月结存|135043
合计|316978|合计|316978
"""

STOCK_AND_USE = """
名称|上月底库存数|本月帐面支出|本月实际支出|本月底库存数
粮食|38.4|2448|2479.2|7.2
油|28.9|728|751.4|5.5
荤菜|0|14899|14899|
蔬菜|0|9674.6|9674.6|
调味品|127.02|745.6|795.56|77.06
饼干|36.42|1881.6|1897.28|20.74
小计|230.74|30376.8|30497.04|110.5
"""


def bare(text: str) -> CheckedStatement:
    laid = read_grid(grids_of([line.split("|") for line in text.strip().splitlines()], "公示.csv"))
    assert laid is not None
    assert laid.around.bare
    return check_statement(laid.table, laid.around)


def wrong(statement: CheckedStatement) -> dict[str, tuple[str | None, str | None]]:
    return {line.name: (line.stated, line.recomputed) for line in statement.lines if line.is_wrong}


@pytest.mark.parametrize(("text", "again"), [(TERM, 7), (TWO_COLUMNS, 10), (SIDE_BY_SIDE, 5), (STOCK_AND_USE, 4)])
def test_a_posting_that_adds_up_is_read_off_its_words_and_accused_of_nothing(text: str, again: int) -> None:
    statement = bare(text)
    assert wrong(statement) == {}
    assert sum(line.is_done_again for line in statement.lines) == again
    assert [finding for finding in statement.findings if finding.rule == "STA-01"] == []


@pytest.mark.parametrize(
    ("text", "was", "becomes", "found"),
    [
        (TERM, "收入合计|2,409,998.97", "收入合计|2,409,989.97", ("2409989.97", "2409998.97", "相邻两位数字写颠倒")),
        (
            TERM,
            "(一)伙食支出|2,397,371.21",
            "(一)伙食支出|2,070,052.33",
            ("2070052.33", "2397371.21", "漏了行 9（2、教职工伙食支出） 327318.88"),
        ),
        (TWO_COLUMNS, "四、管理费用|62179.5|", "四、管理费用|61749.5|", ("61749.50", "62179.50", "漏了行 11（4.维修费） 430.00")),
        (SIDE_BY_SIDE, "支出合计|181935", "支出合计|181395", ("181395.00", "181935.00", "相邻两位数字写颠倒")),
        (STOCK_AND_USE, "小计|230.74|", "小计|203.74|", ("203.74", "230.74", "相邻两位数字写颠倒")),
        (SIDE_BY_SIDE, "合计|316978|合计|316978", "合计|31698|合计|316978", ("31698.00", "316978.00", "漏写一位数字")),
    ],
)
def test_a_mistake_put_in_is_found_and_explained(text: str, was: str, becomes: str, found: tuple[str, str, str]) -> None:
    assert was in text
    statement = bare(text.replace(was, becomes))
    stated, again, reason = found
    line = next(line for line in statement.lines if line.stated == stated)
    assert line.recomputed == again
    assert any(reason in each for each in line.explanations)
    finding = next(finding for finding in statement.findings if finding.rule == "STA-01" and finding.row == line.row)
    assert str(finding.level) == "错误"
    assert "组成是按字面推断的" in finding.message


def test_a_total_that_nothing_explains_is_a_warning_where_its_parts_are_inferred() -> None:
    statement = bare("项目|金额\n食材|41200.50\n水电|5754.84\n工资|9500.00\n合计|60123.77")
    (finding,) = [finding for finding in statement.findings if finding.rule == "STA-01"]
    assert str(finding.level) == "警告"


def test_a_table_without_headings_is_read_too() -> None:
    statement = bare(
        "学生伙食费收入|62400.00\n补助收入|3000.00\n收入合计|65400.00\n食材支出|41200.50\n水电支出|5754.84\n支出合计|46955.34\n结余|18444.66"
    )
    assert wrong(statement) == {}
    assert sum(line.is_done_again for line in statement.lines) == 3


def test_what_is_no_table_of_amounts_is_no_statement() -> None:
    assert read_grid(grids_of([["姓名", "班级"], ["甲", "一班"]], "名单.csv")) is None
    assert read_grid(grids_of([[]], "空.csv")) is None


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_a_shape_in_which_schools_post_is_done_again_and_accused_of_nothing(shape: Shape) -> None:
    statement = bare(shape.text)
    assert wrong(statement) == {}
    assert sum(line.is_done_again for line in statement.lines) == shape.again
    assert [finding for finding in statement.findings if str(finding.level) != "提示"] == []


@pytest.mark.parametrize(
    ("shape", "mistake"),
    [(shape, mistake) for shape in SHAPES.values() for mistake in shape.mistakes],
    ids=lambda each: each[0][:30],
)
def test_a_mistake_in_such_a_shape_is_found_where_it_was_made_and_explained(shape: Shape, mistake: Mistake) -> None:
    assert shape.text.count(mistake.was) == 1
    statement = bare(shape.text.replace(mistake.was, mistake.becomes))
    (line,) = [line for line in statement.lines if line.stated == mistake.stated]
    assert line.recomputed == mistake.again
    assert any(mistake.reason in each for each in line.explanations)
    assert {
        str(finding.level) for finding in statement.findings if finding.row == line.row and finding.rule in {"STA-01", "ARI-06"}
    } == {"错误"}


def test_rounded_amounts_in_ten_thousands_may_miss_their_total_by_the_rounding() -> None:
    # 12.344 + 3.214 + 1.044 = 16.602: printed 12.34, 3.21, 1.04 and 16.60. Three halves of 0.01 may be lost; 0.03 may not.
    text = "单位：万元\n项目|金额\n食材支出|12.34\n人工支出|3.21\n水电支出|1.04\n支出合计|{}"
    assert wrong(bare(text.format("16.60"))) == {}
    assert wrong(bare(text.format("16.62"))) == {"支出合计": ("166200.00", "165900.00")}


def test_a_column_is_the_sum_of_others_only_where_most_rows_say_so() -> None:
    statement = bare("项目|甲|乙|合计\n米|10.00|20.00|31.00\n面|5.00|6.00|99.00\n油|7.00|8.00|3.00")
    assert wrong(statement) == {}


def test_a_table_that_names_items_by_numbers_is_not_added_up_as_a_table() -> None:
    assert read_told_table(grids_of([line.split("|") for line in TERM.strip().splitlines()], "公示"), "") is None
