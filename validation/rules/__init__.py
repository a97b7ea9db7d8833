"""The rules, one file a family, and ``RULES``, which lists them by hand in the order of their codes."""

from validation.rules.arithmetic import amount_is_quantity_times_price, slip_total_is_sum_of_amounts
from validation.rules.rule import Problem, Rule

RULES: tuple[Rule, ...] = (
    amount_is_quantity_times_price,
    slip_total_is_sum_of_amounts,
)

__all__ = ["RULES", "Problem", "Rule"]
