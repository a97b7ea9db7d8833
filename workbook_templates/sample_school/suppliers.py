"""The eight suppliers of the sample school; names, licences and codes are invented (no region has the code 990101)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_code(body: str) -> str:
    """Eight characters and their check character (GB 11714), the ninth to seventeenth characters of a 统一社会信用代码."""
    total = sum(_ORGANISATION_CHARACTERS.index(sign) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return body + "0123456789X0"[(11 - total % 11) % 11]


def credit_code(first_seventeen: str) -> str:
    """Seventeen characters and their check character (GB 32100-2015): weights are the powers of 3 modulo 31."""
    total = sum(_CODE_CHARACTERS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_seventeen))
    return first_seventeen + _CODE_CHARACTERS[-total % 31]


class Vendor(NamedTuple):
    """One supplier: its papers, what it may deliver, and the documents that come with its goods."""

    name: str
    kind: str
    organisation: str
    licence: str
    licence_until: date
    selection: str
    discount: Decimal
    categories: tuple[str, ...]
    owed: Decimal
    papers: str

    @property
    def mark(self) -> str:
        """The first character of the name, which begins the numbers on its bills."""
        return self.name[0]


VENDORS = (
    Vendor(
        "甲禾粮油商行",
        "92",
        "MA9A01XK",
        "JY19901010000011",
        date(2028, 3, 31),
        "招标",
        Decimal("0.05"),
        ("粮食", "食用油"),
        Decimal("3862.40"),
        "合格证、检测报告",
    ),
    Vendor(
        "乙牧鲜肉配送部",
        "92",
        "MA9A02YL",
        "JY19901010000028",
        date(2027, 11, 30),
        "招标",
        Decimal("0.10"),
        ("畜禽肉", "水产"),
        Decimal("6215.80"),
        "检疫合格证",
    ),
    Vendor(
        "丙田果蔬专业合作社",
        "93",
        "MA9A03HM",
        "JY19901010000036",
        date(2028, 6, 30),
        "招标",
        Decimal("0.12"),
        ("蔬菜", "水果"),
        Decimal("2940.55"),
        "产地证明、检测报告",
    ),
    Vendor(
        "丁豆豆制品坊",
        "92",
        "MA9A04CN",
        "SC19901010000041",
        date(2027, 8, 31),
        "竞争性磋商",
        Decimal("0.08"),
        ("豆制品", "蛋"),
        Decimal("0.00"),
        "合格证",
    ),
    Vendor(
        "戊乳乳品配送部",
        "92",
        "MA9A05DP",
        "JY19901010000055",
        date(2029, 1, 31),
        "询价",
        Decimal("0.06"),
        ("奶", "其他食材"),
        Decimal("1088.00"),
        "合格证、批次检测报告",
    ),
    Vendor(
        "己味副食调料店",
        "92",
        "MA9A06EQ",
        "JY19901010000062",
        date(2027, 12, 31),
        "询价",
        Decimal("0.08"),
        ("调味品", "干货"),
        Decimal("0.00"),
        "合格证",
    ),
    Vendor(
        "庚燃液化气供应站",
        "91",
        "MA9A07FR",
        "RQ19901010000079",
        date(2028, 9, 30),
        "单一来源",
        Decimal("0.03"),
        ("燃料",),
        Decimal("0.00"),
        "充装检验合格证",
    ),
    Vendor(
        "辛洁日用百货行",
        "92",
        "MA9A08GT",
        "JY19901010000087",
        date(2027, 5, 31),
        "询价",
        Decimal("0.05"),
        ("易耗品",),
        Decimal("0.00"),
        "合格证",
    ),
)
CONTRACT_FROM = date(2025, 8, 1)
CONTRACT_UNTIL = date(2026, 7, 31)


def contract_of(vendor: Vendor) -> str:
    """The number of the supply contract."""
    return f"GH-2025-{VENDORS.index(vendor) + 1:02d}"


def supplier_rows() -> list[dict[str, object]]:
    """The rows of 供应商."""
    return [
        {
            "供应商": vendor.name,
            "统一社会信用代码": credit_code(vendor.kind + "990101" + organisation_code(vendor.organisation)),
            "许可证号": vendor.licence,
            "许可有效期": vendor.licence_until,
            "定点方式": vendor.selection,
            "合同编号": contract_of(vendor),
            "合同开始": CONTRACT_FROM,
            "合同结束": CONTRACT_UNTIL,
            "下浮率": vendor.discount,
            "供货类别": "、".join(vendor.categories),
            "期初未付": vendor.owed,
        }
        for vendor in VENDORS
    ]
