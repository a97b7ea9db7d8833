"""供应商对账单, worked by hand; and what holds for the statement and the account of every supplier, whatever happens."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.tallies.supplier_accounts import supplier_accounts
from macros_py.tallies.supplier_statement import statement, statement_cells, supplier_statement
from tests.macros_py.small_books import judged, rows_of
from workbook_templates.statement_names import StatementName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros_py.judge import Judged
    from workbook_templates.draft import DraftValue

BOOK = """
设置
核算月份 {month}
对账供应商 {supplier}
学校 云杉小学
食堂 学生食堂

品目
品名
大米
青菜

供应商
供应商 期初未付
粮店   100.00
菜场   -

采购验收
单号 日期  供应商 品名 数量 单价 金额  直出餐次 验收结论 票据号 备注
R1   09-02 粮店   大米 10   2    20.00 -        -        F1     -
R2   09-03 菜场   青菜 2    3    6.00  午餐     -        -      -
R3   10-02 粮店   大米 10   4    40.00 -        -        -      -
R3   10-02 粮店   青菜 1    3    3.00  午餐     -        -      -
R4   10-03 粮店   大米 5    4    20.00 -        退货     -      -
R5   10-04 粮店   大米 -1   4    -4.00 -        -        F5     冲R3
R6   10-04 粮店   大米 -2   2    -4.00 -        -        -      冲R1

出库
单号 日期  去向 品名 数量 备注
C2   10-05 退货 大米 3    -
C3   10-06 退货 大米 -1   冲C2
C4   10-07 供餐 大米 1    -

支出
凭证号 日期  科目   金额  所属月份 收款单位
Z1     09-28 付货款 50.00 -        粮店
Z2     10-28 付货款 30.00 -        粮店
Z3     10-29 付货款 -5.00 -        粮店
Z4     10-30 付货款 5.00  2025-09  菜场
Z5     10-30 水电   7.00  -        粮店
"""
SUMS = ("期初未付", "本月验收", "退货", "已付", "期末未付")


def book(month: str = "2025-10", supplier: str = "粮店", text: str = BOOK) -> Judged:
    return judged(text.format(month=month, supplier=supplier))


def lines(judged: Judged) -> list[tuple[str, ...]]:
    return rows_of(supplier_statement(statement(judged)), "日期", "摘要", "单号", "票据号", "应付", "已付", "未付余额")


def cells(judged: Judged) -> dict[str, DraftValue]:
    return statement_cells(judged, statement(judged))


def test_a_month_slip_by_slip() -> None:
    # 09-02: 10 for 20.00. 10-02: 10 for 40.00. 10-04: 1 at 4.00 and 2 at 2.00 go back: 17 for 52.00. 3 out: 9.18, 1 of them back: 3.06.
    found = book()
    assert lines(found) == [
        ("2025-10-02", "验收", "R3", "-", "43.00", "-", "113.00"),
        ("2025-10-04", "红字", "R5", "F5", "-4.00", "-", "109.00"),
        ("2025-10-04", "红字", "R6", "-", "-4.00", "-", "105.00"),
        ("2025-10-05", "退货", "C2", "-", "-9.18", "-", "95.82"),
        ("2025-10-06", "红字", "C3", "-", "3.06", "-", "98.88"),
        ("2025-10-28", "付款", "Z2", "-", "-", "30.00", "68.88"),
        ("2025-10-29", "红字", "Z3", "-", "-", "-5.00", "73.88"),
    ]
    assert cells(found) == {
        "对账单_学校": "云杉小学 学生食堂",
        "对账单_供应商": "粮店",
        "对账单_期间": "2025-10-01 至 2025-10-31",
        "对账单_期初未付": Decimal("70.00"),
        "对账单_本期应付": Decimal("28.88"),
        "对账单_本期已付": Decimal("25.00"),
        "对账单_期末未付": Decimal("73.88"),
        "对账单_期末未付大写": "柒拾叁元捌角捌分",
        "对账单_票未到": Decimal("39.00"),
        "对账单_说明": None,
    }


def test_a_payment_stands_in_the_month_it_is_booked_in() -> None:
    assert lines(book("2025-09", "菜场")) == [
        ("2025-09-03", "验收", "R2", "-", "6.00", "-", "6.00"),
        ("2025-10-30", "付款", "Z4", "-", "-", "5.00", "1.00"),
    ]
    quiet = book("2025-10", "菜场")
    assert lines(quiet) == []
    assert [cells(quiet)[name] for name in (StatementName.OPENING, StatementName.CLOSING, StatementName.IN_WORDS)] == [
        Decimal("1.00"),
        Decimal("1.00"),
        "壹元整",
    ]


def test_what_was_paid_too_much_is_shown_as_it_is() -> None:
    found = cells(book("2025-09", "菜场", BOOK.replace("付货款 5.00 ", "付货款 9.05 ")))
    assert (found[StatementName.CLOSING], found[StatementName.IN_WORDS]) == (Decimal("-3.05"), "负叁元零伍分")


def test_without_a_supplier_or_a_month_the_sheet_says_what_to_do() -> None:
    for found, note in (
        (book(supplier="-"), "请在 设置 的 对账供应商 里选一家供应商，再刷新"),
        (book(supplier="米店"), "供应商表里没有“米店”：请在 设置 的 对账供应商 里选一家供应商，再刷新"),
        (book("2026-09"), "请在 设置 里填写核算月份，再刷新"),
    ):
        told = cells(found)
        assert lines(found) == []
        assert told[StatementName.NOTE] == note
        assert {told[name] for name in StatementName} - {told[StatementName.SUPPLIER], told[StatementName.SCHOOL], note} <= {
            None,
            "2025-10-01 至 2025-10-31",
        }


def test_a_refused_account_shows_no_lines_and_the_reason() -> None:
    found = book(text=BOOK.replace("大米 10   4 ", "大米 近10 4 "))
    told = cells(found)
    assert lines(found) == []
    assert told[StatementName.OPENING] == Decimal("70.00")
    assert [told[name] for name in (StatementName.OWED, StatementName.CLOSING, StatementName.IN_WORDS, StatementName.LACKS)] == [
        "暂缺"
    ] * 4
    assert str(told[StatementName.NOTE]).startswith("暂缺的原因：采购验收第 4 行「数量」有错误，这一行没有计入")


def test_a_book_without_invoices_says_nothing_of_them() -> None:
    found = book(text=BOOK.replace("票据号", "×票据号"))
    assert cells(found)[StatementName.LACKS] is None
    assert rows_of(supplier_accounts(found), "票未到", "最早未到日") == [("-", "-"), ("-", "-")]


# ---- what holds for every supplier

AMOUNT = st.integers(1, 40)


@st.composite
def happenings(draw: st.DrawFn) -> str:
    """A book of deliveries, 红字, returns, 退货 and payments, red ones too, of two suppliers, in September and October."""
    slips, purchases, issues, payments = [], [], [], []
    day = 1
    for number in range(draw(st.integers(1, 12))):
        day += draw(st.integers(0, 5))
        when = f"{'09' if day <= 30 else '10'}-{(day - 1) % 30 + 1:02}"
        who, price = draw(st.sampled_from(["粮店", "菜场"])), draw(st.sampled_from([3, 7]))
        kind = draw(st.sampled_from(["验收", "验收", "直出", "门口", "红字", "退货", "退货红字", "付款"]))
        note = "-"
        if kind in {"验收", "直出", "门口"}:
            quantity = draw(st.integers(20, 60))
            more = (
                "午餐" if kind == "直出" else "-",
                "退货" if kind == "门口" else "-",
                draw(st.sampled_from(["-", f"F{number}"])),
            )
            purchases.append((f"R{number}", when, who, "大米", quantity, price, quantity * price, *more, note))
            if kind != "门口":
                slips.append((f"R{number}", who, quantity, price, more[0]))
        elif kind == "红字" and slips:
            slip, who, quantity, price, meal = slips[draw(st.integers(0, len(slips) - 1))]
            taken = draw(st.integers(1, 4))
            purchases.append((f"R{number}", when, who, "大米", -taken, price, -taken * price, meal, "-", "-", f"冲{slip}"))
        elif kind == "退货":
            note = draw(st.sampled_from(["-", "退给菜场", "粮店的货"]))
            issues.append((f"C{number}", when, "退货", "大米", draw(st.integers(2, 9)), note))
        elif kind == "退货红字" and (sent := [row for row in issues if row[4] > 1]):
            issues.append((f"C{number}", when, "退货", "大米", -1, f"冲{sent[-1][0]}"))
        else:
            payments.append((f"Z{number}", when, "付货款", draw(st.integers(-50, 200)), draw(st.sampled_from([who, who, "-"]))))
    blocks = [
        "设置\n核算月份 {month}\n对账供应商 {supplier}\n计价方法 "
        + draw(st.sampled_from(["移动加权平均", "先进先出", "月末一次加权平均"])),
        "品目\n品名\n大米",
        "供应商\n供应商 期初未付\n粮店 100\n菜场 -20",
        "期初库存\n品名 数量 金额\n大米 500 1000",
        "采购验收\n单号 日期 供应商 品名 数量 单价 金额 直出餐次 验收结论 票据号 备注" + _rows(purchases),
        "出库\n单号 日期 去向 品名 数量 备注" + _rows(issues),
        "支出\n凭证号 日期 科目 金额 收款单位" + _rows(payments),
    ]
    return "\n\n".join(blocks)


def _rows(rows: Sequence[tuple[object, ...]]) -> str:
    return "".join("\n" + " ".join(map(str, row)) for row in rows)


@settings(max_examples=max(1, settings().max_examples // 5))
@given(happenings())
def test_the_lines_come_to_the_suppliers_row_and_the_months_follow_on_each_other(text: str) -> None:
    owed: dict[str, Decimal] = {"粮店": Decimal(100), "菜场": Decimal(-20)}
    for month in ("2025-09", "2025-10"):
        for supplier in ("粮店", "菜场"):
            found = book(month, supplier, text)
            account = dict(zip(SUMS, next(row[1:6] for row in supplier_accounts(found).rows if row[0] == supplier), strict=True))
            told, drawn = cells(found), supplier_statement(statement(found)).rows
            if account["期末未付"] is None:
                assert told[StatementName.NOTE]
                continue
            assert account["期初未付"] == owed[supplier] == told[StatementName.OPENING]
            due = sum((row[4] for row in drawn if isinstance(row[4], Decimal)), Decimal())
            paid = sum((row[5] for row in drawn if isinstance(row[5], Decimal)), Decimal())
            assert due == account["本月验收"] - account["退货"] == told[StatementName.OWED]  # type: ignore[operator] # all are known
            assert paid == account["已付"] == told[StatementName.PAID]
            owed[supplier] += due - paid
            assert account["期末未付"] == owed[supplier] == told[StatementName.CLOSING]
            assert not drawn or drawn[-1][6] == owed[supplier]
