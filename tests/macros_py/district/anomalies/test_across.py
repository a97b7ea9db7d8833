"""Books side by side."""

from __future__ import annotations

from macros_py.district.anomalies.across import Use, invoices, over_enrolment, shared_invoices
from macros_py.district.anomalies.diners import MostDiners
from macros_py.district.limits import Limits
from tests.macros_py.small_books import judged

NATIONAL = "25429900000012345678"


def book(*lines: str, suppliers: str = "") -> dict[str, tuple[str, int, int]]:
    """By number, the seller, the amount and the row of each invoice."""
    text = "\n".join(lines)
    found = invoices(judged(f"{suppliers}\n品目\n品名\n大米\n\n采购验收\n单号 日期 品名 数量 金额 供应商 票据号\n{text}"), Limits())
    assert (found.sheet, found.column) == ("采购验收", "G")
    return {each.number: (found.sellers[each.seller], each.amount, each.row) for each in found.used}


def test_an_invoice_bears_the_money_of_all_its_slips_and_short_numbers_are_none() -> None:
    found = book(
        "R1 09-01 大米 10 40 甲 '081533", "R1 09-01 大米 5 20 甲 -", "R2 09-02 大米 1 4 甲 '081533", "R3 09-03 大米 1 4 甲 12"
    )
    assert [(number, amount, row) for number, (_, amount, row) in found.items()] == [("81533", 6_400, 2)]


def test_a_local_number_counts_with_its_seller_and_a_national_one_alone() -> None:
    here, there = (book(f"R1 09-01 大米 10 40 {who} 815330", f"R2 09-02 大米 10 40 {who} '{NATIONAL}") for who in ("甲", "乙"))
    assert (here["815330"][0], there["815330"][0]) == ("甲", "乙")
    assert here[NATIONAL] == there[NATIONAL] == ("", 4_000, 3)


def test_a_seller_is_known_by_its_credit_code_before_its_name() -> None:
    code = "供应商\n供应商 统一社会信用代码\n{} 91110105MA0000000Y\n"
    here, there = (book(f"R1 09-01 大米 10 40 {who} 815330", suppliers=code.format(who)) for who in ("甲商行", "甲粮油商行"))
    assert here == there


def test_neither_full_width_digits_nor_zeros_lost_in_a_number_hide_an_invoice() -> None:
    written = ("'0815330", "'０８１５３３０", "815330")
    for text in written:
        assert book(f"R1 09-01 大米 10 40 甲 {text}") == {"815330": ("甲", 4_000, 2)}


def test_a_long_number_whose_last_digits_excel_has_lost_is_no_invoice() -> None:
    """Typed as a number, it keeps fifteen: all invoices of a day and a town would look alike."""
    assert book(f"R1 09-01 大米 10 40 甲 {NATIONAL}") == {}


NAMES = ["一校", "二校", "三校"]


def uses(number: str, *books: int) -> list[Use]:
    return [Use(each, number, 10_000 + each, "采购验收", f"K{each + 3}") for each in books]


def test_each_book_is_told_what_it_shares_and_with_whom() -> None:
    found = shared_invoices([uses("081533", 0, 2), uses("081534", 0, 1, 2)])
    assert {each: shared.anomaly(NAMES).message for each, shared in found.items()} == {
        0: "2 张票据、200.00 元，别的账里也有：081533（本校 K3 100.00 元，三校 采购验收!K5 100.02 元）；"
        "081534（本校 K3 100.00 元，二校 采购验收!K4 100.01 元）",
        1: "1 张票据、100.01 元，别的账里也有：081534（本校 K4 100.01 元，一校 采购验收!K3 100.00 元）",
        2: "2 张票据、200.04 元，别的账里也有：081533（本校 K5 100.02 元，一校 采购验收!K3 100.00 元）；"
        "081534（本校 K5 100.02 元，一校 采购验收!K3 100.00 元）",
    }
    assert found[1].anomaly(NAMES)[2:] == ("采购验收", "K4", (4,))


def test_of_many_invoices_the_first_few_are_told() -> None:
    shared = shared_invoices(uses(f"{number:06d}", 0, 1) for number in range(9))[0].anomaly(NAMES)
    assert shared.message.startswith("9 张票据、900.00 元，别的账里也有：000000（")
    assert shared.message.endswith("；000004（本校 K3 100.00 元，二校 采购验收!K4 100.01 元） 等 9 张")


def test_more_diners_than_pupils_stand_out_beyond_what_is_allowed() -> None:
    """Of 100 pupils 103 may eat; 104 are too many."""
    most = MostDiners(3, 104, 110, "2025-09-02", "午餐", "就餐", "D4")
    found = over_enrolment(most, 100, Limits())
    assert found is not None
    assert found.message == ("在校学生 100 人，2025-09-02 午餐登记学生 110 人就餐；至少 3 天不少于 104 人，比在校的多 3% 以上")
    assert found[2:] == ("就餐", "D4", (4,))
    assert over_enrolment(most._replace(heads=103), 100, Limits()) is None
