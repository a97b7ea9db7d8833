"""Explanations: all that touch the fewest lines, and nothing that touches more."""

from __future__ import annotations

from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from validation.registers import StatementLine
from validation.statements.explaining import TOLD, explain
from validation.statements.recomputing import Part
from validation.statements.slips import slip
from validation.statements.stated import of_fen
from validation.statements.statement import Line

TWELVE = (291500, 868000, 151000, 2436300, 1048320, 1062480, 912820, 500000, 1452400, 637440, 1800000, 300000)
"""The costs of domain notes B, 3a to 5."""


def line(key: str, fen: int) -> Line:
    return Line(
        StatementLine.of({"row": 0, "unread": frozenset(), "quantity": None, "price": None}), key, key, of_fen(fen), None, ""
    )


def parts(*worths: int) -> list[Part]:
    return [Part(-1 if worth < 0 else 1, line(str(number), abs(worth)), abs(worth)) for number, worth in enumerate(worths, 1)]


def test_the_omitted_line_is_found_among_twelve_and_nothing_else() -> None:
    found = explain(11168760, parts(*TWELVE))
    assert found.told == ("漏了行 1（1） 2915.00",)
    subsets = [subset for size in range(1, 13) for subset in combinations(TWELVE, size) if sum(subset) == sum(TWELVE) - 11168760]
    assert subsets == [(291500,)]


def test_a_digit_may_be_wrong_in_the_figure_or_in_either_term() -> None:
    assert explain(5422050, parts(6699550, -1077500)).told == (
        "写的 54220.50 应是 56220.50（一位数字写错）",
        "行 1（1）写的 66995.50 若是 64995.50（一位数字写错），就算得出 54220.50",
        "行 2（2）写的 10775.00 若是 12775.00（一位数字写错），就算得出 54220.50",
    )


def test_each_kind_of_single_mistake_is_named() -> None:
    assert explain(30000, parts(30000, 12345)).told == ("漏了行 2（2） 123.45",)
    assert explain(54690, parts(30000, 12345)).told == ("行 2（2） 123.45 算了两次",)
    assert explain(17655, parts(30000, 12345)).told == ("行 2（2） 123.45 应加的减了",)
    assert explain(42345, parts(30000, -12345)).told == ("行 2（2） 123.45 应减的加了",)
    assert "没有减去行 2（2） 123.45" in explain(30000, parts(30000, -12345)).told
    assert explain(5310, parts(30000, -12345)).told == ("行 2（2） 123.45 减了两次",)
    assert explain(50113, parts(30000, 12345), [line("9", 7768)]).told == ("多加了行 9（9） 77.68",)
    assert explain(9887, parts(30000, -12345), [line("9", 7768)]).told == ("多减了行 9（9） 77.68",)
    assert "写的 -176.55 应是 176.55（正负号反了）" in explain(-17655, parts(30000, -12345)).told


def test_two_lines_are_tried_when_none_explains() -> None:
    assert explain(868000, parts(868000, 32017, 7536)).told == ("漏了行 2（2） 320.17，并且漏了行 3（3） 75.36",)
    assert explain(868000 + 2 * 32017, parts(868000, 32017, 7536)).told == ("行 2（2） 320.17 算了两次，并且漏了行 3（3） 75.36",)


def test_the_smallest_set_left_out_is_found_when_pairs_do_not_explain() -> None:
    worths = (868001, 32017, 7536, 1245, 99913)
    found = explain(sum(worths) - 32017 - 7536 - 1245, parts(*worths))
    assert found.told == ("漏了行 2（2） 320.17，并且漏了行 3（3） 75.36，并且漏了行 4（4） 12.45",)
    assert found.touched == 3


def test_too_many_explanations_are_counted_not_told() -> None:
    found = explain(100 * 30 - 100, parts(*[100] * 30))
    assert len(found.sentences) == TOLD
    assert found.told[-1] == f"另有 {30 - TOLD} 种说法，都只牵涉 1 处，单凭这份说明分不出来"


def test_many_sets_that_fit_say_nothing() -> None:
    found = explain(101 * 30 - 404, parts(*[101] * 30))
    assert found.told == ()
    assert found.tried == "有 435 种 2 行的组合都凑得出，说明不了问题"


def test_what_was_not_tried_is_said() -> None:
    assert explain(7, parts(*range(100_001, 100_040))).tried == "一共 39 行，太多，只试到两行一起出错"
    assert explain(7, parts(*range(100_001, 101_302))).tried == "一共 1301 行，太多，只试了一处出错的情形"


def single(stated: int, worths: tuple[int, ...]) -> int:
    """A second way of counting the single mistakes, without names: change one thing, add up again."""
    own = sum(worths)
    found = int(bool(slip(stated, own)))
    for place, worth in enumerate(worths):
        others = own - worth
        found += sum(stated == other for other in (others, others + 2 * worth, others - worth))
        meant = stated - others
        sign = -1 if worth < 0 else 1
        found += bool(slip(abs(worth), sign * meant)) and sign * meant != -abs(worth)
        assert place >= 0
    return found


@given(st.lists(st.integers(1, 10**6).filter(bool), min_size=1, max_size=6).map(tuple), st.integers(-(10**6), 10**7))
def test_single_mistakes_are_all_found(worths: tuple[int, ...], stated: int) -> None:
    assume(stated != sum(worths))
    found = explain(stated, parts(*worths))
    count = single(stated, worths)
    if count:
        assert found.touched == 1
        assert len(set(found.sentences)) + found.more <= count
        assert found.sentences
    else:
        assert found.touched > 1 or not found.sentences


@given(st.lists(st.integers(10_000, 10**7), min_size=4, max_size=9), st.data())
def test_what_was_left_out_is_among_the_smallest_sets(worths: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(worths) - 1), min_size=1, max_size=len(worths) - 1))
    stated = sum(worth for place, worth in enumerate(worths) if place not in gone)
    found = explain(stated, parts(*worths))
    assert found.sentences or found.tried
    assert not found.sentences or found.touched <= len(gone)
    if found.sentences and found.touched == len(gone) and len(gone) > 1:
        assert (
            "，并且".join(f"漏了行 {place + 1}（{place + 1}） {worths[place] / 100:.2f}" for place in sorted(gone))
            in found.sentences
        )
