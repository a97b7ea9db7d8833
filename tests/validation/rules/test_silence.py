"""When a rule says nothing: what it needs cannot be read, no parameter is in force, or the workbook does not keep such records."""

from __future__ import annotations

from datetime import date

import pytest

from macros_py.judge import judge
from tests.validation.text_books import book_of
from validation.findings import Level


def codes(text: str, today: date | None = None) -> list[str]:
    return sorted({finding.rule for finding in judge(book_of(text).raw, today=today).findings})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("采购验收 | 数量 十斤 | 金额 999.00", "DAT-01"),  # 数量 × 单价 is not judged
        ("采购验收 | 单据合计 999.00 | 金额 #N/A", "DAT-06"),  # nor is the sum of the slip
        ("采购验收 | 日期 2025-09-31 | 保质期至 2025-08-01", "DAT-02"),
        ("采购验收 | 采购人 #N/A | 质量验收人 验收乙", "DAT-06"),
        ("出库 | 餐次 夜宵", "DAT-04"),
        ("就餐 | 人数 近百 | 免费人数 500", "DAT-01"),
        ("易耗品领用 | 交旧数 一把", "DAT-01"),
        ("供应商 | 供应商 青禾粮油商行 | 许可有效期 去年", "DAT-02"),
    ],
)
def test_an_unreadable_cell_is_accused_once(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        ("金额容差", "采购验收 | 金额 481.00"),
        ("价格涨幅上限", "采购验收 | 日期 2025-09-01至2025-09-03\n采购验收 | 日期 2025-09-04 | 单价 6.00 | 金额 600.00"),
        ("人均食材下限", "就餐 | 人数 200\n收入 | 金额 1600.00"),
        ("伙食费差异上限", "收入 | 金额 600.00"),
        ("无合同限额", "支出\n支出 | 凭证号 记-9 | 科目 维修 | 金额 1500.00"),
    ],
)
def test_without_a_parameter_in_force_a_rule_is_silent(parameter: str, text: str) -> None:
    assert codes(text) != []
    assert codes(f"规则参数 | 参数 {parameter} | 失效日 2025-08-31\n{text}") == []


def test_a_parameter_says_how_much_its_rule_weighs() -> None:
    text = "规则参数 | 参数 伙食费差异上限 | 处理 错误\n收入 | 金额 600.00"
    assert [finding.level for finding in judge(book_of(text).raw).findings] == [Level.ERROR]


def test_a_rule_that_blocks_cannot_be_made_lighter() -> None:
    text = "规则参数 | 参数 金额容差 | 处理 提示\n采购验收 | 金额 481.00"
    assert [finding.level for finding in judge(book_of(text).raw).findings] == [Level.ERROR]


def test_what_is_no_food_is_not_called_food_that_nobody_ate() -> None:
    assert codes("出库\n出库 | 单号 CK2 | 日期 2025-09-06 | 数量 1") == ["ISS-02"]
    assert codes("出库\n出库 | 单号 CK2 | 日期 2025-09-06 | 品名 扫帚 | 数量 1 | 单位 把") == []
    assert codes("出库\n出库 | 单号 CK2 | 日期 2025-09-06 | 品名 大来 | 数量 1") == ["DAT-05", "ISS-02"]


def test_without_today_nothing_lies_in_the_future() -> None:
    text = "出库\n出库 | 日期 2025-10-09 | 数量 5 | 去向 报损"
    assert codes(text) == []
    assert codes(text, date(2025, 10, 9)) == []
    assert codes(text, date(2025, 10, 8)) == ["DAT-17"]


BARE = """
供应商 | 供应商 青禾粮油商行 | 统一社会信用代码 - | 许可证号 - | 许可有效期 - | 合同编号 - | 合同开始 - | 合同结束 - | 供货类别 -
采购验收 | 日期 2025-09-01至2025-09-20 | 采购人 - | 数量验收人 - | 质量验收人 - | 检测结果 - | 索证 -
采购验收 | 单号 YS2 | 采购人 - | 数量验收人 - | 质量验收人 -
出库 | 管理员 - | 仓管员 - | 厨师 -
""".strip()


def test_a_book_without_papers_and_signatures_does_not_drown() -> None:
    findings = judge(book_of(BARE).raw).findings
    assert [(str(finding.level), finding.rule, finding.row) for finding in findings] == [
        ("警告", "RCV-03", 4),
        ("警告", "RCV-01", 4),
        ("提示", "ISS-01", 4),
    ]


def test_suppliers_who_are_nowhere_listed_are_told_once() -> None:
    raw = book_of("采购验收 | 日期 2025-09-01至2025-09-20").raw
    raw.tables.pop("供应商")
    found = [(str(finding.level), finding.rule) for finding in judge(raw).findings]
    assert found == [("警告", "DAT-05"), ("提示", "DAT-15")]


def test_trade_in_is_asked_for_only_where_it_is_due() -> None:
    assert codes("品目 | 品名 扫帚 | 以旧换新 否\n易耗品领用 | 交旧数 -") == []
    assert codes("易耗品领用 | 交旧数 -") == ["CON-01"]
    assert codes("易耗品领用 | 交旧数 - | 免交理由 首次领用 | 批准人 校长庚") == []


def test_a_red_correction_that_names_its_row_is_no_finding() -> None:
    assert codes("出库\n出库 | 单号 CK2 | 数量 -5 | 备注 冲 ‹CK1›") == []
    assert codes("采购验收\n采购验收 | 单号 YS2 | 数量 -10 | 金额 -48.00 | 备注 冲 YS1") == []


def test_a_row_is_reversed_no_further_than_to_nothing() -> None:
    again = "出库\n出库 | 单号 CK2 | 数量 -60 | 备注 冲 CK1\n出库 | 单号 CK3 | 数量 -60 | 备注 冲 CK1"
    (finding,) = judge(book_of(again).raw).findings
    assert (finding.rule, finding.row) == ("DAT-22", 6)
    assert finding.message == "「数量」是红字 -60，比它冲的第 4 行 100 还多（前面的红字冲过，还剩 40 公斤）"


def test_rows_of_another_period_are_told_but_not_refused() -> None:
    for line in ("所属月份 2025-06", "所属月份 2026-03", "日期 2026-02-10"):
        (finding,) = judge(book_of(f"支出\n支出 | 凭证号 记-9 | {line}").raw).findings
        assert (finding.rule, finding.blocks) == ("FIN-03", False)
    assert codes("支出\n支出 | 凭证号 记-9 | 日期 2026-02-10 | 所属月份 2026-01") == []
    (finding,) = judge(book_of("支出\n支出 | 凭证号 记-9 | 日期 2025-08-10").raw).findings
    assert (finding.rule, finding.blocks) == ("DAT-16", True)


def test_a_slip_total_may_hold_or_leave_out_what_was_sent_back() -> None:
    lines = "采购验收 | 单据合计 {}\n采购验收 | 品名 白糖 | 数量 10 | 金额 48.00 | 验收结论 退货"
    assert codes(lines.format("480.00")) == []
    assert codes(lines.format("528.00")) == []
    assert codes(lines.format("500.00")) == ["ARI-02"]


def test_one_finding_not_two_for_one_fault() -> None:
    assert codes("就餐\n就餐\n收入 | 金额 1600.00\n出库 | 数量 200") == ["MEA-05"]  # not DAT-08 too
    assert codes("支出\n支出") == ["DAT-08"]  # not FIN-12 too
    assert codes("品目 | 品名 大米 | 限价 4.00\n供应商 | 供应商 青禾粮油商行 | 下浮率 0.1") == ["RCV-06"]  # not RCV-05 too
    assert codes("品目 | 品名 大米 | 限价 -4.00\n供应商 | 供应商 青禾粮油商行 | 下浮率 0.1") == [
        "DAT-23"
    ]  # not RCV-05 or RCV-06 at each line
    assert codes("品目 | 品名 大米 | 基准价 -4.00\n供应商 | 供应商 青禾粮油商行 | 下浮率 0.1") == ["DAT-23"]


DUE = "规则参数 再一行 | 参数 交旧期限 | 值 {} | 单位 天 | 规则套 -\n"


def test_old_pieces_may_come_later_where_there_is_a_term_for_them() -> None:
    short = "易耗品领用 | 交旧数 0"
    assert codes(short) == ["CON-01"]
    assert codes(DUE.format(29) + short) == []  # from the 1st to the 30th
    assert codes(DUE.format(28) + short) == ["CON-06"]
    assert codes(DUE.format("一个月") + short) == ["CON-01", "DAT-25"]
    assert codes(DUE.format(28) + "易耗品领用 | 交旧数 -") == ["CON-01"]
    assert codes(DUE.format(28) + short + "\n易耗品领用 | 单号 LY2 | 日期 2025-09-29 | 领用数 1 | 交旧数 3") == []
    assert codes(DUE.format(28) + short + " | 免交理由 首次领用 | 批准人 校长庚") == []


def test_old_pieces_owed_are_judged_though_what_they_cost_is_refused() -> None:
    text = DUE.format(28) + "易耗品领用 | 交旧数 0\n采购验收 | 品名 扫帚 | 单位 把 | 数量 近百"
    assert codes(text) == ["CON-06", "DAT-01"]


QUOTA = "规则参数 再一行 | 参数 易耗品定额_食堂 | 值 {} | 单位 元/{} | 规则套 -\n"


def test_a_quota_is_passed_by_more_than_it_and_in_its_own_period() -> None:
    drawn = "易耗品领用\n易耗品领用 | 单号 LY2 | 日期 2025-09-30"  # 16.00 each
    assert codes(QUOTA.format("32.00", "月") + drawn) == []
    assert codes(QUOTA.format("31.99", "月") + drawn) == ["CON-05"]
    october = "设置 | 项目 核算月份 | 值 2025-10\n易耗品领用\n易耗品领用 | 单号 LY2 | 日期 2025-10-08"
    assert codes(QUOTA.format("31.99", "月") + october) == []
    assert codes(QUOTA.format("31.99", "学期") + october) == ["CON-05"]


def test_a_quota_of_money_waits_until_the_money_is_known() -> None:
    text = QUOTA.format(1, "月") + "易耗品领用\n易耗品领用 | 单号 LY2 | 领用数 两把"
    assert codes(text) == ["DAT-01"]


def test_scrap_is_asked_after_only_where_it_is_much() -> None:
    many, scrap = "规则参数 | 参数 废品核对件数 | 值 {}\n", "易耗品领用 | 旧品状态 报废"
    sold = "\n收入\n收入 | 凭证号 记-9 | 科目 废品收入 | 金额 12.00"
    assert codes(many.format(3) + scrap) == []
    assert codes(many.format(2) + scrap) == ["CON-07"]
    assert codes(many.format(2) + scrap + sold) == []
    assert codes(many.format(2) + "易耗品领用" + sold) == ["CON-07"]
    assert codes(many.format(3) + "易耗品领用" + sold) == []
    assert codes(many.format(2) + "易耗品领用 | 旧品状态 坏了" + sold) == ["DAT-04"]
