"""The ribbon tab as XML: a button for each of ``BUTTONS``, with its label, its tip and one of Excel's own icons."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from macros_py.buttons import Button

TITLE: Final = "膳账"
CALLBACK: Final = "MealbookRibbon.Press"
"""The one procedure every button calls; Excel hands it the button, whose id is its name."""


class Look(NamedTuple):
    """How a button looks: the group it stands in, and the name of an icon of Excel's."""

    group: str
    icon: str


LOOKS: Final = {
    "check": Look("核算", "ErrorChecking"),
    "refresh": Look("核算", "CalculateNow"),
    "trade_in": Look("核算", "RefreshAll"),
    "close": Look("核算", "Lock"),
    "fix": Look("改错", "AcceptInvitation"),
    "unfix": Look("改错", "Undo"),
    "clear": Look("改错", "ClearFormats"),
    "post": Look("公示与上报", "PrintPreviewAndPrint"),
    "pack": Look("公示与上报", "FileSendAsAttachment"),
    "new": Look("账簿", "FileNew"),
    "manual": Look("账簿", "Help"),
}
USUAL: Final = Look("更多", "MacroPlay")
"""The look of a button that is listed and has no line above."""
_GROUPS: Final = ("核算", "改错", "公示与上报", "账簿", "更多")
_NAMESPACE: Final = "http://schemas.microsoft.com/office/2009/07/customui"
"""That of Excel 2010 and later, as the relationship in the shipped add-in has it."""


def ribbon_xml(buttons: Iterable[Button]) -> str:
    """The tab. Within a group, buttons stand in the order in which they are listed."""
    grouped = groupby(sorted(buttons, key=lambda each: _GROUPS.index(_look(each).group)), key=lambda each: _look(each).group)
    lines = [line for group, members in grouped for line in _group(group, members)]
    body = "\n".join(f"        {line}" for line in lines)
    return (
        f'<customUI xmlns="{_NAMESPACE}">\n  <ribbon>\n    <tabs>\n      <tab id="mealbookTab" label={quoteattr(TITLE)}>\n'
        f"{body}\n      </tab>\n    </tabs>\n  </ribbon>\n</customUI>\n"
    )


def _look(button: Button) -> Look:
    return LOOKS.get(button.name, USUAL)


def _group(title: str, buttons: Iterable[Button]) -> Iterator[str]:
    yield f'<group id="mealbookGroup{_GROUPS.index(title) + 1}" label={quoteattr(title)}>'
    for button in buttons:
        yield (
            f'  <button id={quoteattr(button.name)} label={quoteattr(button.label)} size="large" imageMso="{_look(button).icon}"'
            f' onAction="{CALLBACK}" screentip={quoteattr(button.label)} supertip={quoteattr(button.tip)}/>'
        )
    yield "</group>"
