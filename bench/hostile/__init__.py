"""``make hostile``: files made to crash, stall, fill the memory or mislead, each put to the real door; what is expected stands beside each.

Everything is generated when it runs. A kind is a name, a function that makes the file, and what must come of it.
"""
