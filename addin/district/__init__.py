"""``mealbook rollup``: files found, read in children or on a cluster, kept, and brought together on sheets and in Parquet files.

What is made of one book, and what of many, is decided in ``macros_py.district``; here are the files, processes and libraries it takes. Only this package
may import pandas, pyarrow, XlsxWriter and Dask, which come with ``mealbook[district]`` and ``mealbook[cluster]``.
"""
