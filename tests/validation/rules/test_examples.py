"""Every rule, on its own smallest example: the example yields that rule's finding, where it says, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from macros_py.judge import judge
from tests.validation.text_books import book_of
from validation.findings import Level
from validation.rules import RULES, Rule


def test_a_good_book_has_no_findings() -> None:
    assert judge(book_of("").raw).findings == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_yields_just_its_finding(rule: Rule) -> None:
    example = book_of(rule.example)
    assert example.expected is not None, "the example says where its finding stands"
    findings = judge(example.raw, today=example.today, previous=example.previous).findings
    found = {(finding.rule, finding.table, finding.row, finding.column) for finding in findings}
    assert found == {(rule.code, example.expected.table, example.expected.row, example.expected.column)}, "\n".join(
        map(str, findings)
    )
    assert all(finding.level is rule.level for finding in findings)
    assert any(finding.blocks for finding in findings) is rule.blocks


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_finding_says_what_is_wrong_and_what_to_do(rule: Rule) -> None:
    example = book_of(rule.example)
    for finding in judge(example.raw, today=example.today, previous=example.previous).findings:
        assert finding.message
        assert finding.suggestion
        assert not any(word in finding.message + finding.suggestion for word in ("None", "Fraction", "datetime", "{", "}"))


def test_every_rule_has_a_code_of_its_own_a_title_and_an_example() -> None:
    assert Counter(rule.code for rule in RULES).most_common(1)[0][1] == 1
    for rule in RULES:
        assert rule.title.endswith("。"), rule.code
        assert rule.example, rule.code
        assert rule.level is Level.ERROR or not rule.blocks, rule.code


def test_rules_stand_in_the_order_of_their_codes_family_by_family() -> None:
    families = list(dict.fromkeys(rule.code[:3] for rule in RULES))
    assert [rule.code for rule in RULES] == sorted((rule.code for rule in RULES), key=lambda code: (families.index(code[:3]), code))
