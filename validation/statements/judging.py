"""The lines of a statement judged: each done again once, with the explanations of those that do not add up, found once and kept."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from validation import money
from validation.statements.compositions import Quotient
from validation.statements.explaining import Explanation, explain
from validation.statements.recomputing import recompute
from validation.statements.slips import slip
from validation.statements.stated import quotient

if TYPE_CHECKING:
    from validation.statements.recomputing import Verdict
    from validation.statements.stated import Figure
    from validation.statements.statement import Line, Statement

SEARCHED = 40
"""Figures that do not add up, of one statement, that are explained; where more are wrong, the table is no statement."""
_SHOWN = 5
_TOO_MANY = Explanation(tried=f"对不上的超过 {SEARCHED} 处，后面的没有找原因")


class Judgement:
    """A statement, its verdicts in order, and what explains those that do not hold."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._explained: dict[str, Explanation] = {}

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every line done again."""
        return recompute(self.statement)

    def explanation(self, verdict: Verdict) -> Explanation:
        """Why the figure is not what its own parts say."""
        line = verdict.line
        if line.key not in self._explained:
            self._explained[line.key] = self._explain(verdict) if len(self._explained) < SEARCHED else _TOO_MANY
        return self._explained[line.key]

    def _explain(self, verdict: Verdict) -> Explanation:
        line, result = verdict.line, verdict.result
        if line.figure is None or result.own is None:
            return Explanation()
        if isinstance(line.composition, Quotient):
            return self._explain_quotient(verdict)
        if not result.parts:
            how = slip(line.figure.fen or 0, result.own.fen or 0)
            return Explanation((f"写的 {line.figure.text} 应是 {result.own.text}（{how}）",) if how else ())
        inside = {part.line.key for part in result.parts}
        above = self._resting_on(line)
        others = [each for each in self.statement.lines if each.key not in inside and each.key not in above]
        return explain(line.figure.fen or 0, result.parts, others)

    def _resting_on(self, line: Line) -> set[str]:
        """The line and all that are made of it."""
        found, waiting = {line.key}, [line.key]
        while waiting:
            for user in self._users.get(waiting.pop(), ()):
                if user not in found:
                    found.add(user)
                    waiting.append(user)
        return found

    @cached_property
    def _users(self) -> dict[str, list[str]]:
        users: dict[str, list[str]] = {}
        for line in self.statement.lines:
            for key in set(line.composition.keys) if line.composition else ():
                users.setdefault(key, []).append(line.key)
        return users

    def _explain_quotient(self, verdict: Verdict) -> Explanation:
        line, (above, below) = verdict.line, verdict.result.parts
        stated, own = line.figure, verdict.result.own
        assert stated is not None  # noqa: S101 - who calls this has looked
        assert own is not None  # noqa: S101 - the same
        found = []
        if how := slip(stated.scaled, own.scaled):
            found.append(f"写的 {stated.text} 应是 {own.text}（{how}）")
        if above.fen and quotient(below.fen, above.fen, stated).scaled == stated.scaled:
            found.append("分子和分母颠倒了")
        for each in self.statement.lines:
            fen = each.figure.fen if each.figure else None
            if (
                fen
                and each.key not in (above.line.key, below.line.key, line.key)
                and quotient(above.fen, fen, stated).scaled == stated.scaled
            ):
                found.append(f"分母用了{each.label} {money.printed(fen)}")
        return Explanation(tuple(found[:_SHOWN]), max(0, len(found) - _SHOWN))

    def wrong_parts(self, verdict: Verdict) -> list[Verdict]:
        """The parts that are not what they come to, for which a figure that is right on them is wrong."""
        keys = verdict.line.composition.keys if verdict.line.composition else ()
        places = self.statement.places
        return [each for key in dict.fromkeys(keys) if (each := self.verdicts[places[key]]).gap]

    def told(self, verdict: Verdict) -> tuple[str, ...]:
        """All that explains a line, sentence by sentence."""
        if verdict.own_gap and not verdict.gap and verdict.line.composition is not None:
            return (f"按所写的数是 {text_of(verdict.result.own)}，写的 {text_of(verdict.line.figure)} 却与改正后的数相符",)
        if verdict.own_gap:
            found = self.explanation(verdict)
            return found.told or ((found.tried,) if found.tried else ())
        if verdict.gap:
            wrong = self.wrong_parts(verdict)
            named = "、".join(f"{each.line.label}应是 {text_of(each.result.through)}" for each in wrong[:_SHOWN])
            more = f" 等 {len(wrong)} 处" if len(wrong) > _SHOWN else ""
            return (f"按所写的数没有算错，是跟着错的：{named or '所用的数有错'}{more}",)
        return ()


def text_of(figure: Figure | None) -> str:
    """A figure as people read it, "" for none."""
    return "" if figure is None else figure.text


def difference(stated: Figure | None, found: Figure | None) -> str:
    """Stated less found, as people read it; "" where either is missing."""
    if stated is None or found is None:
        return ""
    if stated.fen is not None and found.fen is not None:
        return money.printed(stated.fen - found.fen)
    return stated._replace(scaled=stated.scaled - found.scaled).text


def worked(verdict: Verdict) -> str:
    """How a line comes to what its own parts say: ``66995.50 - 10775.00 = 56220.50``."""
    result = verdict.result
    if result.own is None:
        return ""
    unknown = "".join(f" + {line.label}（没有金额）" for line in result.unknown)
    if isinstance(verdict.line.composition, Quotient):
        above, below = result.parts
        return f"{money.printed(above.fen)} ÷ {money.printed(below.fen)} = {result.own.text}"
    if not result.parts or len(result.parts) > _SHOWN:
        return f"{len(result.parts)} 行相加减是 {result.own.text}{unknown}"
    terms = [f"{'-' if part.sign < 0 else '+'} {money.printed(part.fen)}" for part in result.parts]
    return f"{' '.join(terms).removeprefix('+ ')} = {result.own.text}{unknown}"
