"""An Excel made up for the VBA of the add-in, which an interpreter in Python runs: it records what a button would start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyopenvba.interpreter import HostBridge, Interpreter, VBAInt, VBAObject, member, method, setter
from pyopenvba.interpreter._preprocess import strip_directives

from addin.ribbon.build import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

UNRESOLVED: Final = HostBridge().global_object("")
_REMARK: Final = re.compile(r"^([ \t]*#(?:If|Const)[^'\n]*?)[ \t]*'.*$", re.MULTILINE)
WINDOWS_HOME: Final = r"C:\用户\甲"


def whole(text: object) -> str:
    """A text of VBA, whose letters are UTF-16 units, as Python has it."""
    return str(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le")


class Cell(VBAObject):  # type: ignore[misc]
    """A cell of the add-in's own sheet."""

    def __init__(self, row: int) -> None:
        self.row = row

    @member
    def Value(self) -> str:  # noqa: N802 - as VBA has it
        return SENTENCES[self.row - 1]


class Sheet(VBAObject):  # type: ignore[misc]
    """The add-in's own sheet."""

    @method
    def Cells(self, Row: object, Column: object) -> Cell:  # noqa: ARG002, N802, N803 - as VBA has it
        return Cell(int(str(Row)))


class Book(VBAObject):  # type: ignore[misc]
    """A workbook: a name, and sheets by number."""

    vba_type_name = "Workbook"

    def __init__(self, name: str) -> None:
        self._name = name

    @member
    def Name(self) -> str:  # noqa: N802 - as VBA has it
        return self._name

    @method
    def Worksheets(self, Index: object) -> Sheet:  # noqa: ARG002, N802, N803 - as VBA has it
        return Sheet()


class Application(VBAObject):  # type: ignore[misc]
    """Excel itself."""

    def __init__(self, path: str) -> None:
        self._path = path

    @member
    def Path(self) -> str:  # noqa: N802 - as VBA has it
        return self._path

    @member
    def Name(self) -> str:  # noqa: N802 - as VBA has it
        return "Microsoft Excel"

    @member
    def Hwnd(self) -> object:  # noqa: N802 - as VBA has it
        return VBAInt(4711, "Long")

    @member
    def StatusBar(self) -> object:  # noqa: N802 - as VBA has it
        return False

    @setter("StatusBar")
    def _set_status_bar(self, value: object) -> None:
        """Nobody looks at it here."""


class Stream(VBAObject):  # type: ignore[misc]
    """An open text file."""

    def __init__(self, text: str) -> None:
        self._text = text

    @method
    def ReadAll(self) -> str:  # noqa: N802 - as VBA has it
        return self._text

    @method
    def Close(self) -> None:  # noqa: N802 - as VBA has it
        """Nothing to close."""


class Files(VBAObject):  # type: ignore[misc]
    """Scripting.FileSystemObject over files that are only listed."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    @method
    def FileExists(self, FileSpec: object) -> bool:  # noqa: N802, N803 - as VBA has it
        return whole(FileSpec) in self._files

    @method
    def OpenTextFile(self, FileName: object, IOMode: object) -> Stream:  # noqa: ARG002, N802, N803 - as VBA has it
        return Stream(self._files[str(FileName)])


class Shell(VBAObject):  # type: ignore[misc]
    """WScript.Shell that starts nothing."""

    def __init__(self, started: list[str], status: int) -> None:
        self._started, self._status = started, status

    @method
    def Run(self, Command: object, WindowStyle: object, WaitOnReturn: object) -> object:  # noqa: ARG002, N802, N803 - as VBA has it
        self._started.append(whole(Command))
        return VBAInt(self._status, "Long")

    @method
    def ExpandEnvironmentStrings(self, Text: object) -> str:  # noqa: N802, N803 - as VBA has it
        return str(Text).replace("%USERPROFILE%", WINDOWS_HOME).replace("%TEMP%", r"C:\临时")


class PressedButton(VBAObject):  # type: ignore[misc]
    """The button that Excel hands to the callback."""

    vba_type_name = "IRibbonControl"

    def __init__(self, name: str) -> None:
        self._name = name

    @member
    def ID(self) -> str:  # noqa: N802 - as VBA has it
        return self._name


class Excel(HostBridge):  # type: ignore[misc]
    """Excel on Windows, with one workbook in front or none."""

    def __init__(self, files: Mapping[str, str], front: str | None, status: int) -> None:
        self.started: list[str] = []
        self.books = {"activeworkbook": Book(front) if front else None, "thisworkbook": Book("mealbook.xlam")}
        self.files, self.shell = Files(files), Shell(self.started, status)
        self.application = Application(r"C:\Program Files\Microsoft Office")

    def global_object(self, name: str) -> object:
        from pyopenvba.interpreter import NOTHING  # noqa: PLC0415 - a constant of the language

        if name.lower() in self.books:
            return self.books[name.lower()] or NOTHING
        return self.application if name.lower() == "application" else UNRESOLVED

    def create(self, type_name_: str) -> object:
        return {"wscript.shell": self.shell, "scripting.filesystemobject": self.files}.get(type_name_.lower(), UNRESOLVED)


def for_system(code: str, *, mac: bool) -> str:
    """The module as the system compiles it; without the one statement that deletes a file, which the interpreter does not know."""
    return str(
        strip_directives(
            _REMARK.sub(r"\1", code).replace("        Kill LOG_FILE", ""),
            constants={"Mac": mac, "MacOffice16": mac, "Win64": not mac},
        )
    )


def excel(
    modules: Mapping[str, str], files: Mapping[str, str], *, front: str | None = "账.xlsx", status: int = 0
) -> tuple[Interpreter, Excel]:
    """An interpreter that holds the add-in's modules, and the Excel around it."""
    host = Excel(files, front, status)
    vba = Interpreter(host)
    for name in ("MealbookRibbon", "xlwings"):
        vba.add_module(for_system(modules[name], mac=False), name=name)
    return vba, host
