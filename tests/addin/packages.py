"""Tiny workbooks written out by hand, in whatever dialect a test needs.

``book`` takes the XML inside each sheet's ``<sheetData>`` as it is to stand in the file, so a test reads as the file it is about.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from pathlib import Path

    from addin.file_host import FileHost

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass
class Table:
    """A table of a hand-made sheet."""

    name: str
    ref: str
    columns: tuple[str, ...]
    more: str = ""
    filtered: bool = True
    inside: str = ""

    def xml(self, number: int) -> str:
        columns = "".join(f"<tableColumn id='{place}' name={quoteattr(name)}/>" for place, name in enumerate(self.columns, 1))
        kept = f'<autoFilter ref="{self.ref}"/>' if self.filtered else ""
        return (
            f'{HEAD}<table xmlns="{MAIN}" id="{number}" name="{self.name}" displayName="{self.name}" ref="{self.ref}"{self.more}>'
            f'{kept}{self.inside}<tableColumns count="{len(self.columns)}">{columns}</tableColumns></table>'
        )


@dataclass
class Sheet:
    """A hand-made sheet: the rows' XML, what stands before and after them, and its tables."""

    name: str
    rows: str
    tables: tuple[Table, ...] = ()
    before: str = ""
    after: str = ""
    whole: str | None = None

    def xml(self) -> str:
        if self.whole is not None:
            return self.whole
        parts = "".join(f'<tablePart r:id="t{place}"/>' for place in range(1, len(self.tables) + 1))
        listed = f'<tableParts count="{len(self.tables)}">{parts}</tableParts>' if parts else ""
        return (
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{self.before}'
            f"<sheetData>{self.rows}</sheetData>{self.after}{listed}</worksheet>"
        )


@dataclass
class Book:
    """A hand-made workbook."""

    sheets: tuple[Sheet, ...]
    strings: tuple[str, ...] = ()
    names: str = ""
    properties: str = ""
    calculation: str = ""
    calculation_chain: str | None = None
    others: dict[str, bytes] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)

    def parts(self) -> dict[str, bytes]:
        """Every part's bytes, in file order."""
        overrides = [("/xl/workbook.xml", "sheet.main"), ("/xl/sharedStrings.xml", "sharedStrings"), ("/xl/styles.xml", "styles")]
        arrows = [
            f'<Relationship Id="rId{place}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{place}.xml"/>'
            for place in range(1, len(self.sheets) + 1)
        ]
        arrows += [
            f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>',
            f'<Relationship Id="rIdY" Type="{OFFICE}/styles" Target="styles.xml"/>',
        ]
        found: dict[str, str] = {}
        number = 0
        for place, sheet in enumerate(self.sheets, 1):
            overrides.append((f"/xl/worksheets/sheet{place}.xml", "worksheet"))
            found[f"xl/worksheets/sheet{place}.xml"] = sheet.xml()
            table_arrows = []
            for at, table in enumerate(sheet.tables, 1):
                number += 1
                overrides.append((f"/xl/tables/table{number}.xml", "table"))
                found[f"xl/tables/table{number}.xml"] = table.xml(number)
                table_arrows.append(f'<Relationship Id="t{at}" Type="{OFFICE}/table" Target="../tables/table{number}.xml"/>')
            if table_arrows:
                found[f"xl/worksheets/_rels/sheet{place}.xml.rels"] = _arrows(table_arrows)
        if self.calculation_chain is not None:
            overrides.append(("/xl/calcChain.xml", "calcChain"))
            arrows.append(f'<Relationship Id="rIdC" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>')
            found["xl/calcChain.xml"] = f'{HEAD}<calcChain xmlns="{MAIN}">{self.calculation_chain}</calcChain>'
        strings = "".join(each if each.startswith("<si") else f"<si><t>{escape(each)}</t></si>" for each in self.strings)
        listed = "".join(f'<Override PartName="{part}" ContentType="{SHEET_TYPE}.{kind}+xml"/>' for part, kind in overrides)
        sheets = "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{place}" r:id="rId{place}"/>'
            for place, sheet in enumerate(self.sheets, 1)
        )
        names = f"<definedNames>{self.names}</definedNames>" if self.names else ""
        first = {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{TYPES}">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>',
            "_rels/.rels": _arrows([f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>']),
            "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{self.properties}'
            f"<sheets>{sheets}</sheets>{names}{self.calculation}</workbook>",
            "xl/_rels/workbook.xml.rels": _arrows(arrows),
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>',
        }
        parts = {name: text.encode() for name, text in {**first, **found}.items()}
        return {**parts, **self.others, **self.replaced}

    def image(self) -> bytes:
        """The bytes of the file."""
        return packed(self.parts())

    def save(self, path: Path) -> Path:
        path.write_bytes(self.image())
        return path

    def host(self, folder: Path, name: str = "书.xlsx") -> FileHost:
        """A file host of this workbook, saved in ``folder``."""
        from addin.file_host import FileHost  # noqa: PLC0415 - so that a builder can be used without a host

        return FileHost(self.save(folder / name))


STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="9">'
    + '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 9
    + "</cellXfs></styleSheet>"
)


def _arrows(arrows: list[str]) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{"".join(arrows)}</Relationships>'


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of the parts, always the same bytes for the same parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 9, 1, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def members(image: bytes) -> dict[str, bytes]:
    """The contents of every member of a zip file."""
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def text_row(number: int, *texts: str) -> str:
    """A row of inline texts from column A on."""
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{escape(each)}</t></is></c>' for place, each in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def one_table(rows: str, ref: str = "A1:C9", columns: tuple[str, ...] = ("甲", "乙", "丙"), **more: str) -> Book:
    """A book of one sheet 表 with one table 数: a heading row, then ``rows``."""
    return Book((Sheet("表", text_row(1, *columns) + rows, (Table("数", ref, columns, more.pop("more", "")),), **more),))
