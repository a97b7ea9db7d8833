"""Forms (公示表): what the named cells and 公示_ tables of a workbook mean, and what is written into them.

``names`` reads a defined name, ``offers`` has the value for it; ``tables`` finds the list that a table means, ``lists`` has its columns. ``survey`` tells which
forms a workbook holds, ``obstacles`` what stands in the way of posting them.
"""
