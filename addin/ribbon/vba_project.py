"""The VBA project of the add-in: xlwings' project with our modules, under our name, and without the traces of the machine it was made on."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

from addin.ribbon.xlwings_module import VBA, module_source

if TYPE_CHECKING:
    from pathlib import Path

PROJECT_NAME: Final = "mealbook"
_SAMPLE, _OURS, _LIBRARY = "RibbonMyAddin", "MealbookRibbon", "xlwings"
_UNUSED_REFERENCE: Final = "MSForms"
"""A library nothing here uses; its entry names a folder of whoever made the file."""
_PROJECT_NAME_RECORD: Final = 4


def vba_project(shipped: Path, scratch: Path) -> bytes:
    """The new ``vbaProject.bin``.

    Args:
        shipped: the add-in that xlwings ships.
        scratch: a path to which a workbook may be written on the way.

    Raises:
        ValueError: the shipped add-in is not what it was, or a module is not ASCII.
    """
    book = ExcelFile(str(shipped))
    library = module_source(book.get_module(_LIBRARY))
    ours = (VBA / f"{_OURS}.bas").read_text(encoding="ascii")
    book.vba_project().rename_module(_SAMPLE, _OURS)
    for name, source in ((_OURS, ours), (_LIBRARY, library)):
        book.set_module(name, source.encode("ascii").decode().replace("\n", "\r\n"))
    if not book.remove_reference(_UNUSED_REFERENCE):
        raise ValueError(f"the shipped add-in has no reference to {_UNUSED_REFERENCE} any more")
    book.save(str(scratch))
    changed = CFB.from_bytes(bytes(ExcelFile(str(scratch)).vba_project_bytes()))
    _rename(changed)
    return bytes(changed.to_bytes())


def _rename(project: CFB) -> None:
    """Give the project our name, so that it does not clash with xlwings' own add-in in the same Excel."""
    directory = bytes(decompress(project.get_stream_in_storage("VBA", "dir")))
    old = _project_name(directory)
    head = struct.pack("<HI", _PROJECT_NAME_RECORD, len(old)) + old
    if directory.count(head) != 1:
        raise ValueError("the name of the shipped VBA project is not where it was")
    new = PROJECT_NAME.encode()
    directory = directory.replace(head, struct.pack("<HI", _PROJECT_NAME_RECORD, len(new)) + new)
    project.write_stream_in_storage("VBA", "dir", compress(directory))
    told = project.get_stream("PROJECT")
    if told.count(b'Name="%s"' % old) != 1:
        raise ValueError("the shipped VBA project tells its name otherwise than it did")
    told = re.sub(rb"\r\n\[Workspace\].*", b"", told, flags=re.DOTALL)  # where windows stood on somebody's screen
    project.write_stream("PROJECT", told.replace(b'Name="%s"' % old, b'Name="%s"' % new))


def _project_name(directory: bytes) -> bytes:
    """The name in the list of records: each an id, a length, and as many bytes. The first few come before the name."""
    place = 0
    while place < len(directory):
        kind, length = struct.unpack_from("<HI", directory, place)
        place += 6
        if kind == _PROJECT_NAME_RECORD:
            return directory[place : place + length]
        place += length
    raise ValueError("the shipped VBA project has no name")
