"""The help page of the rules is fresh and complete."""

from __future__ import annotations

from validation import profiles
from validation.rules import RULES
from validation.rules.page import PAGE, main, page, parameters_of


def test_the_committed_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
    assert main(["--check"]) == 0


def test_every_rule_has_a_line() -> None:
    lines = page().splitlines()
    for rule in RULES:
        assert any(line.startswith(f"| {rule.code} | {rule.level} |") and rule.title in line for line in lines)


def test_a_rule_names_the_parameters_it_rests_on() -> None:
    """A parameter's name is a constant of ``validation.profiles``: a rule that uses one says so in its docstring."""
    names = {key: value for key, value in vars(profiles).items() if key.isupper() and isinstance(value, str)}
    for rule in RULES:
        used = {names[name] for name in rule.check.__code__.co_names if name in names}
        assert used <= set(parameters_of(rule)), rule.code
    assert {name for rule in RULES for name in parameters_of(rule)} == {
        *(each.name for each in profiles.PARAMETERS),
        *profiles.OFFERED,
    }
