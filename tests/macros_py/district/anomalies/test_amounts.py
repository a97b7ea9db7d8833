"""Money that comes out too well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros_py.district.anomalies.amounts import few_amounts_are_round, first_digits_follow_benford, months_balance_to_the_fen
from macros_py.district.anomalies.anomaly import Sign, Silence
from macros_py.district.limits import DIGIT_NUMBERS, ROUND_LINES, Limits
from tests.macros_py.small_books import judged

if TYPE_CHECKING:
    from macros_py.judge import Judged

MONTHS = """
设置
核算月份 {shown}

收入
日期 金额
09-05 1000
10-10 1200.5
11-07 980

支出
凭证号 日期 金额
Z1 09-26 400
Z2 09-30 600
Z3 10-31 {october}
Z4 11-28 980
"""


def test_three_months_that_balance_to_the_fen_stand_out_with_the_last_expense_first() -> None:
    found = months_balance_to_the_fen(judged(MONTHS.format(shown="2025-11", october="1200.5")), Limits())
    assert isinstance(found, Sign)
    assert found.message == (
        "2025-09 至 2025-11 连续 3 个月结余恰好 0.00 元（2025-11 收入合计 980.00 元，支出合计一分不差）；先看每月最后入账的支出"
    )
    assert found.anomaly("X")[2:] == ("支出", "C5", (2, 3, 4, 5))


def test_one_fen_left_is_ordinary_and_two_months_are_too_few() -> None:
    assert months_balance_to_the_fen(judged(MONTHS.format(shown="2025-11", october="1200.49")), Limits()) is Silence.ORDINARY
    assert months_balance_to_the_fen(judged(MONTHS.format(shown="2025-10", october="1200.5")), Limits()) is Silence.NOT_JUDGED


def test_months_without_income_and_expense_are_no_sign() -> None:
    assert months_balance_to_the_fen(judged("设置\n核算月份 2025-11"), Limits()) is Silence.ORDINARY


def delivered(amounts: list[str]) -> Judged:
    lines = "\n".join(f"R{number} 09-08 大米 {amount} {amount}" for number, amount in enumerate(amounts))
    return judged(f"品目\n品名\n大米\n\n采购验收\n单号 日期 品名 数量 金额\n{lines}")


def test_whole_hundreds_stand_out_with_their_share() -> None:
    """Three of eight, 37.5 %; the limit is 25 %."""
    amounts = ["200", "36.5", "400", "81.2", "200", "99", "101", "250"]
    found = few_amounts_are_round(delivered(amounts), Limits({ROUND_LINES: "8"}))
    assert isinstance(found, Sign)
    assert found.message == "采购验收 8 行里有 3 行（37.5%）的金额是整百元，最多的是 200.00 元 2 次、400.00 元 1 次"
    assert found.places == (0, 2, 4)
    assert few_amounts_are_round(delivered([*amounts, "7", "8", "9", "10", "11"]), Limits({ROUND_LINES: "8"})) is Silence.ORDINARY
    assert few_amounts_are_round(delivered(amounts), Limits({ROUND_LINES: "9"})) is Silence.NOT_JUDGED


UNIFORM = [f"{digit}{zeros}" for digit in range(1, 10) for zeros in ("", "0", "00", "000")]
"""Each first digit as often: by hand, Σ |1/9 − log10(1 + 1/d)| = 0.53745, a ninth of which is 5.97 %."""
BENFORD = (
    ["1"] * 30 + ["20"] * 18 + ["30"] * 12 + ["400"] * 10 + ["500"] * 8 + ["600"] * 7 + ["700"] * 6 + ["800"] * 5 + ["900"] * 4
)


def test_first_digits_that_are_all_alike_stand_out_with_the_statistic() -> None:
    found = first_digits_follow_benford(delivered(UNIFORM), Limits({DIGIT_NUMBERS: "36"}))
    assert isinstance(found, Sign)
    assert found.message == (
        "采购验收 36 个金额的首位数字与本福特定律平均差 5.97%（MAD；界限 5%）；多得最多的是 9 开头的：占 11.11%，通常 4.58%"
    )
    assert len(found.places) == 4


@pytest.mark.parametrize(
    ("amounts", "least", "outcome"),
    [
        (BENFORD, "100", Silence.ORDINARY),
        (UNIFORM, "37", Silence.NOT_JUDGED),  # too few
        ([f"{digit}" for digit in range(1, 10)] * 4, "36", Silence.NOT_JUDGED),  # of one size
    ],
)
def test_benford_amounts_are_ordinary_and_few_or_narrow_ones_are_not_judged(
    amounts: list[str], least: str, outcome: Silence
) -> None:
    assert first_digits_follow_benford(delivered(amounts), Limits({DIGIT_NUMBERS: least})) is outcome
