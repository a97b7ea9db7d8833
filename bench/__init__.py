"""Measurements for developers: a corpus of real workbooks put through the file host, and timings beside a usual script's.

Nothing in here is shipped, and no timing in here is an assertion of the test suite.
"""
