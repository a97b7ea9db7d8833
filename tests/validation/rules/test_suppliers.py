"""统一社会信用代码: the check character of GB 32100-2015, on codes in public use."""

from __future__ import annotations

import pytest

from validation.rules.suppliers import check_character


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110108551385082Q", "91110105MA0000000Y"])
def test_the_eighteenth_character_follows_from_the_others(code: str) -> None:
    assert check_character(code) == code[-1]


def test_any_single_wrong_character_is_noticed() -> None:
    code = "91350100M000100Y4"
    for place in range(len(code)):
        wrong = code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :]
        assert check_character(wrong) != "3"
