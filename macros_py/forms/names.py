"""A defined name of a form taken apart: ``公示_支出合计_本月_大写_2`` is the figure 支出合计, of 本月, in 大写, in its second cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from macros_py.forms.formats import FORMATS, unfit
from macros_py.forms.more_figures import OFFERED
from macros_py.forms.periods import WORDS, period_of
from macros_py.forms.words import WORDS_OF_PERIODS, WORDS_OFFERED
from validation.settings import SETTINGS

if TYPE_CHECKING:
    from macros_py.forms.periods import Period
    from validation.settings import Settings

PREFIX = "公示_"
NUMBERED = re.compile("_[1-9][0-9]*$")
_BY_SETTING = {setting.name: setting for setting in SETTINGS}


class Meant(NamedTuple):
    """What a name asks for. Without a ``period`` it is a setting or a word that needs none."""

    what: str
    period: Period | None
    formats: tuple[str, ...] = ()
    word: str = ""
    """The period as the name has it."""


def meaning(name: str, settings: Settings) -> Meant | None:
    """What a name (with its 公示_) asks for; ``None`` if nothing is offered under it. A number at its end only tells further cells apart."""
    return _meaning(name, settings) or (_meaning(NUMBERED.sub("", name), settings) if NUMBERED.search(name) else None)


def _meaning(name: str, settings: Settings) -> Meant | None:
    asked = _asked(name)
    if asked is None or not asked.word:
        return asked
    period = period_of(asked.word, settings)
    return None if period is None or period.week else Meant(asked.what, period, asked.formats, asked.word)


@lru_cache(maxsize=4096)
def _asked(name: str) -> Meant | None:
    """The same whatever the book: with the word for the period alone, which may be none."""
    parts = name.removeprefix(PREFIX).split("_")
    formats = tuple(part for part in parts if part in FORMATS)
    rest = [part for part in parts if part not in FORMATS]
    what = "_".join(rest)
    if what in _BY_SETTING or what in WORDS_OFFERED:
        return Meant(what, None, formats)
    what, word = "_".join(rest[:-1]), rest[-1] if rest else ""
    if not word or (what not in WORDS_OF_PERIODS and (what not in OFFERED or unfit(formats, OFFERED[what].format))):
        return None
    return Meant(what, None, formats, word)


def offered_names() -> tuple[str, ...]:
    """Every name that follows 核算月份, without formats and without named months: what a mistyped name is compared with."""
    of_periods = (f"{PREFIX}{what}_{word}" for what in (*OFFERED, *WORDS_OF_PERIODS) for word in WORDS)
    return (*of_periods, *(f"{PREFIX}{what}" for what in (*_BY_SETTING, *WORDS_OFFERED)))
