"""异常: what looks wrong in a book though each of its rows may be right. A test is a pure function of a judged book, listed by hand with its card.

Summaries keep what the tests find, and the little that tests of several books need; the roll-up shows it with the school, the sheet and the cell to ask about.
A sign is a question, never a verdict: each card says what may explain it innocently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.district.anomalies.across import OVER_ENROLMENT, SHARED_INVOICES, Invoices, invoices
from macros_py.district.anomalies.amounts import few_amounts_are_round, first_digits_follow_benford, months_balance_to_the_fen
from macros_py.district.anomalies.anomaly import Anomaly, AnomalyTest, Sign, Silence
from macros_py.district.anomalies.deliveries import (
    deliveries_when_nobody_eats,
    one_supplier_has_nearly_all,
    one_triple_again_and_again,
    prices_above_the_agreed,
    purchases_just_below_the_limit,
)
from macros_py.district.anomalies.diners import MostDiners, food_weighs_what_people_eat, head_counts_never_change, most_diners
from macros_py.district.anomalies.store import all_goes_out_on_the_day_it_came, every_count_agrees_with_the_book
from macros_py.district.limits import (
    ABOVE_AGREED,
    ABOVE_AGREED_SUM,
    COUNTED_LINES,
    DIGIT_GAP,
    DIGIT_NUMBERS,
    DIGIT_SPAN,
    FLAT_DAYS,
    FLAT_HEADS,
    INVOICE_DIGITS,
    KILOS_HIGH,
    KILOS_LOW,
    KILOS_MEALS,
    NEAR_TENDER,
    OFF_DAYS,
    OFF_DAYS_FRESH,
    OVER_ENROLLED,
    OVER_ENROLLED_DAYS,
    ROUND_LINES,
    ROUND_SHARE,
    SAME_DAY_SHARE,
    SAME_DAY_TIMES,
    SAME_TRIPLE_RATIO,
    SAME_TRIPLE_TIMES,
    SPLIT_DAYS,
    SPLIT_TIMES,
    SUPPLIER_SHARE,
    TENDER,
    ZERO_MONTHS,
)

if TYPE_CHECKING:
    from macros_py.district.limits import Limits
    from macros_py.judge import Judged

__all__ = ["ANOMALY_TESTS", "Across", "Anomaly", "AnomalyTest", "Signs", "signs"]

ANOMALY_TESTS: tuple[AnomalyTest, ...] = (
    AnomalyTest(
        "ANO-01",
        "月结余恰好为零",
        "由登记重算的各月结余，连续几个月恰好是 0.00 元；没有收入的月份不算",
        "真实的收支总有零头；月月相抵到分，像是用支出凑平的，钱可能走了别的账",
        "按规定当月结清、多退少补，由财政或学校补差兜底",
        (ZERO_MONTHS,),
        months_balance_to_the_fen,
    ),
    AnomalyTest(
        OVER_ENROLMENT,
        "就餐人数高于在校人数",
        "学生同一餐各行人数相加，与区里给的在校学生数比；要有几天都超过",
        "虚报人数可以多领补助、多列食材",
        "附设幼儿园、教学点并在一起吃；在校人数是旧的；教职工记成了学生",
        (OVER_ENROLLED, OVER_ENROLLED_DAYS),
        None,
    ),
    AnomalyTest(
        "ANO-03",
        "就餐人数天天一样",
        "学生同一餐的人数，一个供餐日接一个供餐日不变；人少的学校不查",
        "几十上百个学生总有人请假；天天一个数，像是按名单填的，不是当天点的",
        "按报餐人数登记；全员寄宿；请假的照样备餐",
        (FLAT_DAYS, FLAT_HEADS),
        head_counts_never_change,
    ),
    AnomalyTest(
        "ANO-04",
        "当天进当天出，一克不剩",
        "粮食、食用油、调味品、干货入库的次数里，当天恰好全部出库、库里一点不剩的占多少",
        "米、油、调味整袋整桶进，天天恰好用完不可能；像是照着入库单补写的出库单，库里实有多少无从知道",
        "配送公司每天按菜谱送净料，本来就零库存（鲜货不查，直出的不查）；小食堂购入即算耗用",
        (SAME_DAY_SHARE, SAME_DAY_TIMES),
        all_goes_out_on_the_day_it_came,
    ),
    AnomalyTest(
        "ANO-05",
        "数量、单价、金额三样相同",
        "过秤的食材（数量不是半个单位的倍数；食用油、奶、调味品、干货除外）里，品目、数量、单价、金额全同的行数，与这个品目出现次数第三多的重量比",
        "过秤的东西很难几次都是同一个零头；像是复制上一张单子",
        "定量包装（如每件 18.4 公斤）；固定菜谱按人头定量订货，送来就按订货数登记",
        (SAME_TRIPLE_TIMES, SAME_TRIPLE_RATIO),
        one_triple_again_and_again,
    ),
    AnomalyTest(
        "ANO-06",
        "没有人就餐的日子收货",
        "验收食材的那天和第二天，就餐里都没有人；第一个供餐日以前、最后一个供餐日以后一周内的不算",
        "周末、假日没有人吃饭，却有鲜货验收，像是补写的单据，或是送到了别处。哪天供餐只看账里的 就餐：调休上课的周末算供餐，法定假日不另列",
        "就餐漏登记；周末有培训、考试、教师用餐没有记；开学前、长假后提前备货",
        (OFF_DAYS_FRESH, OFF_DAYS),
        deliveries_when_nobody_eats,
    ),
    AnomalyTest(
        "ANO-07",
        "盘点数和账面一克不差",
        "账面数带零头的品目，盘点全部相符，别的品目也没有一行有盈亏",
        "带零头的库存年年月月点下来总有一点出入；全都相同，像是照抄账面，没有去点",
        "品目少、整袋整桶的多；每天过秤发料、管得很细",
        (COUNTED_LINES,),
        every_count_agrees_with_the_book,
    ),
    AnomalyTest(
        "ANO-08",
        "每餐食材公斤数过多或过少",
        "每月给人吃的（供餐、学生餐、教工餐、留样、直出）食材公斤数 ÷ 折算人次；升当公斤，按个、盒计的不算；这些占进货两成以上的，不查太少",
        "人吃多少有数：太多像是虚列食材，太少像是虚报人数",
        "饮用水、汤料、西瓜之类的重货；寄宿制的餐标比例不同，折算人次偏少；教师、来客没有登记就餐；集中加工供几个校点",
        (KILOS_LOW, KILOS_HIGH, KILOS_MEALS),
        food_weighs_what_people_eat,
    ),
    AnomalyTest(
        "ANO-09",
        "高于协议价",
        "登记了下浮率的供应商，验收单价高于 基准价 ×(1 − 下浮率) 的（没有基准价按限价），高出的部分 × 数量加起来",
        "中标时答应了下浮，结算时没有下浮，多付的钱要追回",
        "基准价已经涨了，品目表没有更新；规格、等级不同；合同约定某几样不下浮",
        (ABOVE_AGREED, ABOVE_AGREED_SUM),
        prices_above_the_agreed,
    ),
    AnomalyTest(
        "ANO-10",
        "一家供应商供了绝大部分",
        "金额最大的供应商占全部食材验收金额多少；不足 30 行不查",
        "几家供应商只有一家真供货，没有比价，换人也难",
        "全县或全镇统一招标、一家配送；偏远乡镇只有一家送得到；规模小，分给几家没有人愿意送",
        (SUPPLIER_SHARE,),
        one_supplier_has_nearly_all,
    ),
    AnomalyTest(
        SHARED_INVOICES,
        "同一张票据几本账都用",
        "18 位以上的号码全国唯一，只比号码；短的连同供应商的统一社会信用代码（没有的用名称）一起比。前导的零、全角数字不计",
        "一张发票只能报一次账；几本账都报，总有一处没有真买",
        "中心校统一付款，一张发票开了几所学校的货（看各校金额加起来是不是票面金额）；手写收据同号；同一学校的两个食堂合开",
        (INVOICE_DIGITS,),
        None,
    ),
    AnomalyTest(
        "ANO-12",
        "拆分采购",
        "同一供应商的验收单，或支出里同一收款单位的维修、设备、易耗品、燃料、其他支出：几天里有几笔接近而不到限额，又从来没有达到限额的",
        "把一笔拆成几笔，每笔都差一点到须询价、招标的限额",
        "确是不同的工程或货物；每天的进货本来就这么多（已招标、有合同的供应商，只查同一天的几张单）",
        (TENDER, NEAR_TENDER, SPLIT_DAYS, SPLIT_TIMES),
        purchases_just_below_the_limit,
    ),
    AnomalyTest(
        "ANO-13",
        "整百元的金额太多",
        "采购验收的各行里，金额是 100 元整数倍的占多少",
        "数量乘单价很少恰好是整百元；像是先有金额，再凑数量和单价",
        "按整袋整箱、整数单价订货；抹零结算",
        (ROUND_SHARE, ROUND_LINES),
        few_amounts_are_round,
    ),
    AnomalyTest(
        "ANO-14",
        "首位数字不自然",
        "采购验收各行金额的首位数字，九个占比与 log10(1 + 1/d) 相差的绝对值的平均（MAD）",
        "大小跨度大的真实金额，1 开头的约三成、9 开头的不到半成（本福特定律）；随手编的数各个数字差不多",
        "品目少、订货量固定；金额集中在一小段。只在数够多、跨度够大时才查，单凭这一项不能说明什么",
        (DIGIT_GAP, DIGIT_NUMBERS, DIGIT_SPAN),
        first_digits_follow_benford,
    ),
)
"""Every test, in the order in which the sheet lists them."""


class Across(NamedTuple):
    """What a book gives to the tests that compare books."""

    invoices: Invoices
    diners: MostDiners | None


class Signs(NamedTuple):
    """What the tests of one book found, the codes of those that had too little to look at, and what the tests of several books need."""

    anomalies: list[Anomaly]
    not_judged: list[str]
    across: Across


def signs(judged: Judged, limits: Limits) -> Signs:
    """Run every test on a book."""
    found, not_judged = list[Anomaly](), list[str]()
    for test in ANOMALY_TESTS:
        outcome = test.find(judged, limits) if test.find is not None else Silence.ORDINARY
        if isinstance(outcome, Sign):
            found.append(outcome.anomaly(test.code))
        elif outcome is Silence.NOT_JUDGED:
            not_judged.append(test.code)
    return Signs(found, not_judged, Across(invoices(judged, limits), most_diners(judged, limits)))
