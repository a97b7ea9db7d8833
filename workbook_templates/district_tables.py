"""The sheets of a district's roll-up: their columns, declared once for the workbook and the Parquet files. Rows hold scaled integers."""

from __future__ import annotations

from validation.money import MONEY_DECIMALS, PRICE_DECIMALS, QUANTITY_DECIMALS
from validation.registers.unit_conversions import FACTOR_DECIMALS
from workbook_templates.figures import FIGURES
from workbook_templates.results import COUNT, DAY, MONEY, PRICE, QUANTITY, RATE, ResultColumn, ResultTable

FACTOR = "0.0########"
DECIMALS = {FACTOR: FACTOR_DECIMALS, MONEY: MONEY_DECIMALS, PRICE: PRICE_DECIMALS, QUANTITY: QUANTITY_DECIMALS, RATE: 4, COUNT: 0}
"""By number format: how a whole number in a row is scaled. Columns of other formats hold texts or days."""

C = ResultColumn
_WHO = (C("学校", width=26), C("食堂", width=14), C("学期", width=10))
SCHOOLS = ResultTable(
    "各校汇总",
    "每个学校、食堂、月份一行，全部指标；算不出的留空，原因写在 说明",
    (
        *_WHO,
        C("月份", width=10),
        *(C(figure.name, figure.format, max(12, 2 * len(figure.name) + 2)) for figure in FIGURES),
        *(C("已结账", width=8), C("错误", COUNT, 8), C("警告", COUNT, 8), C("提示", COUNT, 8)),
        *(C("说明", width=60), C("文件", width=40)),
    ),
)
"""错误, 警告 and 提示 are those of the whole book."""
RANKING = ResultTable(
    "排名",
    "每本账一行，按餐均食材成本从高到低；数是这本账到最后一个月的累计，名次 1 是最高",
    (
        *_WHO,
        C("截至", width=10),
        *(C("餐均食材成本", MONEY, 14), C("成本名次", COUNT, 10), C("成本档次", width=10)),
        *(C("盈亏率", RATE, 10), C("盈亏名次", COUNT, 10), C("盈亏档次", width=10)),
        *(C("食材占比", RATE, 10), C("占比名次", COUNT, 10), C("占比档次", width=10)),
        *(C("多付金额", MONEY, 14), C("多付名次", COUNT, 10), C("文件", width=40)),
    ),
)
"""多付金额: what it paid above the median, over all items and weeks."""
PRICES = ResultTable(
    "单价比对",
    "同一品目、单位、同一周，各校付的单价；多付金额 = 各校高出中位价的部分 × 数量之和",
    (
        *(C("品名", width=16), C("单位", width=8), C("周一", DAY, 12), C("学校数", COUNT, 9)),
        *(C("最低单价", PRICE, 11), C("中位单价", PRICE, 11), C("最高单价", PRICE, 11), C("极差率", RATE, 10)),
        *(C("高于中位的学校数", COUNT, 18), C("多付金额", MONEY, 14)),
        *(
            C("多付最多的学校", width=26),
            C("它的食堂", width=14),
            C("它的单价", PRICE, 11),
            C("它多付", MONEY, 12),
            C("单元格", width=18),
        ),
    ),
)
OVERPAID = ResultTable(
    "多付明细",
    "谁比同周中位价多付了多少钱，从多到少；问的时候看 单元格",
    (
        *_WHO,
        *(C("品名", width=16), C("单位", width=8), C("周一", DAY, 12), C("数量", QUANTITY, 11), C("金额", MONEY, 13)),
        *(C("单价", PRICE, 11), C("中位单价", PRICE, 11), C("高出", RATE, 10), C("多付金额", MONEY, 13)),
        *(C("单元格", width=18), C("文件", width=40)),
    ),
)
PAID = ResultTable(
    "单价",
    "每所学校每周每个品目的数量、金额和单价，单价比对的全部依据",
    (
        *_WHO,
        *(C("品名"), C("单位"), C("周一", DAY), C("数量", QUANTITY), C("金额", MONEY), C("单价", PRICE)),
        *(C("中位单价", PRICE), C("多付金额", MONEY), C("单元格"), C("文件")),
    ),
)
"""In the Parquet folder only: a county's term has a million rows of it."""
ANOMALIES = ResultTable(
    "异常",
    "各行可能都对、合起来却不寻常的地方；是问题，不是结论：先看 也可能是，再问学校。查什么、怎么查见 异常检查",
    (
        *_WHO,
        *(C("编号", width=9), C("检查", width=24), C("说明", width=60), C("也可能是", width=44), C("工作表", width=12)),
        *(C("单元格", width=9), C("依据的行", width=44), C("文件", width=34)),
    ),
)
"""依据的行: up to thirty of the sheet rows it rests on."""
CHECKS = ResultTable(
    "异常检查",
    "查了哪几项、为什么查、有几本账可疑；没查的不等于没问题：多半是数太少，或区里没有给在校人数",
    (
        *(C("编号", width=9), C("检查", width=24), C("怎么查", width=50), C("为什么查", width=46)),
        *(C("也可能是", width=46), C("界限", width=44)),
        *(C("查了的账", COUNT, 10), C("没查的账", COUNT, 10), C("有异常的账", COUNT, 11), C("提示", width=44)),
    ),
)
LIMITS = ResultTable(
    "异常参数",
    "异常检查的界限，是区里的，学校改不了；改 值，存盘，下次汇总用 --limits 带上",
    (C("参数", width=22), C("值", width=12), C("单位", width=12), C("依据", width=70)),
)
ENROLMENT = ResultTable(
    "在校人数",
    "填 在校学生数（学籍上的），存盘，下次汇总用 --enrolled 带上，就能查 就餐人数高于在校人数；不填的不查",
    (
        *(C("学校", width=26), C("食堂", width=14), C("在校学生数", COUNT, 12), C("一餐最多学生数", COUNT, 16)),
        *(C("哪天", DAY, 12), C("餐次", width=8), C("单元格", width=16), C("文件", width=40)),
    ),
)
SAMPLE = ResultTable(
    "抽查凭证",
    "每本账的采购验收、收入、支出各抽几张，请学校拿出原件来对",
    (
        *_WHO,
        *(C("登记表", width=12), C("单号", width=16), C("日期", DAY, 12), C("金额", MONEY, 13), C("行数", COUNT, 7)),
        *(
            C("抽中的原因", width=40),
            C("抽样号", width=20),
            C("工作表", width=12),
            C("行", COUNT, 7),
            C("单元格", width=9),
            C("文件", width=34),
        ),
    ),
)
"""Its purpose goes on with the seed and the way of drawing."""
FINDINGS = ResultTable(
    "问题汇总",
    "各校账里检查出的问题，按级别、规则和学校；先看哪条规则多，再看是谁",
    (
        *(C("级别", width=8), C("规则", width=9), C("规则说的是", width=46), *_WHO, C("处数", COUNT, 8)),
        *(C("第一处", width=20), C("第一处说明", width=60), C("文件", width=40)),
    ),
)
NAMES = ResultTable(
    "名称对照",
    "各校叫法不同的品目和单位在这里归到一起：改 统一品名、统一单位、换算率，存盘，下次汇总用 --names 带上",
    (
        *(C("原品名", width=18), C("原单位", width=9), C("统一品名", width=18), C("统一单位", width=10), C("换算率", FACTOR, 12)),
        *(C("状态", width=10), C("学校数", COUNT, 9), C("建议", width=18)),
    ),
)
NOT_TAKEN = ResultTable(
    "未处理",
    "没有算进来的文件和原因；找到的 = 算进来的 + 这里的",
    (C("文件", width=50), C("原因", width=100)),
)
TOTALS = ResultTable(
    "各月合计",
    "各校同一个月加起来，收入减支出就是结余；有一项算不出的账整本不加进去，几本写在后面",
    (
        C("月份", width=10),
        C("账数", COUNT, 8),
        *(
            C(name, form, 16)
            for name, form in (
                ("就餐人次", COUNT),
                *((each, MONEY) for each in ("折算人次", "收入合计", "购入食材", "食材消耗", "支出合计", "结余")),
            )
        ),
        C("算不出的账数", COUNT, 14),
    ),
)
DISTRICT_TABLES = (
    *(SCHOOLS, RANKING, PRICES, OVERPAID, PAID, ANOMALIES, CHECKS, SAMPLE, FINDINGS, NAMES, LIMITS, ENROLMENT, NOT_TAKEN),
    TOTALS,
)
