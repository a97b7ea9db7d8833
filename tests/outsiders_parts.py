"""What an outsider adds to a workbook that the program knows nothing of: parts, and what in the sheets points at them.

Spliced into the package as text, so that nothing but what is added changes.
"""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CHART = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/>'
    '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>采购验收!$H$3:$H$40</c:f></c:numRef></c:val></c:ser>'
    '<c:axId val="1"/><c:axId val="2"/></c:lineChart><c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/>'
    '<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
    "</c:plotArea></c:chart></c:chartSpace>"
)
ANCHOR = "<xdr:from><xdr:col>30</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
DRAWING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{RELATIONSHIPS}"><xdr:oneCellAnchor>{ANCHOR}'
    '<xdr:ext cx="952500" cy="952500"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="校徽"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
    '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor><xdr:oneCellAnchor>"
    + ANCHOR
    + '<xdr:ext cx="3000000" cy="2000000"/>'
    '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="3" name="图"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rId2"/>'
    "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
)
COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}"><authors><author>教务</author></authors><commentList>'
    '<comment ref="D3" authorId="0"><text><t xml:space="preserve">这批米 请复核 </t></text></comment></commentList></comments>'
)
THREADED = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="D4" dT="2025-09-01T08:00:00.00" personId="{00000000-0000-0000-0000-000000000001}"'
    ' id="{00000000-0000-0000-0000-000000000002}"><text>问一下价钱</text></threadedComment></ThreadedComments>'
)
PERSONS = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<personList xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
    '<person displayName="教务" id="{00000000-0000-0000-0000-000000000001}" userId="x" providerId="None"/></personList>'
)
NOTES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025" type="#_x0000_t202"'
    ' style="position:absolute;visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>2</x:Row><x:Column>3</x:Column>'
    "</x:ClientData></v:shape></xml>"
)
SLICER = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<slicers xmlns="{MICROSOFT}/spreadsheetml/2009/9/main">'
    '<slicer name="供应商" cache="切片器_供应商" caption="供应商" rowHeight="241300"/></slicers>'
)
SLICER_CACHE = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<slicerCacheDefinition xmlns="{MICROSOFT}/spreadsheetml/2009/9/main"'
    ' name="切片器_供应商" sourceName="供应商"/>'
)
ADDED: dict[str, tuple[bytes, str]] = {
    "xl/vbaProject.bin": (
        b"\xd0\xcf\x11\xe0 not really a project, but nobody here opens it",
        "application/vnd.ms-office.vbaProject",
    ),
    "xl/media/badge.png": (PIXEL, "image/png"),
    "xl/charts/chart901.xml": (CHART.encode(), "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"),
    "xl/drawings/drawing901.xml": (DRAWING.encode(), "application/vnd.openxmlformats-officedocument.drawing+xml"),
    "xl/drawings/_rels/drawing901.xml.rels": (
        (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/image" Target="../media/badge.png"/>'
            f'<Relationship Id="rId2" Type="{RELATIONSHIPS}/chart" Target="../charts/chart901.xml"/></Relationships>'
        ).encode(),
        "",
    ),
    "xl/comments901.xml": (COMMENTS.encode(), "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"),
    "xl/drawings/vmlDrawing901.vml": (NOTES.encode(), "application/vnd.openxmlformats-officedocument.vmlDrawing"),
    "xl/threadedComments/threadedComment901.xml": (THREADED.encode(), "application/vnd.ms-excel.threadedcomments+xml"),
    "xl/persons/person901.xml": (PERSONS.encode(), "application/vnd.ms-excel.person+xml"),
    "xl/slicers/slicer901.xml": (SLICER.encode(), "application/vnd.ms-excel.slicer+xml"),
    "xl/slicerCaches/slicerCache901.xml": (SLICER_CACHE.encode(), "application/vnd.ms-excel.slicerCache+xml"),
    "customXml/item901.xml": ("<书签 xmlns='urn:school'>第 3 页</书签>".encode(), "application/xml"),
}
"""Part name → its bytes and content type."""

SHEET_ARROWS = (
    (f"{RELATIONSHIPS}/drawing", "../drawings/drawing901.xml", "outsideDrawing"),
    (f"{RELATIONSHIPS}/comments", "../comments901.xml", "outsideComments"),
    (f"{RELATIONSHIPS}/vmlDrawing", "../drawings/vmlDrawing901.vml", "outsideNotes"),
    (f"{MICROSOFT}/2017/10/relationships/threadedComment", "../threadedComments/threadedComment901.xml", "outsideThread"),
    (f"{MICROSOFT}/2007/relationships/slicer", "../slicers/slicer901.xml", "outsideSlicer"),
)
BOOK_ARROWS = (
    (f"{MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin", "outsideProject"),
    (f"{MICROSOFT}/2017/10/relationships/person", "persons/person901.xml", "outsidePersons"),
    (f"{MICROSOFT}/2007/relationships/slicerCache", "slicerCaches/slicerCache901.xml", "outsideCache"),
)
SLICER_LIST = (
    '<extLst><ext uri="{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    f'<x14:slicerList><x14:slicer xmlns:r="{RELATIONSHIPS}" r:id="outsideSlicer"/></x14:slicerList></ext></extLst>'
)


def with_outsiders_parts(image: bytes, sheet_part: str) -> bytes:
    """The workbook as a macro-enabled one, with all of ``ADDED`` hung on one sheet (by its part name) and on the workbook."""
    arrows_part = sheet_part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(image)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            text = old.read(member)
            if member.filename == "[Content_Types].xml":
                text = _typed(text)
            elif member.filename == arrows_part:
                text = _pointed(text, SHEET_ARROWS)
            elif member.filename == "xl/_rels/workbook.xml.rels":
                text = _pointed(text, BOOK_ARROWS)
            elif member.filename == sheet_part:
                text = _hung(text.decode()).encode()
            new.writestr(member, text)
        for name, (content, _) in ADDED.items():
            new.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), content)
    return out.getvalue()


def _typed(text: bytes) -> bytes:
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind) in ADDED.items() if kind)
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return text.replace(plain.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml").replace(
        b"</Types>", types.encode() + b"</Types>"
    )


def _pointed(text: bytes, arrows: tuple[tuple[str, str, str], ...]) -> bytes:
    more = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for kind, target, name in arrows)
    return text.replace(b"</Relationships>", more.encode() + b"</Relationships>")


def _hung(sheet: str) -> str:
    """The sheet with its drawing, its notes and its slicers, in the order the schema wants."""
    hung = (
        f'<drawing xmlns:r="{RELATIONSHIPS}" r:id="outsideDrawing"/><legacyDrawing xmlns:r="{RELATIONSHIPS}" r:id="outsideNotes"/>'
    )
    assert "<tableParts" in sheet
    assert "<drawing" not in sheet
    sheet = sheet.replace("<tableParts", hung + "<tableParts", 1)
    if "<extLst>" in sheet:
        return sheet.replace("<extLst>", SLICER_LIST.removesuffix("</extLst>"), 1)
    return sheet.replace("</worksheet>", SLICER_LIST + "</worksheet>")
