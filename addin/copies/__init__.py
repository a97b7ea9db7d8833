"""Values-only copies of sheets of a workbook, in packages of their own, and the fingerprint by which such a copy is known again.

Nothing is taken over that is not listed here: so no macro, link, comment, hidden sheet, picture or name of a person comes along unseen.
"""
