"""What a workbook says cannot steer the terminal."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.terminal import json_pieces, visible

SPELLED_OUT = [
    ("\x1b[31m红", "\\x1b[31m红"),
    ("\x9b31m", "\\x9b31m"),
    ("a\r\nb\tc\x07", "a\\r\\nb\\tc\\x07"),
    ("零\u200b宽\ufeff", "零\\u200b宽\\ufeff"),
    ("\u202egnp.txt\u2066", "\\u202egnp.txt\\u2066"),
    ("\u2028\u2029\x85\xad", "\\u2028\\u2029\\x85\\xad"),
    ("\U000e0041", "\\U000e0041"),
    ("\ud800", "\\ud800"),
]


@pytest.mark.parametrize(("text", "shown"), SPELLED_OUT)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["", "大米 12.5 公斤", "全角　空格\u00a0", "“引号”‹冲›（）！→÷…—", "𠮷é€🍚", "C:\\账\\新.xlsx"])
def test_what_can_be_seen_is_left_alone(text: str) -> None:
    assert visible(text) == text


def harmless(text: str) -> bool:
    return all(unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for each in text)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_no_text_steers(text: str) -> None:
    assert harmless(visible(text))


@given(
    st.dictionaries(st.text(), st.one_of(st.text(), st.lists(st.text(st.sampled_from('a\x1b\x9b\u202e\u2028\U000e0041\n\\"米')))))
)
def test_json_is_the_same_document_without_what_steers(document: object) -> None:
    text = "".join(json_pieces(document))
    assert json.loads(text) == document
    assert harmless(text.replace("\n", ""))


def test_json_is_laid_out_a_value_on_a_line_and_a_generator_is_a_list() -> None:
    document = {"a": (each for each in [{"b": 1, "c": None}, {}]), "d": [], "e": {"f": (True, "米")}}
    assert "".join(json_pieces(document)) == (
        '{\n "a": [\n  {\n   "b": 1,\n   "c": null\n  },\n  {}\n ],\n "d": [],\n "e": {\n  "f": [\n   true,\n   "米"\n  ]\n }\n}'
    )
    assert "".join(json_pieces({})) == "{}"
    assert "".join(json_pieces("a\n\x1b\u202e")) == '"a\\n\\u001b\\u202e"'
