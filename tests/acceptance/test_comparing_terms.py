"""同期对比 from outside, in a real book: the statement of one autumn that called two differences savings (domain notes, B 1a-1c and 2).

Seasoning: 70096.92 in spring, 66995.50 in autumn of which 10775.00 were eggs. Consumables: 46046.00 in spring, 17944.00 in autumn. What the statement does not
say (diners, quantities, the eggs of spring) is missing here too, until it is made up for the split.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.outsider import columns, errors, filled, refresh, rows_of

if TYPE_CHECKING:
    from pathlib import Path

BOOK = """
设置: 项目 值
学校 春苗小学
食堂 第一食堂
学期 2013秋
学期开始 2013-09-01
学期结束 2014-01-31
核算月份 2014-01
计价方法 移动加权平均
基准餐标 10
品目: 品名 类别 单位
佐料 调味品 公斤
鸡蛋 蛋 公斤
扫帚 易耗品 把
期初库存: 品名 数量 单位 金额
佐料 100 公斤 800
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次
R1 2013-09-03 粮店 佐料 7000 公斤 8 56000 _
R2 2013-09-03 粮店 鸡蛋 1250 公斤 8.62 10775 午餐
R3 2013-09-03 百货店 扫帚 2243 把 8 17944 _
供应商: 供应商
粮店
百货店
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2014-01-10 午餐 供餐 佐料 7027.563 公斤
易耗品领用: 单号 日期 部门 领用人 品名 领用数
L1 2014-01-10 食堂 钱二 扫帚 2243
就餐: 日期 餐次 对象 人数 餐标
2013-09-03 午餐 学生 60000 10
盘点: 日期 品名 实盘数量 单位
2014-01-31 佐料 72.437 公斤
"""
AMOUNTS = "基期金额 本期金额 差额 人次影响 数量影响 价格影响 可公布节约"
"""7100 公斤 at 8.00 are 56800.00; 7027.563 of them leave 579.50 in 72.437, so 56220.50 are used: with the eggs 66995.50."""


def compared(folder: Path, rows: str, book: str = BOOK) -> tuple[list[tuple[object, ...]], list[str], list[tuple[str, str, str]]]:
    """The amounts, 说明 and the CMP findings of 同期对比, for some rows of 基期."""
    text = book + "基期: 项目 类别 基期 基期金额 基期数量 基期折算人次 剔除 备注\n" + rows
    path = filled(text, folder)
    done = refresh(path)
    lines = rows_of(done, "同期对比")
    return (
        columns(lines, AMOUNTS),
        [str(line["说明"]) for line in lines],
        [each for each in errors(path) if each[0].startswith("CMP")],
    )


def test_eggs_on_both_sides(tmp_path: Path) -> None:
    """-3101.42 less was spent; spring's diners and quantity are not known, so how much of it was saved is not told."""
    ((amounts,), (words,), found) = compared(tmp_path, "佐料 调味品、「鸡蛋」 2013春 70096.92 _ _ _ _")
    assert (amounts, found) == ((70096.92, 66995.5, -3101.42, None, None, None, None), [])
    assert words == (
        "没有基期折算人次，分不出人次影响和数量影响；没有基期数量，分不出数量影响和价格影响；节约不能公布；本期折算人次 60000.00"
    )


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("佐料实支 调味品、「鸡蛋」 2013春 70096.92 _ _ 「鸡蛋」 基期含鸡蛋", "「备注」写着“含鸡蛋”，剔除里有它"),
        ("佐料实支 调味品 2013春 70096.92 _ _ 「鸡蛋」 _", "「剔除」“鸡蛋”不在类别“调味品”里：本期没有可剔除的"),
        ("佐料实支 调味品 2013春 70096.92 _ _ _ 基期含鸡蛋", "「备注」写着“含鸡蛋”，类别里没有它，本期没有算"),
        ("佐料实支 调味品、「鸡蛋」 2013春 70096.92 _ _ _ 秋季去掉鸡蛋", "「备注」写着“去掉鸡蛋”，剔除里没有它，本期算在里面"),
    ],
)
def test_eggs_on_one_side_are_refused(rows: str, why: str, tmp_path: Path) -> None:
    ((amounts,), (words,), found) = compared(tmp_path, rows)
    assert amounts == (70096.92, *[None] * 6)
    assert words.startswith(f"不能比：{why}")
    assert [rule for rule, _, _ in found] == ["CMP-01"]


def test_the_same_spring_with_and_without_the_eggs_is_refused(tmp_path: Path) -> None:
    amounts, words, found = compared(
        tmp_path, "佐料 调味品、「鸡蛋」 2013春 70096.92 _ _ _ _\n佐料实支 调味品、「鸡蛋」 2013春 70096.92 _ _ 「鸡蛋」 _"
    )
    assert amounts == [(70096.92, *[None] * 6)] * 2
    assert all(each.startswith("不能比：「剔除」与第 ") for each in words)
    assert [rule for rule, _, _ in found] == ["CMP-01", "CMP-01"]


def test_eggs_on_neither_side_are_split_to_the_fen(tmp_path: Path) -> None:
    """Spring, made up: 58000.00 without the eggs, 7250 公斤, 62000 diners. 58000 × 60000 ÷ 62000 = 56129.03; 58000 × 7027.563 ÷ 7250 = 56220.50."""
    row = "佐料实支 调味品、「鸡蛋」 2013春 58000 7250 62000 「鸡蛋」 _"
    ((amounts,), (words,), found) = compared(tmp_path, row)
    assert amounts == (58000, 56220.5, -1779.5, -1870.97, 91.47, 0, -91.47)
    assert words == "本期折算人次 60000.00；本期数量 7027.563 公斤；两边都剔除 鸡蛋"
    assert found == []
    uncounted = BOOK.replace("2014-01-31 佐料", "2013-12-31 佐料").replace("72.437", "7100")
    ((amounts,), (words,), _) = compared(tmp_path, row, uncounted)
    assert amounts == (58000, 56220.5, -1779.5, -1870.97, 91.47, 0, None)
    assert words.startswith("节约不能公布：2014-01 月末没有盘点 佐料；")


def test_consumables_are_no_saving_without_a_count(tmp_path: Path) -> None:
    ((amounts,), (words,), found) = compared(tmp_path, "易耗品 易耗品 2013春 46046 _ _ _ _")
    assert (amounts, found) == ((46046, 17944, -28102, None, None, None, None), [])
    assert words == (
        "没有基期折算人次，分不出人次影响和数量影响；没有基期数量，分不出数量影响和价格影响；"
        "节约不能公布：期初没有盘点、期初库存里也没有 扫帚，2014-01 月末没有盘点 扫帚；本期折算人次 60000.00"
    )
    ((amounts,), (words,), found) = compared(tmp_path, "易耗品 易耗品 2013春 46046 5800 62000 _ _")
    # 46046 × 60000 ÷ 62000 = 44560.65; 46046 × 2243 ÷ 5800 = 17807.0996….
    assert amounts == (46046, 17944, -28102, -1485.35, -26753.55, 136.9, None)
    assert words.startswith("节约不能公布：期初没有盘点、期初库存里也没有 扫帚，2014-01 月末没有盘点 扫帚；")
