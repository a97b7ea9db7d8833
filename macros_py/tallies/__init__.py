"""The tables the program fills, one tally a file: each turns a judged book into the rows of one table."""
