"""Build ``mealbook.xlam`` anew, or tell whether it is stale.

``python -m addin.ribbon.build`` writes it; with ``--check`` it writes nothing and exits with 1 when the file is stale.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from addin.ribbon import addin_path
from addin.ribbon.tab import ribbon_xml
from addin.ribbon.vba_project import vba_project
from macros_py.buttons import BUTTONS
from workbook_templates.freshness import write_or_check
from workbook_templates.packing import zipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros_py.buttons import Button

SHIPPED: Final = "quickstart_addin_ribbon.xlam"
SENTENCES: Final = (
    "膳账",
    "膳账还没有在这台电脑上装好，或者程序文件夹搬了地方：请在命令窗口运行 mealbook install，再重新打开 Excel。",
    "这个按钮没有运行成功：请在命令窗口运行 mealbook doctor，它会指出是哪一环、怎样修好。",
    "还不能从 Excel 启动 Python：请在终端运行 mealbook install，再重新打开 Excel。",
)
"""What VBA may have to say by itself, a row each in the order of its constants; VBA's own text can hold no Chinese."""
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView visibility="hidden"/></bookViews>'
    '<sheets><sheet name="{sheet}" sheetId="2" r:id="rId3"/></sheets></workbook>'
)
_CORE: Final = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>膳账</dc:title><dc:creator>膳账</dc:creator></cp:coreProperties>'
)
_APP: Final = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application></Properties>'


def built_addin(buttons: Sequence[Button] = BUTTONS) -> bytes:
    """The add-in: the same members on every machine and every day."""
    shipped = _shipped_addin()
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(shipped) as source:
        parts = {name: source.read(name) for name in source.namelist()}
        parts["xl/vbaProject.bin"] = vba_project(shipped, Path(scratch) / "changed.xlam")
    parts |= {name: (_DECLARATION + text).encode() for name, text in _own_parts(buttons).items()}
    return zipped(parts)


def _own_parts(buttons: Sequence[Button]) -> dict[str, str]:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{escape(sentence)}</t></is></c></row>'
        for row, sentence in enumerate(SENTENCES, start=1)
    )
    return {
        "customUI/customUI.xml": ribbon_xml(buttons),
        "docProps/app.xml": _APP,
        "docProps/core.xml": _CORE,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="0" uniqueCount="0"/>',
        "xl/workbook.xml": _WORKBOOK.format(sheet="膳账"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet2"/><sheetData>{rows}</sheetData></worksheet>',
    }


def _shipped_addin() -> Path:
    """The add-in in the installed xlwings, found without importing it."""
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise FileNotFoundError("xlwings is not installed")
    return Path(found.origin).parent / SHIPPED


def main(arguments: Sequence[str]) -> int:
    """Write the add-in, or check it.

    Returns:
        0 when it is (now) fresh, 1 when it is stale, 2 for arguments it does not know.
    """
    return write_or_check(arguments, addin_path(), built_addin(), "addin.ribbon.build")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
