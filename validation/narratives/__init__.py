"""A statement told in sentences: its numbered items, the figures in them with their places, and what each is stated to be made of."""
