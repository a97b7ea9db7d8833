"""What a register is, and when its rows are true.

Here live the declarations of the workbook's tables (one file a register), how Excel's values become ours, the reading of a table into
records and findings, and one named function a rule. Nothing here knows a file format, openpyxl, Excel or the stock ledger.
"""
