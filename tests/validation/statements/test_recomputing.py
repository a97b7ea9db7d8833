"""Every figure done again, from what is stated and from what should be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.validation.statements.text_statements import checked, codes, told, verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping

FOUR_BEHIND_EACH_OTHER = """
春|佐料春季|70096.92|
秋|佐料秋季|66995.50|
蛋|鸡蛋|10775.00|
1|佐料实支|54220.50|秋-蛋
2|佐料节约|15876.42|春-1
3|易耗品节约|28102.00|
4|共节约|43978.42|2+3
"""


def test_a_figure_that_is_right_on_a_wrong_one_is_told_what_it_should_be() -> None:
    statement = checked(FOUR_BEHIND_EACH_OTHER)
    found = verdicts(statement)
    assert [found[key] for key in "1234"] == [
        ("56220.50", "-2000.00"),
        ("13876.42", "2000.00"),
        ("28102.00", "0.00"),
        ("41978.42", "2000.00"),
    ]
    assert told(statement, "2") == ("按所写的数没有算错，是跟着错的：行 1（佐料实支）应是 56220.50",)
    assert [(str(finding.level), finding.row) for finding in statement.findings if finding.rule == "STA-01"] == [
        ("错误", 5),
        ("警告", 6),
        ("警告", 8),
    ]


def test_a_total_that_used_the_right_figure_of_a_wrong_line_is_right() -> None:
    statement = checked("1|食材|100.00|\n2|工资|50.00|\n3|小计|140.00|1+2\n4|水电|7.00|\n5|合计|157.00|3+4")
    assert verdicts(statement)["5"] == ("157.00", "0.00")
    assert told(statement, "5") == ("按所写的数是 147.00，写的 157.00 却与改正后的数相符",)
    assert [finding.row for finding in statement.findings if finding.rule == "STA-01"] == [4]


def test_a_line_without_a_figure_stands_for_its_own_parts() -> None:
    statement = checked("1|油|86.80|\n2|气|15.10|\n3|第三项||1+2\n4|保险|63.74|\n5|合计|78.84|3+4")
    assert verdicts(statement)["3"] == ("101.90", None)
    assert told(statement, "5") == ("漏了行 1（油） 86.80",)


def test_a_total_over_a_line_without_amount_leaves_it_out_and_says_so() -> None:
    statement = checked("1|油|86.80|\n2|三人工资||\n3|合计|86.80|1:2\n4|总计|86.80|3")
    assert [line.without_amount for line in statement.lines] == [(), (), ("2",), ()]
    assert verdicts(statement)["3"] == ("86.80", "0.00")
    assert codes(statement) == ["STA-04"]


def test_a_rate_is_compared_with_as_many_decimals_as_it_is_stated_with() -> None:
    statement = checked(
        "1|结余|946.38|\n2|收入|81795.22|\n3|盈亏率|1.16%|1/2\n4|盈亏率|1.2%|1/2\n5|盈亏率|0.0116|1/2\n6|盈亏率|1.17%|1/2"
    )
    found = verdicts(statement)
    assert [found[key] for key in "3456"] == [("1.16%", "0.00%"), ("1.2%", "0.0%"), ("0.0116", "0.0000"), ("1.16%", "0.01%")]
    assert told(statement, "6") == ("写的 1.17% 应是 1.16%（一位数字写错）",)


def test_a_rate_under_a_name_that_says_per_cent_is_stated_in_per_cent() -> None:
    statement = checked("1|结余|946.38|\n2|收入|81795.22|\n3|盈亏率（%）|1.16|1/2\n4|盈亏率（%）|1.61|1/2")
    assert [verdicts(statement)[key] for key in "34"] == [("1.16%", "0.00%"), ("1.16%", "0.45%")]


def test_a_note_below_the_rows_is_no_line() -> None:
    statement = checked("1|油|86.80|\n编制人：甲|||")
    assert [line.key for line in statement.lines] == ["1"]
    assert statement.findings == []


def test_the_wrong_denominator_of_a_rate_is_found() -> None:
    statement = checked("1|结余|946.38|\n2|收入合计|81795.22|\n3|伙食费|73054.00|\n4|盈亏率|1.30%|1/2\n5|倒过来|86.43|1/2")
    assert told(statement, "4") == ("分母用了行 3（伙食费） 73054.00",)
    assert told(statement, "5") == ("分子和分母颠倒了",)


def test_quantity_times_price_is_done_again_exactly() -> None:
    statement = checked("1|油|124|70.00|8680.00|\n2|米|33.3|2.4567|81.81|\n3|面|33.3|2.4567|81.90|", "行|项目|数量|单价|金额|组成")
    assert verdicts(statement) == {"1": ("8680.00", "0.00"), "2": ("81.81", "0.00"), "3": ("81.81", "0.09")}
    assert codes(statement) == ["ARI-06"]


def test_lines_that_go_round_in_a_circle_end() -> None:
    statement = checked("1|甲|1.00|2\n2|乙|1.00|3\n3|丙|1.00|1\n4|丁|1.00|4")
    assert [(finding.rule, finding.row) for finding in statement.findings] == [("STA-02", 4), ("STA-02", 5)]
    assert [line.recomputed for line in statement.lines] == ["1.00", "1.00", None, None]


def test_lines_without_figures_that_hold_each_other_twice_end() -> None:
    rows = [f"{number}|项||{number - 1}+{number - 1}" for number in range(2, 60)]
    statement = checked("\n".join(["1|项|1.00|", *rows]))
    assert [finding.rule for finding in statement.findings] == ["STA-02"]
    assert statement.findings[0].message == "「组成」展开以后的行太多，没有核对"


def test_a_chain_of_four_thousand_lines_is_done_again() -> None:
    rows = [f"{number}|项|1.00|{number - 1}" for number in range(2, 4001)]
    statement = checked("\n".join(["1|项|1.00|", *rows]))
    assert statement.findings == []
    assert statement.lines[-1].recomputed == "1.00"


def test_what_rests_on_an_unreadable_amount_is_not_judged() -> None:
    statement = checked("1|油|近90元|\n2|气|15.10|\n3|合计|500.00|1+2")
    assert verdicts(statement)["3"] == (None, None)
    assert codes(statement) == ["STA-03"]


def second(amounts: Mapping[str, Fraction], made_of: Mapping[str, list[tuple[int, str]]], key: str) -> Fraction:
    """What a line should be, in fractions and by recursion."""
    return (
        sum((sign * second(amounts, made_of, part) for sign, part in made_of[key]), Fraction(0)) if key in made_of else amounts[key]
    )


@settings(max_examples=max(1, settings().max_examples // 8))
@given(st.data())
def test_any_tree_of_sums_comes_to_what_fractions_say(data: st.DataObject) -> None:
    own = data.draw(st.integers(1, 6))
    amounts = {str(number): Fraction(data.draw(st.integers(-(10**7), 10**7)), 100) for number in range(1, own + 1)}
    made_of: dict[str, list[tuple[int, str]]] = {}
    rows = [f"{key}|项|{float(amount):.2f}|" for key, amount in amounts.items()]
    for number in range(own + 1, own + 1 + data.draw(st.integers(1, 6))):
        terms = data.draw(
            st.lists(st.tuples(st.sampled_from([1, -1]), st.integers(1, number - 1).map(str)), min_size=1, max_size=4)
        )
        made_of[str(number)] = terms
        stated = data.draw(st.one_of(st.none(), st.integers(-(10**7), 10**7)))
        text = "" if stated is None else f"{stated / 100:.2f}"
        composition = "".join(f"{'-' if sign < 0 else '+'}{key}" for sign, key in terms).removeprefix("+")
        rows.append(f"{number}|项|{text}|{composition}")
    for line in checked("\n".join(rows)).lines:
        should = second(amounts, made_of, line.key)
        assert line.recomputed == f"{'-' if should < 0 else ''}{abs(int(should * 100)) // 100}.{abs(int(should * 100)) % 100:02d}"
        if line.stated is not None:
            assert Fraction(line.difference or "0") == Fraction(line.stated) - should
