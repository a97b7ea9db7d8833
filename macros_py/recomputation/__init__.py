"""核对: plain Excel formulas that compute every figure of the forms again, from the registers and the result tables alone.

``columns`` names the cells, ``terms`` has the sums that figures are made of, ``figures`` puts them together, ``sources`` says in words where they come
from. Formulas are made of names of tables and columns, of days, and of the program's own words; nothing that a user typed becomes part of one.
"""
