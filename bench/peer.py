"""The usual script, for comparison: pandas reads the book, a pydantic model checks each row, openpyxl writes the results back.

It does the main part of what ``mealbook refresh`` does, the way it is commonly and reasonably done: the same registers, the common checks, the moving
average, the figures of the months, the result tables, 校验 and 问题清单. It loses what openpyxl loses, and knows a third of the rules.

Run as ``python -m bench.peer BOOK OUT`` with pandas, pydantic and openpyxl installed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 2
FEN = Decimal("0.01")
UNCERTAIN = ("日期", "数量", "单位", "金额")
"""A row with a finding in one of these columns is not costed; one of an unknown item has no base quantity anyway."""
FOOD = ("粮食", "食用油", "畜禽肉", "水产", "蛋", "奶", "豆制品", "蔬菜", "水果", "调味品", "干货", "其他食材")


def _number(value: object) -> object:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


Number = Annotated[Decimal, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, BeforeValidator(_text)]


class Row(BaseModel):
    """A row of a register; ``number`` is its row in the sheet."""

    model_config = ConfigDict(populate_by_name=True)
    number: int


class Item(Row):
    """品目."""

    name: Text = Field(alias="品名")
    category: Text = Field(alias="类别")
    unit: Text = Field(alias="单位")
    ceiling: Number | None = Field(None, alias="限价")
    base: Number | None = Field(None, alias="基准价")
    test: Text | None = Field(None, alias="检测要求")
    trade_in: Text | None = Field(None, alias="以旧换新")
    perishable: Text | None = Field(None, alias="鲜活")


class Conversion(Row):
    """单位换算."""

    item: Text | None = Field(None, alias="品名")
    unit: Text = Field(alias="录入单位")
    factor: Number = Field(alias="换算率", gt=0)


class Supplier(Row):
    """供应商."""

    name: Text = Field(alias="供应商")
    licence_until: Day | None = Field(None, alias="许可有效期")
    contract_from: Day | None = Field(None, alias="合同开始")
    contract_until: Day | None = Field(None, alias="合同结束")
    discount: Number | None = Field(None, alias="下浮率")
    categories: Text | None = Field(None, alias="供货类别")
    owed: Number | None = Field(None, alias="期初未付")
    code: Text | None = Field(None, alias="统一社会信用代码")
    selection: Text | None = Field(None, alias="定点方式")
    contract: Text | None = Field(None, alias="合同编号")


class Opening(Row):
    """期初库存."""

    item: Text = Field(alias="品名")
    quantity: Number = Field(alias="数量", ge=0)
    unit: Text = Field(alias="单位")
    amount: Number = Field(alias="金额", ge=0)


class Purchase(Row):
    """采购验收."""

    slip: Text = Field(alias="单号")
    day: Day = Field(alias="日期")
    supplier: Text = Field(alias="供应商")
    item: Text = Field(alias="品名")
    quantity: Number = Field(alias="数量")
    unit: Text = Field(alias="单位")
    price: Number = Field(alias="单价", ge=0)
    amount: Number = Field(alias="金额")
    meal: Text | None = Field(None, alias="直出餐次")
    total: Number | None = Field(None, alias="单据合计")
    invoice: Text | None = Field(None, alias="票据号")
    produced: Day | None = Field(None, alias="生产日期")
    use_by: Day | None = Field(None, alias="保质期至")
    test: Text | None = Field(None, alias="检测结果")
    verdict: Text | None = Field(None, alias="验收结论")
    buyer: Text | None = Field(None, alias="采购人")
    quantity_checker: Text | None = Field(None, alias="数量验收人")
    quality_checker: Text | None = Field(None, alias="质量验收人")
    note: Text | None = Field(None, alias="备注")


class Issue(Row):
    """出库."""

    slip: Text = Field(alias="单号")
    day: Day = Field(alias="日期")
    meal: Text | None = Field(None, alias="餐次")
    destination: Text = Field(alias="去向")
    item: Text = Field(alias="品名")
    quantity: Number = Field(alias="数量")
    unit: Text = Field(alias="单位")
    manager: Text | None = Field(None, alias="管理员")
    keeper: Text | None = Field(None, alias="仓管员")
    cook: Text | None = Field(None, alias="厨师")
    note: Text | None = Field(None, alias="备注")


class Count(Row):
    """盘点."""

    day: Day = Field(alias="日期")
    item: Text = Field(alias="品名")
    quantity: Number = Field(alias="实盘数量", ge=0)
    unit: Text = Field(alias="单位")
    reason: Text | None = Field(None, alias="差异原因")
    approver: Text | None = Field(None, alias="批准人")


class Meal(Row):
    """就餐."""

    day: Day = Field(alias="日期")
    meal: Text = Field(alias="餐次")
    diners: Text = Field(alias="对象")
    heads: int = Field(alias="人数", ge=0)
    standard: Number = Field(alias="餐标", ge=0)
    free: int | None = Field(None, alias="免费人数")


class Voucher(Row):
    """收入 or 支出."""

    voucher: Text = Field(alias="凭证号")
    day: Day = Field(alias="日期")
    account: Text = Field(alias="科目")
    amount: Number = Field(alias="金额")
    month: Day | None = Field(None, alias="所属月份")
    payee: Text | None = Field(None, alias="收款单位")
    contract: Text | None = Field(None, alias="合同编号")
    basis: Text | None = Field(None, alias="立项依据")
    centre: Text | None = Field(None, alias="归口")


class Drawing(Row):
    """易耗品领用."""

    slip: Text = Field(alias="单号")
    day: Day = Field(alias="日期")
    department: Text = Field(alias="部门")
    receiver: Text = Field(alias="领用人")
    item: Text = Field(alias="品名")
    quantity: Number = Field(alias="领用数")
    returned: Number | None = Field(None, alias="交旧数")
    waiver: Text | None = Field(None, alias="免交理由")


MODELS: dict[str, type[Row]] = {
    "品目": Item, "单位换算": Conversion, "供应商": Supplier, "期初库存": Opening, "采购验收": Purchase, "出库": Issue, "盘点": Count, "就餐": Meal,
    "收入": Voucher, "支出": Voucher, "易耗品领用": Drawing,
}  # fmt: skip


class Script:
    """One run."""

    def __init__(self, path: str) -> None:
        """Read the book and validate each row."""
        frames = pd.read_excel(path, sheet_name=[*MODELS, "设置"], header=HEADING_ROW - 1, dtype=object)
        settings = frames.pop("设置")
        self.settings = dict(zip(settings["项目"], settings["值"], strict=True))
        self.findings: list[tuple[str, int, str, str]] = []
        self.rows: dict[str, list[Any]] = {}
        self.headings = {name: list(frame.columns) for name, frame in frames.items()}
        for name, frame in frames.items():
            known = frame.drop(columns=["校验"], errors="ignore")
            known["number"] = range(HEADING_ROW + 1, HEADING_ROW + 1 + len(known))
            records = known.astype(object).where(known.notna(), None).to_dict("records")
            self.rows[name] = [row for record in records if (row := self._valid(name, record)) is not None]
        self.items = {row.name: row for row in self.rows["品目"]}
        self.suppliers = {row.name: row for row in self.rows["供应商"]}
        self.factors = {(row.item, row.unit): row.factor for row in self.rows["单位换算"]}
        self.begin, self.end = _day(self.settings["学期开始"]), _day(self.settings["学期结束"])
        self.movements: list[tuple[Any, ...]] = []
        self.month: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.meal_cost: dict[tuple[date, str], Decimal] = defaultdict(Decimal)

    def _valid(self, name: str, record: dict[str, Any]) -> Row | None:
        try:
            return MODELS[name].model_validate(record)
        except ValidationError as error:
            for fault in error.errors():
                self.say(name, record["number"], str(fault["loc"][0]), f"{fault['msg']}：{fault['input']}")
        return None

    def say(self, table: str, row: int, column: str, text: str) -> None:
        """Note a finding."""
        self.findings.append((table, row, column, text))

    def base(self, row: Any) -> Decimal | None:
        """The quantity in base units."""
        item = self.items.get(row.item)
        if item is None:
            return None
        if getattr(row, "unit", item.unit) == item.unit:
            return row.quantity  # type: ignore[no-any-return]
        factor = self.factors.get((row.item, row.unit)) or self.factors.get((None, row.unit))
        return None if factor is None else (row.quantity * factor).quantize(Decimal("0.001"), ROUND_HALF_UP)

    # --- checks ---------------------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """The common checks of each register."""
        for name in ("采购验收", "出库", "盘点", "易耗品领用", "期初库存"):
            for row in self.rows[name]:
                if row.item not in self.items:
                    self.say(name, row.number, "品名", f"品目表里没有“{row.item}”")
                elif self.base(row) is None:
                    self.say(name, row.number, "单位", f"“{row.unit}”没有换算率")
        for name in ("采购验收", "出库", "盘点", "易耗品领用", "就餐"):
            for row in self.rows[name]:
                if not self.begin <= row.day <= self.end:
                    self.say(name, row.number, "日期", f"{row.day} 不在本账之内")
        self._duplicates()
        self._purchases()
        self._issues()
        self._meals()
        for row in self.rows["易耗品领用"]:
            item = self.items.get(row.item)
            if item is not None and item.trade_in == "是" and not row.waiver and (row.returned or 0) < row.quantity:
                self.say("易耗品领用", row.number, "交旧数", f"领 {row.quantity}，交旧 {row.returned}")
        for row in self.rows["支出"]:
            if row.amount > 1000 and not row.contract and not row.basis:  # noqa: PLR2004 - the limit without a contract
                self.say("支出", row.number, "合同编号", "没有合同编号和立项依据")
            if row.account == "付货款" and row.payee not in self.suppliers:
                self.say("支出", row.number, "收款单位", f"“{row.payee}”不在供应商表里")

    def _duplicates(self) -> None:
        for name, rows in self.rows.items():
            frame = pd.DataFrame([row.model_dump(exclude={"number"}) for row in rows])
            if len(frame):
                for place in frame.index[frame.duplicated()]:
                    self.say(name, rows[place].number, "单号", "与前面一行各格完全相同")

    def _purchases(self) -> None:
        slips: dict[str, list[Any]] = defaultdict(list)
        invoices: dict[str, str] = {}
        for row in self.rows["采购验收"]:
            slips[row.slip].append(row)
            exact = row.quantity * row.price
            if abs(exact - row.amount) > FEN:
                self.say("采购验收", row.number, "金额", f"数量 × 单价 = {exact:.2f}，填的是 {row.amount}")
            if row.quantity <= 0 and not (row.note or "").startswith("冲"):
                self.say("采购验收", row.number, "数量", "应大于 0")
            supplier, item = self.suppliers.get(row.supplier), self.items.get(row.item)
            if supplier is None:
                self.say("采购验收", row.number, "供应商", f"供应商表里没有“{row.supplier}”")
            elif (
                not (supplier.contract_from or date.min)
                <= row.day
                <= min(supplier.licence_until or date.max, supplier.contract_until or date.max)
            ):
                self.say("采购验收", row.number, "供应商", "许可证或合同不在有效期内")
            elif item is not None and supplier.categories and item.category not in supplier.categories.split("、"):
                self.say("采购验收", row.number, "品名", f"{item.category}不在供货类别之内")
            if item is not None and item.test not in (None, "无") and row.test != "合格" and row.verdict != "退货":
                self.say("采购验收", row.number, "检测结果", "没有合格的检测结果")
            if row.use_by and (row.use_by < row.day or (row.produced and row.produced > row.day)):
                self.say("采购验收", row.number, "保质期至", "收货时已过期，或生产日期在后")
            quantity = self.base(row)
            if item is not None and quantity:
                price = row.amount / quantity
                if item.ceiling is not None and price > item.ceiling + FEN:
                    self.say("采购验收", row.number, "单价", f"高于限价 {item.ceiling}")
                elif (
                    item.base is not None
                    and supplier is not None
                    and supplier.discount
                    and price > item.base * (1 - supplier.discount) + FEN
                ):
                    self.say("采购验收", row.number, "单价", "高于下浮后的基准价")
            if row.invoice and invoices.setdefault(row.invoice, row.slip) != row.slip:
                self.say("采购验收", row.number, "票据号", "用在了另一张单")
        for rows in slips.values():
            totals = [row.total for row in rows if row.total is not None]
            if totals and sum(row.amount for row in rows) != totals[0]:
                self.say("采购验收", rows[0].number, "单据合计", "与各行金额之和不等")
            self._signers("采购验收", rows, ("buyer", "quantity_checker", "quality_checker"), "采购人")
        self._price_jumps()

    def _price_jumps(self) -> None:
        found = [
            (row.number, row.item, row.day, float(row.amount / self.base(row))) for row in self.rows["采购验收"] if self.base(row)
        ]
        frame = pd.DataFrame(found, columns=["number", "item", "day", "price"])
        frame["day"] = pd.to_datetime(frame["day"])
        for _, group in frame.sort_values("day", kind="stable").groupby("item"):
            usual = group.set_index("day")["price"].rolling("28D", closed="left").median()
            for number in group["number"][(group["price"].to_numpy() > usual.to_numpy() * 1.15)]:
                self.say("采购验收", int(number), "单价", "比前四周的中位价高 15% 以上")

    def _issues(self) -> None:
        slips: dict[str, list[Any]] = defaultdict(list)
        eaten = {(row.day, row.meal) for row in self.rows["就餐"] if row.heads}
        for row in self.rows["出库"]:
            slips[row.slip].append(row)
            item = self.items.get(row.item)
            if row.quantity <= 0 and not (row.note or "").startswith("冲"):
                self.say("出库", row.number, "数量", "应大于 0")
            if item is not None and item.category in FOOD and row.meal is None:
                self.say("出库", row.number, "餐次", "食材要填餐次")
            if row.meal is not None and (row.day, row.meal) not in eaten:
                self.say("出库", row.number, "餐次", "这一餐没有人就餐")
        for rows in slips.values():
            self._signers("出库", rows, ("manager", "keeper", "cook"), "管理员")

    def _signers(self, table: str, rows: list[Any], fields: tuple[str, ...], column: str) -> None:
        signers = [next((getattr(row, field) for row in rows if getattr(row, field)), None) for field in fields]
        if None in signers or len(set(signers)) < len(signers):
            self.say(table, rows[0].number, column, "三个签字人缺少或相同")

    def _meals(self) -> None:
        seen = set()
        for row in self.rows["就餐"]:
            key = (row.day, row.meal, row.diners, row.standard)
            if key in seen:
                self.say("就餐", row.number, "对象", "重复登记")
            seen.add(key)
            if row.free is not None and row.free > row.heads:
                self.say("就餐", row.number, "免费人数", "比人数还多")

    # --- costing --------------------------------------------------------------------------------------------------------------------

    def cost(self) -> None:
        """Moving average, item by item and day by day."""
        wrong = {(table, row) for table, row, column, _ in self.findings if column in UNCERTAIN}
        events: dict[str, list[tuple[date, int, str, Any, Decimal]]] = defaultdict(list)
        for order, name in enumerate(("采购验收", "出库", "易耗品领用", "盘点")):
            for row in self.rows[name]:
                quantity = self.base(row) if (name, row.number) not in wrong else None
                if quantity is not None and getattr(row, "verdict", None) != "退货":
                    events[row.item].append((row.day, order, name, row, quantity))
        opening = {row.item: row for row in self.rows["期初库存"]}
        for item, found in events.items():
            start = opening.get(item)
            quantity, value = (self.base(start) or Decimal(0), start.amount) if start else (Decimal(0), Decimal(0))
            for day, _, name, row, moved in sorted(found, key=lambda event: event[:2]):
                quantity, value = self._moved(item, day, name, row, moved, quantity, value)

    def _moved(
        self, item: str, day: date, name: str, row: Any, moved: Decimal, quantity: Decimal, value: Decimal
    ) -> tuple[Decimal, Decimal]:
        month, food = f"{day:%Y-%m}", self.items[item].category in FOOD
        if name == "采购验收":
            self.month[month, "购入" if food else "购入其他"] += row.amount
            if row.meal:
                self.meal_cost[day, row.meal] += row.amount
                self.month[month, "消耗"] += row.amount
                self.movements.append((day, item, "直出", row.slip, moved, row.amount, quantity, value, row))
                return quantity, value
            quantity, value, amount = quantity + moved, value + row.amount, row.amount
        else:
            if name == "盘点":
                if quantity != moved and not (row.reason and row.approver):
                    self.say("盘点", row.number, "差异原因", "与账上不同，没有原因和批准人")
                moved = quantity - moved
            if moved > quantity:
                self.say(name, row.number, "数量", f"库存只有 {quantity}，要出 {moved}")
                return quantity, value
            amount = (
                value if moved == quantity else (value * moved / quantity).quantize(FEN, ROUND_HALF_UP) if quantity else Decimal(0)
            )
            quantity, value = quantity - moved, value - amount
            if food:
                self.month[month, "消耗"] += amount
                if name == "出库" and row.meal:
                    self.meal_cost[day, row.meal] += amount
            else:
                self.month[month, "易耗品和燃料"] += amount
        self.movements.append((day, item, name, getattr(row, "slip", ""), moved, amount, quantity, value, row))
        return quantity, value

    def figures(self) -> dict[str, dict[str, Decimal]]:
        """The figures of each month."""
        found: dict[str, dict[str, Decimal]] = {}
        meals = pd.DataFrame(
            [(f"{row.day:%Y-%m}", row.heads, row.heads * row.standard) for row in self.rows["就餐"]],
            columns=["month", "heads", "worth"],
        )
        sums = {
            name: pd.DataFrame(
                [(f"{row.month or row.day:%Y-%m}", row.account, row.amount) for row in self.rows[name]],
                columns=["month", "account", "amount"],
            )
            for name in ("收入", "支出")
        }
        for month, group in meals.groupby("month"):
            income = sums["收入"][sums["收入"]["month"] == month]["amount"].sum()
            spent = sums["支出"][(sums["支出"]["month"] == month) & (sums["支出"]["account"] != "付货款")]["amount"].sum()
            units = group["worth"].sum() / Decimal(str(self.settings["基准餐标"]))
            food = self.month[str(month), "消耗"]
            costs = food + self.month[str(month), "易耗品和燃料"] + spent
            found[str(month)] = {
                "就餐人次": group["heads"].sum(), "折算人次": units, "购入食材": self.month[str(month), "购入"], "食材消耗": food, "收入合计": income,
                "支出合计": costs, "结余": income - costs, "盈亏率": (income - costs) / income if income else Decimal(0),
                "餐均食材成本": (food / units).quantize(FEN) if units else Decimal(0),
            }  # fmt: skip
        return found

    # --- writing --------------------------------------------------------------------------------------------------------------------

    def write(self, source: str, target: str) -> None:
        """校验, 问题清单 and the result tables."""
        book = load_workbook(source)
        texts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for table, number, column, text in self.findings:
            texts[table][number].append(f"「{column}」{text}")
        for name in MODELS:
            sheet = book[name]
            columns = {cell.value: place for place, cell in enumerate(sheet[HEADING_ROW], 1)}
            if "校验" in columns:
                for number in range(HEADING_ROW + 1, sheet.max_row + 1):
                    found = texts[name].get(number)
                    sheet.cell(number, columns["校验"]).value = "；".join(found) if found else None
        shown = [
            {"级别": "错误", "表": table, "行": number, "列": column, "说明": text} for table, number, column, text in self.findings
        ]
        _fill(book, "问题清单", shown)
        month = f"{self.settings['核算月份']}"[:7]
        _fill(
            book,
            "收发明细",
            [
                dict(zip(("日期", "品名", "摘要", "单号", "数量", "金额", "结存数量", "结存金额"), each[:-1], strict=True))
                for each in self.movements
                if f"{each[0]:%Y-%m}" == month
            ],
        )
        last = {each[1]: each for each in self.movements}
        _fill(
            book,
            "库存结存",
            [
                {"品名": name, "单位": self.items[name].unit, "结存数量": each[6], "结存金额": each[7]}
                for name, each in last.items()
            ],
        )
        heads: dict[tuple[date, str], int] = defaultdict(int)
        for row in self.rows["就餐"]:
            heads[row.day, row.meal] += row.heads
        _fill(
            book,
            "日成本",
            [
                {"日期": day, "餐次": meal, "就餐人次": heads[day, meal], "食材成本": cost}
                for (day, meal), cost in sorted(self.meal_cost.items())
            ],
        )
        _fill(book, "月成本", [{"月份": name, **values} for name, values in self.figures().items()])
        bought: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.rows["采购验收"]:
            bought[row.supplier] += row.amount if f"{row.day:%Y-%m}" == month else 0
        _fill(
            book,
            "供应商对账",
            [{"供应商": name, "期初未付": row.owed or 0, "本月验收": bought[name]} for name, row in self.suppliers.items()],
        )
        drawn: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for row in self.rows["易耗品领用"]:
            drawn[row.department, row.item][0] += row.quantity
            drawn[row.department, row.item][1] += row.returned or 0
        _fill(
            book,
            "以旧换新统计",
            [{"部门": who, "品名": what, "领用数": new, "交旧数": old} for (who, what), (new, old) in sorted(drawn.items())],
        )
        book.save(target)


def _fill(book: Workbook, name: str, rows: list[dict[str, Any]]) -> None:
    """Rewrite a result table."""
    sheet: Worksheet = book[name]
    table = sheet.tables[name]
    left, top, right, _ = (edge or 0 for edge in range_boundaries(table.ref))
    headings = [sheet.cell(top, column).value for column in range(left, right + 1)]
    for number, row in enumerate(rows or [{}], top + 1):
        for column, heading in enumerate(headings, left):
            sheet.cell(number, column).value = row.get(str(heading))
    table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{top + max(1, len(rows))}"


def main() -> None:
    """Do the job."""
    source, target = sys.argv[1:3]
    script = Script(source)
    script.check()
    script.cost()
    script.write(source, target)
    sys.stdout.write(f"{len(script.findings)} findings\n")


if __name__ == "__main__":
    main()
