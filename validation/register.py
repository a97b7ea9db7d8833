"""What a register is: a pydantic model whose fields say heading, type, reference and drop-down.

Everything else follows from the declaration: the template's column, drop-down and width (``workbook_templates``), the reader (``reading``), the
address of a finding, the help on the heading, the reference page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError, core_schema

from validation.kinds import Kind, OneOf, Reference, plain_text

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

CHECK = "校验"
"""The last column of every daily register, written by the program only."""


def plain_heading(heading: str) -> str:
    """A heading as it is looked for: without spaces and line breaks, full-width letters made narrow."""
    return "".join(plain_text(heading).split())


@dataclass(frozen=True)
class Column:
    """One column of a register.

    Attributes:
        heading: the text of the heading cell.
        kind: the type, which reads the cells.
        help: what to type, shown on the heading.
        required: must be filled in every row.
        counted: figures rest on this cell, so they are refused while it cannot be read.
        example: a good value, as a person would type it.
        width: of the template's column, in characters; the kind's own if 0.
    """

    heading: str
    kind: Kind
    help: str
    required: bool = False
    counted: bool = False
    example: str = ""
    width: int = 0

    @property
    def choices(self) -> tuple[str, ...]:
        """The drop-down's fixed list, if it has one."""
        return self.kind.choices if isinstance(self.kind, OneOf) else ()

    @property
    def refers_to(self) -> str:
        """The register whose key this column names, if any."""
        return self.kind.table if isinstance(self.kind, Reference) else ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Let pydantic validate the field with the column's own reader."""

        def read(value: Any) -> object:  # noqa: ANN401 - whatever a cell may hold
            reading = self.kind.read(value)
            if reading.fault and reading.fault.fatal:
                raise PydanticCustomError("cell", "{why}", {"why": f"「{self.heading}」{reading.fault.why}"})
            if self.required and reading.value is None:
                raise PydanticCustomError("cell", "{why}", {"why": f"「{self.heading}」必须填写"})
            return reading.value

        return core_schema.no_info_plain_validator_function(read)


class Register(BaseModel):
    """One row of a register. The subclasses declare the registers; their fields are the columns, in the template's order.

    ``row`` is the sheet row the record came from; ``unread`` names the fields whose cells hold something that could not be read.
    """

    model_config = ConfigDict(extra="ignore", defer_build=True)

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
    def columns(cls) -> dict[str, Column]:
        """The columns by field name, in order."""
        found = _COLUMNS.get(cls)
        if found is None:
            found = {
                name: next(part for part in info.metadata if isinstance(part, Column))
                for name, info in cls.model_fields.items()
                if any(isinstance(part, Column) for part in info.metadata)
            }
            _COLUMNS[cls] = found
        return found

    @classmethod
    def heading(cls, field: str) -> str:
        """The heading of a field."""
        return cls.columns()[field].heading


_COLUMNS: dict[type[Register], dict[str, Column]] = {}

R = TypeVar("R", bound=Register)
