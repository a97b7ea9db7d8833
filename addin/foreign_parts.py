"""What a copy for sending has no business holding: macros, links to other files, comments, hidden sheets, formulas where there should be values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.copies.canonical import formula_cells
from addin.plain_xml import attributes, elements, main_prefix

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from addin.snapshot import Snapshot

_KINDS = (
    ("vbaproject", "宏"),
    ("xl/externallinks/", "指向别的文件的链接"),
    ("xl/comments", "批注"),
    ("xl/threadedcomments/", "批注"),
    ("xl/embeddings/", "嵌入的文件"),
    ("xl/activex/", "控件"),
    ("xl/connections", "数据连接"),
    ("customxml/", "自定义数据"),
)
_TOLD = 5


def foreign_parts(snapshot: Snapshot, formulas: Container[str] = ()) -> Iterator[str]:
    """What is there and should not be, in a few words each.

    Args:
        snapshot: the copy.
        formulas: the sheets in which formulas may stand.
    """
    keys = [member.key for member in snapshot.package.members]
    for start, what in dict.fromkeys(_KINDS):
        if any(start in key if "/" not in start else key.startswith(start) for key in keys):
            yield what
    content = snapshot.workbook.content
    hidden = [
        values.get("name", "")
        for element in elements(content, b"sheet", main_prefix(content))
        if (values := attributes(element[1])).get("state", "visible") != "visible"
    ]
    if hidden:
        yield f"隐藏的工作表 {'、'.join(hidden[:_TOLD])}"
    for sheet in snapshot.workbook.sheets:
        cells = formula_cells(snapshot, sheet.name) if sheet.kind == "worksheet" and sheet.name not in formulas else []
        if cells:
            more = f" 等 {len(cells)} 格" if len(cells) > 1 else ""
            yield f"公式 {sheet.name}!{cells[0]}{more}"
