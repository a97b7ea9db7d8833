"""Installing: mealbook put where Excel and the file manager look for it, taken away again without a trace, and every link of the chain tried.

What goes where is plain data (``pieces``), made from plain data (``Machine``); ``receipt`` puts pieces there and takes them back.
"""
