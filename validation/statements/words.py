"""The words by which statements name things, as patterns. Local usage differs: what rests on a word alone is a warning or a hint, never an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.patterns import late_pattern

if TYPE_CHECKING:
    import re

INCOME = late_pattern(r"收入|收取|伙食费$|缴费|拨款|拨入|补助收入|捐赠|利息")
EXPENSE = late_pattern(r"支出|开支|费用|成本|采购|购|消耗")
OPENING = late_pattern(
    r"(?:期初|上期|上月|上年|上学期|年初|月初|承前)(?:累计)?(?:结余|结存|余额|盈余|库存|节余|结转)|(?:上期|上月|上年|上学期)结转"
)
BALANCE = late_pattern(r"结余|结存|余额|盈余|盈亏|盈利|亏损|利润|滚存")
ENDING = late_pattern(r"期末(?:结余|结存|余额|库存|数)|月末结?[余存]|年末结?[余存]")
DEFICIT = late_pattern(r"(?<!盈)亏(?:损|空|欠)?|超支")
"""What is left, printed as positive though it is below nought."""
DEDUCTED = late_pattern(r"减(?!少|免)|扣(?:除|减)|冲减")
"""How the name of a line begins that is printed positive and taken off."""
STEP = late_pattern(r"[加减][：:]")
"""How the name of a line begins that is a step of a calculation from the line above it to one below."""
EACH = late_pattern(r"每(?:人|生|天|日|餐|月|顿)|标准|单价|人均|餐均|生均")
"""A price for one, no part of a sum."""
IN_WORDS = late_pattern(r"大写")
TOTAL = late_pattern(r"合计|总计|小计|共计|总共|总额|总支出|总收入|合共|两项共|共[支收用花计节需]|合计数")
SAVING = late_pattern(r"节约|节余|节省|结约|少支|少用|降低|下降|减少")
EXCESS = late_pattern(r"超支|多支|多用|增加|增长|上升")
CONSUMED = late_pattern(r"消耗|库存|盘点|盘存|领用|出库|结存")
HEADS = late_pattern(r"人次|就餐人数|用餐人数|人均|餐均|生均")
COUNT = late_pattern(r"人次|人日?数|餐数|天数|人均|餐均|生均|标准|单价")
"""A line that counts or gives a price and is no part of a sum of money."""
RATE = late_pattern(r"率|比例|占比|百分比|%")
EXCLUDED = late_pattern(r"剔除|扣除|除去|去掉|扣减|减去|不含|未含|不包括|除开|刨除")
INCLUDED = late_pattern(r"其中|含|包括|内有")

YEAR = late_pattern(r"(?<![0-9.])([0-9]{4})(?=年|[春秋]|学年|学期)")
BLANK_YEAR = late_pattern(r"(?:[0-9]{0,3}[_＿×xX*]{1,4}|[0-9]{2}[ 　]{2,4})(?=年|[春秋])")
SPRING = late_pattern(r"春(?!节|卷|笋|联|耕|游)|上半年")
AUTUMN = late_pattern(r"秋(?!葵|刀|游|裤)|下半年")
MONTHS = late_pattern(r"([0-9]{1,2})\s*(?:[-~至到]\s*([0-9]{1,2})\s*)?月(?!饼)")
EARLIER = late_pattern(r"上学期|上期|上年|去年|上季|以前年度|往年|历年|前期|旧欠")
MADE_GOOD = late_pattern(r"补[缴交发付报]")
AT_TERM_END = late_pattern(r"期末(?:生活|伙食|费|开支|工资)")

OTHER_UNITS = late_pattern(r"超市|小卖部|商店|印刷厂|保安|门卫|校警|宿管|宿舍|公寓|校车|招待所|幼儿园|行政办公")
DISMISSED = late_pattern(r"辞退|解聘|辞聘|开除|清退|遣散|解雇|解除劳动")
COMPENSATED = late_pattern(r"辞退|解聘|辞聘|清退|遣散|解雇|补偿金|经济补偿|解除劳动")
HOLIDAY = late_pattern(r"[暑寒]假[^，。；]*?(?:生活|工资|补)|(?:生活|补)[^，。；]*?[暑寒]假")
LIFT = late_pattern(r"电梯")
ENTERTAINMENT = late_pattern(r"招待|烟酒|香烟|礼品|宴请")

KINDS_OF_COST: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "货物",
        late_pattern(
            r"菜籽油|食用油|花生油|色拉油|大豆油|调和油|大米|面粉|[猪牛羊鸡鸭]肉|蔬菜|佐料|调料|调味|食材|副食|主食|豆腐|鸡蛋|水果|牛奶|油$|^油"
        ),
    ),
    ("燃料", late_pattern(r"天然气|液化气|煤气|燃气|煤(?!气)|柴(?!鸡)|燃料|柴油")),
    ("人员", late_pattern(r"工资|薪|生活费|加班|补贴|保险|社保|奖金|福利")),
    ("辞退补偿", COMPENSATED),
    ("维修设备", late_pattern(r"维修|保养|维护|修理|设备|电梯|购置")),
)

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于傅皮卞齐康伍余卜顾孟黄穆萧肖尹姚邵汪祁毛禹狄贝明臧伏成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫"
    "经房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊甄曲封芮储靳邴松段富巫焦牧隗山谷车侯班仰秋仲伊宫宁仇栾厉祖武符刘景詹束龙叶幸司韶黎薄印白蒲邰从鄂索赖卓蔺屠蒙池乔阴胥苍闻党翟谭贡姬申扶冉宰雍桑桂牛边农温庄晏柴瞿阎连茹习艾鱼容向古易慎戈廖终居衡步都耿满弘匡文寇广东欧沃蔚越师巩聂晁敖冷辛阚简饶曾沙鞠丰关查红游竺权盖桓公晋楚闫涂付代尚岳覃佘向谌瞿"
)
_NO_NAME = late_pattern(r"[工人员费金额补偿共计等月年日名位数及的资退聘元合经济赔支付食堂学校老教师本]")
_PERSON = late_pattern(r"[\u4e00-\u9fa5·]{2,4}")
_TITLES = late_pattern(
    r"^(?:工人|员工|职工|师傅|炊事员|厨师|临时工|人员|同志|原)|(?:师傅|同志|等人|等|补偿金?|经济补偿金?|工资)?(?:[一二三四五六七八九十两0-9]{1,2}[名位]?(?:人|同志|工人|员工)?)?(?:分别)?[为是]?$"
)


def person(text: str) -> str:
    """The person's name that a text is, without what stands around it (``工人``, ``同志``); "" if it is none."""
    name = _TITLES.sub("", _TITLES.sub("", text.strip()))
    if not _PERSON.fullmatch(name) or name[0] not in _SURNAMES or _NO_NAME.search(name[1:]) or len(name) > 3:  # noqa: PLR2004 - longer names are rare
        return ""
    return name


def without_name(text: str) -> str:
    """A text that names a dismissed person, with the name made unrecognisable."""
    gone = DISMISSED.search(text)
    name = person(text[gone.end() :] if gone else text)
    return text.replace(name, masked(name)) if name else text


def masked(name: str) -> str:
    """A name as it may be posted: the family name and a mark."""
    return name[0] + "某" * min(len(name) - 1, 2)


def season(text: str) -> str:
    """春 or 秋, whichever a text speaks of; "" if neither or both."""
    spring, autumn = SPRING.search(text), AUTUMN.search(text)
    return "" if bool(spring) == bool(autumn) else "春" if spring else "秋"
