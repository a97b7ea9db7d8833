"""A made-up school's whole term, 2025秋: a primary school of about 300 diners, from which ``mealbook demo`` builds its two workbooks.

Here live the rows (plain data, arithmetic patterns instead of chance, so that every run makes the same book) and the filling of a blank
template with them. Nobody and nothing named here exists. Prices, weights and head counts are plausible, not observed.
"""
