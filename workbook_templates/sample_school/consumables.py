"""Brooms and the like: what the departments held, drew and gave back."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from workbook_templates.sample_school.goods import GOODS
from workbook_templates.sample_school.people import APPROVER
from workbook_templates.sample_school.school_days import MONTHS, days_of

if TYPE_CHECKING:
    from datetime import date

CANTEEN = "食堂"
_RECEIVERS = {
    CANTEEN: "吴六",
    "一年级组": "何二一",
    "二年级组": "何二二",
    "三年级组": "何二三",
    "四年级组": "何二四",
    "五年级组": "何二五",
    "六年级组": "何二六",
    "总务处": "卫十二",
}
DEPARTMENTS = tuple(_RECEIVERS)
_IN_USE = {"扫帚": 4, "拖把": 3, "抹布": 6, "垃圾桶": 4}
_IN_USE_CANTEEN = {"扫帚": 6, "拖把": 6, "抹布": 24, "垃圾桶": 8, "橡胶手套": 12, "钢丝球": 12, "围裙": 9}
_CANTEEN_MONTH = (("抹布", 8), ("橡胶手套", 5), ("钢丝球", 6), ("洗洁精", 3), ("垃圾袋", 6))
_RETURNED = {
    ("2025-10", "橡胶手套"): 3,  # two were still in use, and came in November
    ("2025-11", "橡胶手套"): 7,
    ("2026-01", "钢丝球"): 1,  # two are still owed when the term ends
}
_OTHERS_TURN = ("扫帚", "抹布", "拖把", "抹布", "垃圾桶")
_STATES = ("报废", "报废", "可修")
_TRADE_IN = frozenset(item.name for item in GOODS if item.trade_in)


class Drawing(NamedTuple):
    """One consumable drawn by one department; ``returned`` old pieces came back, or a waiver says why not."""

    day: date
    department: str
    item: str
    quantity: int
    returned: int
    waiver: str = ""
    note: str = ""


_WAIVED = (
    Drawing(days_of("2025-09")[3], "总务处", "围裙", 2, 0, "首次领用", "总务处搬运用，以前没有配"),
    Drawing(days_of("2025-10")[4], "三年级组", "拖把", 1, 0, "遗失已赔", "班级按原价赔偿"),
    Drawing(days_of("2025-11")[2], CANTEEN, "橡胶手套", 2, 0, "新增岗位", "新聘洗消工一名"),
)


def _monthly(place: int, month: str) -> list[Drawing]:
    days = days_of(month)
    fewer = 2 if len(days) < 10 else 1  # noqa: PLR2004 - the short last month
    drawings = []
    for turn, (item, usual) in enumerate(_CANTEEN_MONTH):
        quantity = usual // fewer
        returned = _RETURNED.get((month, item), quantity) if item in _TRADE_IN else 0
        drawings.append(Drawing(days[1 + turn % 3], CANTEEN, item, quantity, returned))
    for turn, department in enumerate(DEPARTMENTS[1:]):
        if (turn + place) % 4 == 3:  # noqa: PLR2004 - not every department every month
            continue
        quantity = 1 + (turn + place) % 2
        drawings.append(Drawing(days[2 + turn % 5], department, _OTHERS_TURN[(turn + place) % 5], quantity, quantity))
    return drawings


@cache
def drawings() -> tuple[Drawing, ...]:
    """All drawings of the term, by day."""
    found = [drawing for place, month in enumerate(MONTHS) for drawing in _monthly(place, month)]
    return tuple(sorted([*found, *_WAIVED], key=lambda drawing: drawing.day))


def drawn(item: str, day: date) -> Decimal:
    """How much of an item all departments drew on a day."""
    return Decimal(sum(drawing.quantity for drawing in drawings() if drawing.item == item and drawing.day == day))


def consumable_rows() -> list[dict[str, object]]:
    """The rows of 易耗品领用: one slip a day and department."""
    units = {item.name: item.unit for item in GOODS}
    slips: dict[tuple[date, str], str] = {}
    rows: list[dict[str, object]] = []
    for place, drawing in enumerate(drawings()):
        today = [key for key in slips if key[0] == drawing.day]
        slip = slips.setdefault((drawing.day, drawing.department), f"LY{drawing.day:%y%m%d}-{len(today) + 1}")
        row: dict[str, object] = {
            "单号": slip,
            "日期": drawing.day,
            "部门": drawing.department,
            "领用人": _RECEIVERS[drawing.department],
            "品名": drawing.item,
            "领用数": drawing.quantity,
            "单位": units[drawing.item],
        }
        if drawing.item in _TRADE_IN:
            row["交旧数"] = drawing.returned
        if drawing.returned:
            row["旧品状态"] = _STATES[place % 3]
        if drawing.waiver:
            row |= {"免交理由": drawing.waiver, "批准人": APPROVER}
        if drawing.note:
            row["备注"] = drawing.note
        rows.append(row)
    return rows


def opening_in_use_rows() -> list[dict[str, object]]:
    """The rows of 期初在用."""
    return [
        {"部门": department, "品名": item, "数量": quantity}
        for department in DEPARTMENTS
        for item, quantity in (_IN_USE_CANTEEN if department == CANTEEN else _IN_USE).items()
    ]


def quota_rows() -> list[dict[str, object]]:
    """Rows of 规则参数: what the school lets departments draw."""
    source = "示例县云杉小学易耗品领用办法"
    return [
        {"参数": f"易耗品定额_{CANTEEN}", "值": 250, "单位": "元/月", "依据": source, "处理": "警告"},
        {"参数": f"易耗品定额_{CANTEEN}_抹布", "值": 10, "单位": "条/月", "依据": source, "处理": "提示"},
        {"参数": "交旧期限", "值": 30, "单位": "天", "依据": source, "处理": "警告"},
    ]
