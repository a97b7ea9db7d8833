"""What a register is: a class whose fields say heading, type, reference and drop-down, each declared once.

Everything else follows from the declaration: the template's column, drop-down and width (``workbook_templates``), the reader (``reading``), the
address of a finding, the help on the heading, the reference page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar, get_type_hints

from validation.kinds import Kind, OneOf, Reference, plain_text

if TYPE_CHECKING:
    from pydantic import BaseModel, GetCoreSchemaHandler
    from pydantic_core import CoreSchema

CHECK = "校验"
"""The last column of every daily register, written by the program only."""


def plain_heading(heading: str) -> str:
    """A heading as it is looked for: without spaces and line breaks, full-width letters made narrow."""
    return "".join(plain_text(heading).split())


class Column(NamedTuple):
    """One column of a register.

    Attributes:
        heading: the text of the heading cell.
        kind: the type, which reads the cells.
        help: what to type, shown on the heading.
        required: must be filled in every row.
        counted: figures rest on this cell, so they are refused while it cannot be read.
        example: a good value, as a person would type it.
        width: of the template's column, in characters; the kind's own if 0.
        comes_later: may be filled, where it is blank, after the row's month was closed.
    """

    heading: str
    kind: Kind
    help: str
    required: bool = False
    counted: bool = False
    example: str = ""
    width: int = 0
    comes_later: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The drop-down's fixed list, if it has one."""
        return self.kind.choices if isinstance(self.kind, OneOf) else ()

    @property
    def refers_to(self) -> str:
        """The register whose key this column names, if any."""
        return self.kind.table if isinstance(self.kind, Reference) else ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic validate the field with the column's own reader."""
        from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415 - a button does not wait for pydantic

        from validation.reading import read_cell  # noqa: PLC0415 - it imports this module

        def read(value: Any) -> object:  # noqa: ANN401 - whatever a cell may hold
            reading = read_cell(self.kind, value, required=self.required)
            if reading.fault and reading.fault.fatal:
                raise PydanticCustomError("cell", "{why}", {"why": f"「{self.heading}」{reading.fault.why}"})
            return reading.value

        return core_schema.no_info_plain_validator_function(read)


class Register:
    """One row of a register. The subclasses declare the registers; their fields are the columns, in the template's order.

    ``row`` is the sheet row the record came from; ``unread`` names the fields whose cells hold something that could not be read.
    A record is made of values that the columns' readers have read (``of``). Rows from elsewhere go through ``model``, the pydantic model of the same fields.
    """

    table: ClassVar[str]
    """Name of the Excel Table and of its sheet."""
    group: ClassVar[str] = "日常登记"
    """Which sheets stand together and share a tab colour: 设置与名单, 日常登记, 比较与核对."""
    purpose: ClassVar[str] = ""
    """What the register is for, in one sentence for the accountant."""
    required: ClassVar[bool] = False
    """The workbook is of no use without this table."""
    checked: ClassVar[bool] = True
    """The register has a last column 校验."""
    key: ClassVar[tuple[str, ...]] = ()
    """The fields that together must not repeat."""

    row: int = 0
    unread: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        """A record of these values, by field name."""
        record = cls.__new__(cls)
        record.__dict__ = values
        return record

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The columns by field name, in order."""
        found = _COLUMNS.get(cls)
        if found is None:
            found = _COLUMNS[cls] = {
                name: part
                for name, hint in cls._hints().items()
                for part in getattr(hint, "__metadata__", ())
                if isinstance(part, Column)
            }
        return found

    @classmethod
    def _hints(cls) -> dict[str, Any]:
        """The annotations of the fields, in order; evaluated where a module keeps them as text (``from __future__ import annotations``)."""
        hints = cls.__annotations__
        return get_type_hints(cls, include_extras=True) if any(isinstance(hint, str) for hint in hints.values()) else hints

    @classmethod
    def model(cls) -> type[BaseModel]:
        """The pydantic model of one row: it reads each field as the column's reader does, and names what is wrong with it."""
        from pydantic import create_model  # noqa: PLC0415 - a button does not wait for pydantic

        columns = cls.columns()
        fields: dict[str, Any] = {
            name: (hint, ... if columns[name].required else None) for name, hint in cls._hints().items() if name in columns
        }
        return create_model(cls.__name__, **fields)

    @classmethod
    def identity(cls) -> tuple[str, ...]:
        """The fields by which a person tells one row from another: the key, else what must be filled but amounts and units."""
        telling = (name for name, column in cls.columns().items() if column.required and not column.kind.number and name != "unit")
        return cls.key or tuple(telling)

    @classmethod
    def heading(cls, field: str) -> str:
        """The heading of a field."""
        return cls.columns()[field].heading


_COLUMNS: dict[type[Register], dict[str, Column]] = {}

R = TypeVar("R", bound=Register)
