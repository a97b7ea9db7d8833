"""What a district needs of one judged book, as small tables, and how the tables of many books are brought together.

Here live the unit of work behind ``mealbook rollup`` (``summary``), the prices, names, choices and ranks that are made of many summaries. No file, no
process, no pandas: those are ``addin.district``'s.
"""
