"""异常参数: the thresholds of the tests, in one place, each with its unit and its source. They are the district's: a school's book cannot change them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from validation.book import number_in
from validation.cells import Formula
from validation.kinds import Text
from validation.refusals import NotAWorkbook
from validation.register import plain_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validation.cells import CellValue, RawTable

TABLE = "异常参数"
NAME, VALUE = "参数", "值"
_LONGEST = 20


class Limit(NamedTuple):
    """One threshold: its value as text (``90%`` or ``20``), its unit, and where it comes from."""

    name: str
    value: str
    unit: str
    source: str


ZERO_MONTHS = "零结余月数"
OVER_ENROLLED, OVER_ENROLLED_DAYS = "超过在校人数容许", "超过在校人数天数"
FLAT_DAYS, FLAT_HEADS = "人数不变天数", "人数不变最少人数"
SAME_DAY_SHARE, SAME_DAY_TIMES = "当天进出占比", "当天进出最少次数"
SAME_TRIPLE_TIMES, SAME_TRIPLE_RATIO = "三同次数", "三同倍数"
OFF_DAYS_FRESH, OFF_DAYS = "无人就餐送鲜货天数", "无人就餐送货天数"
COUNTED_LINES = "盘点相符最少行数"
KILOS_LOW, KILOS_HIGH, KILOS_MEALS = "每餐公斤数下限", "每餐公斤数上限", "每餐公斤数最少人次"
ABOVE_AGREED, ABOVE_AGREED_SUM = "高出协议价容许", "高出协议价合计"
SUPPLIER_SHARE = "一家供应商占比"
INVOICE_DIGITS = "票据号最少位数"
TENDER, NEAR_TENDER, SPLIT_DAYS, SPLIT_TIMES = "采购限额", "接近采购限额", "拆分天数", "拆分笔数"
ROUND_SHARE, ROUND_LINES = "整百金额占比", "整百金额最少行数"
DIGIT_GAP, DIGIT_NUMBERS, DIGIT_SPAN = "首位数字偏差", "首位数字最少个数", "首位数字跨度"

_OURS = "本软件建议值，请按当地情况修改"

LIMITS: tuple[Limit, ...] = (
    Limit(ZERO_MONTHS, "3", "个月", "审计发现的疑点：每月结余恰好为零；连续三个月是本软件建议值"),
    Limit(OVER_ENROLLED, "3%", "", "本软件建议值：学期中转学、插班留的余地"),
    Limit(OVER_ENROLLED_DAYS, "3", "天", _OURS),
    Limit(FLAT_DAYS, "20", "个供餐日", "本软件建议值：约一个月，一个人也不多、不少"),
    Limit(FLAT_HEADS, "50", "人", "本软件建议值：人少的学校天天到齐不奇怪"),
    Limit(SAME_DAY_SHARE, "90%", "", _OURS),
    Limit(SAME_DAY_TIMES, "20", "次", "本软件建议值：次数少了看不出"),
    Limit(SAME_TRIPLE_TIMES, "7", "次", "本软件建议值：真过秤的，模拟里每个品目一学期碰巧到这一步的不足 0.3%"),
    Limit(SAME_TRIPLE_RATIO, "3", "倍", "本软件建议值：与同一品目里出现次数第三多的重量比"),
    Limit(OFF_DAYS_FRESH, "1", "天", "本软件建议值：鲜货没有人吃就不该来"),
    Limit(OFF_DAYS, "3", "天", "本软件建议值：米、油提前送几次是常事"),
    Limit(COUNTED_LINES, "10", "行", "本软件建议值：账面带零头的品目点了这么多行"),
    Limit(KILOS_LOW, "0.15", "公斤", "参考 WS/T 554-2017：午餐各类食物合计约 0.45–0.7 公斤；取其三分之一"),
    Limit(KILOS_HIGH, "1.4", "公斤", "参考 WS/T 554-2017：午餐各类食物合计约 0.45–0.7 公斤；取其两倍，毛重、损耗在内"),
    Limit(KILOS_MEALS, "300", "折算人次", "本软件建议值：一个月里人次少了看不出"),
    Limit(ABOVE_AGREED, "2%", "", "本软件建议值：报价取整留的余地"),
    Limit(ABOVE_AGREED_SUM, "100", "元", _OURS),
    Limit(SUPPLIER_SHARE, "80%", "", _OURS),
    Limit(INVOICE_DIGITS, "6", "位", "本软件建议值：位数少的收据号，各家都会有"),
    Limit(TENDER, "10000", "元", "本软件建议值：请改成当地须询价、招标的限额"),
    Limit(NEAR_TENDER, "80%", "", "本软件建议值：到限额的八成以上、又不到限额"),
    Limit(SPLIT_DAYS, "3", "天", _OURS),
    Limit(SPLIT_TIMES, "2", "笔", _OURS),
    Limit(ROUND_SHARE, "25%", "", "本软件建议值：数量乘单价，很少恰好是整百元"),
    Limit(ROUND_LINES, "60", "行", _OURS),
    Limit(DIGIT_GAP, "5%", "", "本软件建议值：九个首位数字的占比与本福特定律平均差多少；随手编的数约 6%"),
    Limit(DIGIT_NUMBERS, "300", "个", "本软件建议值：数少了，偏差只是碰巧"),
    Limit(DIGIT_SPAN, "100", "倍", "本福特定律要求数跨几个数量级：从小到大第 5% 与第 95% 的金额之比"),
)


class Limits:
    """The thresholds in force, by name: exact, shares as fractions of one, money in 元."""

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        """``changed``: what the district has set otherwise, as text that is known to be a number."""
        texts = {limit.name: limit.value for limit in LIMITS} | dict(changed or {})
        self.texts = texts
        self._numbers = {name: number_in(text) or Fraction(0) for name, text in texts.items()}

    def __getitem__(self, name: str) -> Fraction:
        """The threshold of that name."""
        return self._numbers[name]

    def told(self, names: Iterable[str]) -> str:
        """Some thresholds with their units, as a sheet shows them."""
        units = {limit.name: limit.unit for limit in LIMITS}
        return "；".join(f"{name} {self.texts[name]} {units[name]}".strip() for name in names)

    def count(self, name: str) -> int:
        """The same as a number of things: whole, and one at least."""
        return max(1, math.ceil(self._numbers[name]))


def read_limits(table: RawTable) -> dict[str, str]:
    """The thresholds that the district has changed, by name, as text.

    Raises:
        NotAWorkbook: a column is missing, a name is not known, or a value is no number of nought or more.
    """
    headings = [plain_heading(heading) for heading in table.headings]
    missing = [heading for heading in (NAME, VALUE) if heading not in headings]
    if missing:
        raise NotAWorkbook(f"{TABLE}里没有「{missing[0]}」列：请用汇总表里的「{TABLE}」工作表来改，不要改标题")
    columns = [table.columns[headings.index(heading)] for heading in (NAME, VALUE)]
    shipped = {limit.name: limit.value for limit in LIMITS}
    found: dict[str, str] = {}
    for number, cells in zip(table.numbers, zip(*columns, strict=True), strict=True):
        name, value = map(_text, cells)
        if not name and not value:
            continue
        if name not in shipped:
            raise NotAWorkbook(f"{TABLE}第 {number} 行：没有「{name}」这个参数，请用汇总表里的「{TABLE}」工作表来改，不要改参数名")
        amount = number_in(value)
        if amount is None or amount < 0 or len(value) > _LONGEST:
            raise NotAWorkbook(f"{TABLE}第 {number} 行：「{name}」要填不小于零的数，如 {shipped[name]}，现为 {value or '空的'}")
        if amount != number_in(shipped[name]):
            found[name] = value
    return found


def _text(cell: CellValue) -> str:
    reading = Text().read(cell.value if isinstance(cell, Formula) else cell)
    return "".join(str(reading.value or "").split())
