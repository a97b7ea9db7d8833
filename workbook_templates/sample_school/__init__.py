"""A made-up primary school's whole term, 2025秋, about 300 diners: ``mealbook demo`` builds its two workbooks from it.

Here live the rows (plain data; arithmetic patterns instead of chance, so every run makes the same book), the errors
planted in the second workbook, and the filling of a blank template with rows. Nobody and nothing named here exists;
prices, weights and head counts are plausible, not observed.
"""
