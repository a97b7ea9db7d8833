"""A finished statement of income and expense: its lines, what each is stated to be made of, and what it comes to when that is done again."""
