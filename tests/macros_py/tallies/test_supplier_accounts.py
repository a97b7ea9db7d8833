"""供应商对账, worked by hand."""

from __future__ import annotations

from macros_py.tallies.supplier_accounts import supplier_accounts
from tests.macros_py.small_books import judged, rows_of

COLUMNS = ("供应商", "期初未付", "本月验收", "退货", "已付", "期末未付")
BOOK = """
设置
核算月份 {}

品目
品名
大米
青菜

供应商
供应商 期初未付
粮店   100.00
菜场   -

期初库存
品名 数量 金额
青菜 10   10.00

采购验收
单号 日期  供应商 品名 数量 金额  直出餐次 验收结论 备注
R1   09-02 粮店   大米 10   20.00 -        -        -
R2   09-03 菜场   青菜 2    6.00  午餐     -        -
R3   10-02 粮店   大米 10   40.00 -        -        -
R4   10-03 粮店   大米 近10 40.00 -        退货     -
R5   10-04 粮店   大米 -1   -4.00 -        -        冲R3

出库
单号 日期  去向 品名 数量 备注
C1   09-02 退货 青菜 5    -
C2   10-05 退货 大米 3    -
C3   10-06 退货 大米 -1   冲C2
C4   10-07 供餐 大米 1    -

支出
日期  科目   金额  所属月份 收款单位
09-28 付货款 50.00 -        粮店
10-28 付货款 30.00 -        粮店
10-29 付货款 5.00  2025-09  菜场
12-29 付货款 9.00  -        粮店
10-30 水电   7.00  -        粮店
10-31 水电   一    -        粮店
"""


def rows(text: str) -> list[tuple[str, ...]]:
    return rows_of(supplier_accounts(judged(text)), *COLUMNS)


def test_the_account_of_a_month_follows_on_the_one_before() -> None:
    # Greens sent back before anyone delivered them are no supplier's. Rice: 10 for 20.00 and 9 for 36.00: 19 for 56.00; 3 out 8.84, 1 back 2.95.
    assert rows(BOOK.format("2025-09")) == [
        ("粮店", "100.00", "20.00", "0.00", "50.00", "70.00"),
        ("菜场", "0.00", "6.00", "0.00", "5.00", "1.00"),
    ]
    assert rows(BOOK.format("2025-10")) == [
        ("粮店", "70.00", "36.00", "5.89", "30.00", "70.11"),
        ("菜场", "1.00", "0.00", "0.00", "0.00", "1.00"),
    ]
    assert rows(BOOK.format("2025-11"))[0] == ("粮店", "70.11", "0.00", "0.00", "0.00", "70.11")


def test_suppliers_that_only_the_rows_name_stand_last_and_blank_ones_have_a_row_of_their_own() -> None:
    text = (
        BOOK.format("2025-09")
        .replace("菜场   青菜 2", "集市   青菜 2")
        .replace("09-28 付货款 50.00 -        粮店", "09-28 付货款 50.00 - -")
    )
    assert rows(text) == [
        ("粮店", "100.00", "20.00", "0.00", "0.00", "120.00"),
        ("菜场", "0.00", "0.00", "0.00", "5.00", "-5.00"),
        ("集市", "0.00", "6.00", "0.00", "0.00", "6.00"),
        ("（未填供应商）", "0.00", "0.00", "0.00", "50.00", "-50.00"),
    ]


def test_an_uncertain_delivery_refuses_its_suppliers_account_from_its_month_on() -> None:
    def spoilt(month: str) -> list[tuple[str, ...]]:
        return rows(BOOK.format(month).replace("大米 10   40.00 -        -", "大米 近10 40.00 -        -"))

    assert spoilt("2025-09")[0] == ("粮店", "100.00", "20.00", "0.00", "50.00", "70.00")
    # Rice itself is refused from October on, so the value of what went back is not known either.
    assert spoilt("2025-10") == [("粮店", "70.00", "-", "-", "30.00", "-"), ("菜场", "1.00", "0.00", "0.00", "0.00", "1.00")]
    assert spoilt("2025-11")[0] == ("粮店", "-", "0.00", "0.00", "0.00", "-")


def test_what_the_ledger_leaves_out_for_want_of_a_unit_refuses_the_supplier_who_brought_it() -> None:
    """青菜 has no unit: its delivery of the 3rd and its return of the 2nd are in no account; 粮店 brought none of it."""
    without = BOOK.format("2025-09").replace("品目\n品名\n大米\n青菜", "品目\n品名 单位\n大米 公斤\n青菜 -")
    assert rows(BOOK.format("2025-09"))[1] == ("菜场", "0.00", "6.00", "0.00", "5.00", "1.00")
    assert rows(without) == [
        ("粮店", "100.00", "20.00", "0.00", "50.00", "70.00"),
        ("菜场", "0.00", "-", "-", "5.00", "-"),
    ]
    (_, (why,)) = rows_of(supplier_accounts(judged(without)), "说明")
    assert "采购验收第 3 行的“青菜”在品目表里没有单位，这一行没有计入" in why
    assert [finding for finding in judged(without).findings if finding.rule == "SUP-02"] == []


def test_a_delivery_of_no_one_on_no_day_refuses_every_account() -> None:
    found = rows(BOOK.format("2025-09").replace("R1   09-02 粮店", "R1   某日 -   "))
    assert [row[1:3] for row in found] == [("-", "-"), ("-", "-")]


def test_a_missing_column_refuses_every_delivery() -> None:
    found = rows(BOOK.format("2025-09").replace("品名 数量 金额  直出餐次", "品名 ×数量 金额  直出餐次"))
    assert [row[1:] for row in found] == [("-", "-", "0.00", "50.00", "-"), ("-", "-", "0.00", "5.00", "-")]


def test_an_uncertain_payment_refuses_what_was_paid() -> None:
    found = rows(BOOK.format("2025-10").replace("30.00 -        粮店", "三十 -        粮店"))
    assert found[0] == ("粮店", "70.00", "36.00", "5.89", "-", "-")
    assert found[1][4] == "0.00"
    whoever = rows(BOOK.format("2025-10").replace("10-30 水电   7.00", "10-30 水店   7.00"))
    assert [row[4] for row in whoever] == ["-", "0.00"]
    assert rows(BOOK.format("2025-10"))[0][4] == "30.00"  # what is uncertain there is the light
    column = rows(BOOK.format("2025-10").replace("日期  科目   金额  所属月份", "日期  ×科目  金额  所属月份"))
    assert [row[4] for row in column] == ["-", "-"]


def test_an_uncertain_return_refuses_the_account_of_whoever_the_goods_went_to() -> None:
    def returned(old: str, new: str, month: str = "2025-10") -> list[str]:
        return [row[3] for row in rows(BOOK.format(month).replace(old, new))]

    good = "C2   10-05 退货 大米 3    -"
    assert returned("", "") == ["5.89", "0.00"]
    assert returned(good, "C2   10-05 退货 大米 近3  -") == ["-", "0.00"]
    assert returned(good, "C2   10-05 退货 大米 近3  -", "2025-09") == ["0.00", "0.00"]
    assert returned(good, "C2   10-05 退货 大米 近3  退给菜场") == [
        "-",
        "-",
    ]  # rice is refused, so C3, which goes the way of the last delivery, is too
    assert returned(good, "C2   10-05 退还 大米 3    -") == ["-", "0.00"]
    assert returned(good, "C2   10-05 退货 小米 3    -") == ["-", "-"]
    assert returned(good, "C2   某日  退货 大米 3    -") == ["-", "-"]
    assert returned("C3   10-06 退货 大米 -1   冲C2", "C3   10-04 退货 大米 -1   冲C2") == ["-", "0.00"]  # before what it reverses
    assert returned("C4   10-07 供餐 大米 1", "C4   10-07 供餐 青菜 近1") == ["5.89", "0.00"]  # no return
    assert returned("日期  去向 品名 数量 备注", "日期  ×去向 品名 数量 备注") == ["-", "-"]
    assert returned(good, "C2   10-05 退货 大米 99   -") == ["-", "0.00"]  # overdrawn


def test_the_next_month_is_refused_by_an_uncertain_return_too() -> None:
    found = rows_of(
        supplier_accounts(
            judged(BOOK.format("2025-11").replace("C1   09-02 退货 青菜 5    -", "C1   09-02 退货 青菜 5    退菜场某"))
        ),
        "供应商",
        "期初未付",
        "说明",
    )
    assert found[1] == ("菜场", "-4.00", "-")
    uncertain = BOOK.format("2025-11").replace("C1   09-02 退货 青菜 5    -", "C1   09-02 退货 青菜 近5  退菜场")
    assert rows_of(supplier_accounts(judged(uncertain)), "供应商", "期初未付", "说明")[1] == (
        "菜场",
        "-",
        "出库第 2 行「数量」有错误，这一行没有计入",
    )


def test_what_was_sent_back_and_comes_after_all_is_of_the_supplier_it_went_to() -> None:
    # 10 and 10 at 2.00; 3 sent back to the first, who delivered last then, and 1 of them comes back after the second has delivered.
    text = """
采购验收
单号 日期  供应商 品名 数量 金额
R1   09-01 甲店   大米 10   20.00
R2   09-03 乙店   大米 10   20.00

出库
单号 日期  去向 品名 数量 备注
C1   09-02 退货 大米 3    -
C2   09-04 退货 大米 -1   冲C1
C3   09-05 退货 大米 2    {}
"""
    text = "品目\n品名\n大米\n\n供应商\n供应商\n甲店\n乙店\n甲店分店\n" + text
    assert [row[3] for row in rows(text.format("-"))] == ["4.00", "4.00", "0.00"]
    assert [row[3] for row in rows(text.format("退给甲店"))] == ["8.00", "0.00", "0.00"]
    assert [row[3] for row in rows(text.format("退给甲店分店"))] == ["4.00", "0.00", "4.00"]


def test_goods_of_the_opening_that_go_back_to_nobody_known_are_told_at_their_row() -> None:
    found = [finding for finding in judged(BOOK.format("2025-09")).findings if finding.rule == "SUP-03"]
    assert [(finding.table, finding.row, finding.column) for finding in found] == [("出库", 2, "备注")]
    named = BOOK.format("2025-09").replace("C1   09-02 退货 青菜 5    -", "C1   09-02 退货 青菜 5    退菜场")
    assert [finding for finding in judged(named).findings if finding.rule == "SUP-03"] == []
    assert rows(named)[1] == ("菜场", "0.00", "6.00", "5.00", "5.00", "-4.00")


def test_a_correction_of_no_row_that_counts_refuses_the_account() -> None:
    # R5 is dated before the row it reverses; then it names another supplier than that row's.
    early = rows_of(
        supplier_accounts(judged(BOOK.format("2025-10").replace("R5   10-04", "R5   10-01"))), "本月验收", "期末未付", "说明"
    )
    assert early[0] == ("-", "-", "采购验收第 6 行红字找不到被冲的行，没有计入；采购验收第 6 行：红字找不到被冲的行")
    other = rows_of(
        supplier_accounts(judged(BOOK.format("2025-10").replace("R5   10-04 粮店", "R5   10-04 菜场"))), "供应商", "本月验收"
    )
    assert other == [("粮店", "-"), ("菜场", "-")]


def test_a_red_line_marked_as_sent_away_refuses_the_account() -> None:
    text = BOOK.format("2025-10").replace("-4.00 -        -        冲R3", "-4.00 -        退货     冲R3")
    assert [row[2] for row in rows(text)] == ["-", "0.00"]


def test_invoices_that_have_not_come_are_counted_to_date_with_the_first_day() -> None:
    """Of 粮店: R1 has its invoice; of R3, 40.00 without one, 4.00 are reversed without one; R6, also without, reverses 2.00 of R1."""
    text = """
品目
品名
大米
青菜

供应商
供应商
粮店
菜场

采购验收
单号 日期  供应商 品名 数量 单价 金额  验收结论 票据号 备注
R1   09-02 粮店   大米 10   2    20.00 -        F1     -
R1   09-02 粮店   青菜 10   2    20.00 -        -      -
R2   09-03 菜场   青菜 2    3    6.00  -        -      -
R3   10-02 粮店   大米 10   4    40.00 -        -      -
R4   10-03 粮店   大米 5    4    20.00 退货     -      -
R5   10-04 粮店   大米 -1   4    -4.00 -        -      冲R3
R6   10-05 粮店   大米 -1   2    -2.00 -        -      冲R1
R7   11-02 菜场   青菜 -2   3    -6.00 -        -      冲R2
R8   11-03 菜场   青菜 1    3    3.00  -        -      -
"""

    def lacking(month: str, text: str = text) -> list[tuple[str, ...]]:
        return rows_of(supplier_accounts(judged(f"设置\n核算月份 {month}\n{text}")), "票未到", "最早未到日")

    assert lacking("2025-09") == [("0.00", "-"), ("6.00", "2025-09-03")]
    assert lacking("2025-10") == [("34.00", "2025-10-02"), ("6.00", "2025-09-03")]
    assert lacking("2025-11") == [("34.00", "2025-10-02"), ("3.00", "2025-11-03")]
    assert lacking("2025-11", text.replace("40.00 -        -  ", "40.00 -        #N/A")) == [("-", "-"), ("3.00", "2025-11-03")]


def test_an_opening_debt_that_cannot_be_read_is_none() -> None:
    assert rows(BOOK.format("2025-09").replace("粮店   100.00", "粮店   近100"))[0] == ("粮店", "-", "20.00", "0.00", "50.00", "-")


def test_two_rows_of_one_supplier_must_say_the_same_of_what_is_owed() -> None:
    def owed(*lines: str) -> list[tuple[str, ...]]:
        text = BOOK.format("2025-09").replace("粮店   100.00\n", "".join(f"粮店 {line}\n" for line in lines))
        return rows_of(supplier_accounts(judged(text)), "供应商", "期初未付")

    assert owed("100.00", "100.00")[0] == ("粮店", "100.00")
    assert owed("100.00", "50.00") == [("粮店", "-"), ("菜场", "0.00")]
    assert owed("-", "50.00")[0] == ("粮店", "-")


def test_without_a_month_of_the_book_there_is_nothing_to_show() -> None:
    assert rows(BOOK.format("2026-09")) == []
