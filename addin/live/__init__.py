"""The live host: a workbook that is open in Excel, read and written through xlwings. The only place that knows xlwings.

``host`` is the contract, ``reading`` and ``writing`` its two halves, ``cells`` how Excel's values become ours and ours Excel's, ``blocks`` which
rectangles are written, ``engine`` how Excel is spoken to (patiently, quietly, past a protection), ``calling`` which workbook a button means.
"""
