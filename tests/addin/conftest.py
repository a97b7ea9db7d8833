"""The tests over real workbooks are collected only where the workbooks are: a test without its samples is no test."""

from pathlib import Path

_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "workbooks"
collect_ignore = [] if _SAMPLES.is_dir() else ["test_corpus.py"]
