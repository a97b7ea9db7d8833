"""What the workbook looks like, and what is to be written into it.

Here live the builder of the template (openpyxl, from the registers), the sample school, the built templates, and the draft: the
plain data a button wants written. Nothing here computes a figure or touches a user's file.
"""
