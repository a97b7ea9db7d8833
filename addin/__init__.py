"""The only place that touches a workbook: the host contract, its hosts, and the commands.

A host reads the tables of a workbook as plain data and applies a draft to it. Nothing here decides what a number means.
"""
