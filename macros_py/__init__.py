"""The functions behind the buttons: the stock ledger, one tally a file, the figures.

Records come in, a draft goes out. No Excel and no file in here.
"""
