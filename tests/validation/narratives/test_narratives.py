"""Statements told in sentences: however they are told, the same verdicts; and a sound one is accused of nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.statement_check import CheckedStatement, check_statement
from tests.validation.narratives.tellings import TELLINGS
from validation.narratives.rows import MOST, read_narrative
from validation.refusals import NotAWorkbook

VERDICTS = {
    "54220.50": ("56220.50", "-2000.00"),
    "15876.42": ("13876.42", "2000.00"),
    "28102.00": ("28102.00", "0.00"),
    "8680.00": ("8680.00", "0.00"),
    "111687.60": ("114602.60", "-2915.00"),
    "43978.42": ("41978.42", "2000.00"),
}
"""The table of domain notes B: stated, done again, difference."""


def checked(text: str) -> CheckedStatement:
    told = read_narrative(text.splitlines())
    return check_statement(told.table, told.around)


def found(text: str) -> dict[str, tuple[str, str | None, str | None]]:
    """By name: what is stated, what it comes to, what it is made of."""
    return {line.name: (line.stated or "", line.recomputed, line.made_of) for line in checked(text).lines}


@pytest.mark.parametrize("telling", TELLINGS)
def test_however_it_is_told_the_figures_have_the_same_verdicts(telling: str) -> None:
    lines = checked(TELLINGS[telling]).lines
    for stated, verdict in VERDICTS.items():
        assert [(line.recomputed, line.difference) for line in lines if line.stated == stated] == [verdict], stated
    assert {line.stated for line in lines if line.is_wrong} == {"54220.50", "15876.42", "111687.60", "43978.42"}


@pytest.mark.parametrize("telling", TELLINGS)
def test_however_it_is_told_the_total_is_explained_by_the_omitted_line_and_nothing_else(telling: str) -> None:
    (total,) = [line for line in checked(TELLINGS[telling]).lines if line.stated == "111687.60"]
    (explanation,) = total.explanations
    assert explanation.startswith("漏了行 3")
    assert explanation.endswith(" 2915.00")
    assert total.without_amount == ("6",)


@pytest.mark.parametrize("telling", TELLINGS)
def test_however_it_is_told_the_faults_of_the_whole_are_told(telling: str) -> None:
    said = {finding.rule: "" for finding in checked(TELLINGS[telling]).findings}
    for finding in checked(TELLINGS[telling]).findings:
        said[finding.rule] += finding.message
    assert "没有收入、期初结余、期末结余" in said["STA-06"]
    assert "2103 年" in said["STA-07"]
    assert "20__年" in said["STA-07"]
    assert "不剔除时两期相差 3101.42，写的是 15876.42，相差 12775.00" in said["STA-08"]
    assert "没有期初、期末库存，也没有两期的就餐人次" in said["STA-09"]
    assert "合计 10799.40" in said["STA-10"]
    assert "合计 21000.00" in said["STA-11"]
    assert all(total in said["STA-12"] for total in ("辞退补偿合计 35236.20", "假期生活费合计 24363.00", "电梯合计 14524.00"))
    assert "三人工资及加班费" in said["STA-04"]
    assert "（周某某、吴某某、郑某某、王某某，共 4 人）" in said["STA-14"]
    assert not any(name in message for message in said.values() for name in ("周小禾", "吴大山", "郑春生", "王冬梅"))


def test_an_item_that_mixes_costs_in_one_line_is_told_and_items_of_their_own_are_not() -> None:
    mixing = {telling for telling, text in TELLINGS.items() if any(each.rule == "STA-13" for each in checked(text).findings)}
    assert set(TELLINGS) - mixing == {
        "items in brackets, a list within one, a figure on two lines",
        "a subtraction with its words, items within items",
    }


MONTH_IN_SECTIONS = """云杉小学食堂2025年9月收支情况说明
一、收入
1、学生伙食费62400.00元
2、教职工伙食费6510.00元
3、财政补助3000.00元
合计71910.00元。
二、支出
1、食材41200.50元，其中粮食8200.00元、蔬菜12000.50元、肉类21000.00元；
2、燃料水电5754.84元；
3、人员工资19460.00元；
4、易耗品210.57元。
合计66625.91元。
三、结余
本月结余5284.09元，上月结余1000.00元，累计结余6284.09元，盈亏率7.35%。
"""
TERM_IN_WAN = """2025年秋食堂收支公示
本学期共收伙食费28.5万元，其中学生伙食费26万元，教职工伙食费2.5万元。支出合计27.9万元：食材21.2万元，人员工资5.1万元，水电1.6万元。收支相抵，结余0.6万元。\
期初结余1.2万元，期末结余1.8万元。共有学生320人，供餐98天，就餐近40000人次。
"""
TOTALS_FIRST = """我校食堂2025年10月份收支情况如下：
（一）收入情况：本月收入合计65005.50元。其中：1. 学生伙食费51811.50元；2. 教职工伙食费4500.00元；3. 补助8694.00元。
（二）支出情况：本月支出合计64915.35元。其中：1. 食材42086.73元；2. 燃料水电4160.05元；3. 工资17010.00元；4. 易耗品478.57元；5. 其他1180.00元。
（三）结余情况：本月结余90.15元，上月累计结余4072.83元，本月累计结余4162.98元。
"""


@pytest.mark.parametrize(("text", "again"), [(MONTH_IN_SECTIONS, 6), (TERM_IN_WAN, 4), (TOTALS_FIRST, 4)])
def test_a_sound_statement_is_done_again_and_accused_of_nothing(text: str, again: int) -> None:
    statement = checked(text)
    assert sum(line.is_done_again for line in statement.lines) == again
    assert [line for line in statement.lines if line.is_wrong] == []
    assert [finding for finding in statement.findings if str(finding.level) != "提示"] == []


@pytest.mark.parametrize(
    ("text", "was", "becomes", "again"),
    [
        (MONTH_IN_SECTIONS, "合计66625.91", "合计66265.91", "66625.91"),
        (MONTH_IN_SECTIONS, "累计结余6284.09", "累计结余6824.09", "6284.09"),
        (TOTALS_FIRST, "支出合计64915.35", "支出合计64905.35", "64915.35"),
        (TERM_IN_WAN, "期末结余1.8万", "期末结余1.2万", "18000.00"),
    ],
)
def test_a_mistake_put_into_a_sound_statement_is_found(text: str, was: str, becomes: str, again: str) -> None:
    assert was in text
    wrong = [line for line in checked(text.replace(was, becomes)).lines if line.is_wrong]
    assert again in {line.recomputed for line in wrong}


@pytest.mark.parametrize(
    ("text", "stated", "made_of"),
    [
        ("1、油70.00×124=8680.00元。", "8680.00", ""),
        ("1、本期秋季5000.00元，比春季6000.00元节约1000.00元。", "1000.00", "1b-1a"),
        ("1、春季6000.00元，秋季7000.00元，超支1000.00元。", "1000.00", "1b-1a"),
        ("1、秋季7000.00元，春季6000.00元，超支1000.00元。", "1000.00", "1a-1b"),
        ("1、米100.00元，面50.00元，合计150.00元。", "150.00", "1a+1b"),
        ("1、米100.00元。2、面50.00元。3、油30.00元。以上三项合计180.00元。", "180.00", "1+2+3"),
        ("1、米100.00元。2、面50.00元。3、油30.00元。第1项和第3项合计130.00元。", "130.00", "1+3"),
        ("1、米100.00元。2、面50.00元。3、油30.00元。1、3项共130.00元。", "130.00", "1+3"),
        ("米100.00元，面50.00元，共计150.00元。", "150.00", "总1+总2"),
        ("100.00元+50.00元=150.00元", "150.00", "总1+总2"),
        ("实支90.00元（100.00-10.00）", "90.00", "总2-总3"),
        ("1、收入合计500.00元。2、支出合计450.00元。3、结余50.00元。", "50.00", "1-2"),
    ],
)
def test_what_a_sentence_says_a_figure_is_made_of(text: str, stated: str, made_of: str) -> None:
    (line,) = [line for line in checked(text).lines if line.stated == stated]
    assert line.made_of == made_of
    assert line.difference == "0.00"


def test_numbers_that_are_no_amounts_are_let_be() -> None:
    text = "1、2025年9月至12月共98天，每天320人就餐，补缴1—6月保险300.00元，近40元、2500余元的不算，用油124桶，占35.5%，见第2条。"
    assert [line.stated for line in checked(text).lines] == ["300.00", "35.5%"]


def test_each_figure_knows_its_place() -> None:
    told = read_narrative(["说明", "", "1、米 １００．００ 元，", "面 5,000.00元。"])
    assert [(row.values[0], row.values[6], told.places[row.number].text) for row in told.table.rows] == [
        ("1a", "100.00", "3:5"),
        ("1b", "5000.00", "4:3"),
    ]


def test_a_text_without_amounts_has_no_rows() -> None:
    assert list(read_narrative(["食堂管理制度", "一、按时开饭。"]).table.numbers) == []
    assert list(read_narrative([]).table.numbers) == []


def test_a_text_that_is_too_long_is_refused() -> None:
    for text in ("，".join(["米1.00元"] * (MOST + 1)), "\n".join(f"{number % 90 + 1}、米" for number in range(3 * MOST))):
        with pytest.raises(NotAWorkbook, match="不像一份收支说明"):
            read_narrative(text.splitlines())


@settings(max_examples=max(1, settings().max_examples // 4))
@given(
    st.lists(
        st.text(alphabet="0123456789.,元万%（）()×=+-—一二三、①1。，：；\n \t节约合计实支含剔除第项以上年春秋x_", max_size=60),
        max_size=5,
    )
)
def test_any_text_can_be_read(paragraphs: list[str]) -> None:
    told = read_narrative(paragraphs)
    statement = check_statement(told.table, told.around)
    assert len(statement.lines) == len(told.table.numbers)
    assert set(told.places) == set(told.table.numbers)


FACTORS_AND_RATES = """云杉小学2025年11月食堂收支情况公示
一、收入情况：本月应收学生伙食费325人×21天×9.00元=61425.00元，教职工伙食费5880.00元，收入合计67305.00元。
二、支出情况：1.食材支出46210.35元；2.人工工资13600.00元；3.水电气5104.80元；4.低值易耗品322.60元。支出合计65237.75元。
三、结余情况：本月结余2067.25元，上月结余3310.40元，累计结余5377.65元。盈余率3.07%。
"""
# 325 x 21 x 9 = 61,425; + 5,880 = 67,305. 46,210.35 + 13,600 + 5,104.80 + 322.60 = 65,237.75. 2,067.25 / 67,305 = 3.0715 %.
ITEMS_THAT_BEGIN_WITH_THEIR_SUM = """2025年9月食堂收支情况公示
一、上月结余：5,120.30元
二、本月收入：88,650.00元
1.学生伙食费：80,100.00元
2.教师伙食费：6,550.00元
3.财政补助：2,000.00元
三、本月支出：86,914.75元
1.粮油类：15,230.00元
2.肉禽蛋类：38,644.50元
3.蔬菜类：11,520.25元
4.人员工资：16,200.00元
5.水电燃气：5,320.00元
四、本月结余：1,735.25元
五、累计结余：6,855.55元
"""
LOSS = """东湖小学食堂2025年10月收支公示
收入合计42700.00元，其中伙食费41200.00元，补助1500.00元。支出合计44040.50元，其中食材31240.50元，人工12800.00元。\
本月亏损1340.50元，上月结余2600.00元，累计结余1259.50元。
"""
SPENT_OF_WHAT_THERE_WAS = """关于2025年10月份伙食费收支情况的通知
我校10月份用餐21天，每人每天9元，应收伙食费61425元，实收61425元。上月结余2100.5元，利息收入12.3元，本月可用资金合计63537.8元。
本月支出：大米5200元、食用油2100元、猪肉18650元、鸡蛋3250元、蔬菜12400.5元、调料1300元、燃气2860元、工资14500元，合计60260.5元。
期末结余3277.3元。
"""


@pytest.mark.parametrize(
    ("text", "again"),
    [(FACTORS_AND_RATES, 6), (ITEMS_THAT_BEGIN_WITH_THEIR_SUM, 4), (LOSS, 4), (SPENT_OF_WHAT_THERE_WAS, 3)],
)
def test_a_sound_posting_told_in_other_ways_is_accused_of_nothing_either(text: str, again: int) -> None:
    test_a_sound_statement_is_done_again_and_accused_of_nothing(text, again)


@pytest.mark.parametrize(
    ("text", "was", "becomes", "again", "reason"),
    [
        (FACTORS_AND_RATES, "=61425.00", "=64125.00", "61425.00", "相邻两位数字写颠倒"),
        (FACTORS_AND_RATES, "盈余率3.07%", "盈余率3.70%", "3.07%", "相邻两位数字写颠倒"),
        (FACTORS_AND_RATES, "支出合计65237.75", "支出合计51637.75", "65237.75", "漏了行 2.2（人工工资） 13600.00"),
        (ITEMS_THAT_BEGIN_WITH_THEIR_SUM, "86,914.75", "81,594.75", "86914.75", "漏了行 3.5（水电燃气） 5320.00"),
        (LOSS, "亏损1340.50", "亏损1430.50", "1340.50", "相邻两位数字写颠倒"),
        (SPENT_OF_WHAT_THERE_WAS, "合计60260.5", "合计45760.5", "60260.50", "14500.00"),
    ],
)
def test_a_mistake_in_them_is_explained(text: str, was: str, becomes: str, again: str, reason: str) -> None:
    assert was in text
    lines = checked(text.replace(was, becomes)).lines
    (line,) = [
        line for line in lines if line.is_wrong and line.recomputed == again and any(reason in each for each in line.explanations)
    ]
    assert line.stated is not None
