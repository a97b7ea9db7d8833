"""Numbers on a posted page show as the cell shows them."""

from __future__ import annotations

import pytest

from addin.copies.number_formats import displayed
from validation.cells import ErrorValue

SHOWN = """
1234.5      #,##0.00                     1,234.50
-1234.5     #,##0.00                     -1,234.50
1.005       0.00                         1.01
0.0312      0.00%                        3.12%
12          #,##0.00####                 12.00
12.3456     #,##0.00####                 12.3456
100         #,##0.###                    100
3           0"人"                        3人
-2          #,##0.00;[红色](#,##0.00)    (2.00)
0           0.00;-0.00;"—"               —
-0.001      0.00                         0.00
7           ¥#,##0.00                    ¥7.00
45901       yyyy-mm-dd                   2025-09-01
45901       yyyy"年"m"月"d"日"           2025年9月1日
45901       yyyy-mm                      2025-09
0.1         General                      0.1
12.5        @                            12.5
12345678.9  #,##0                        12,345,679
"""


@pytest.mark.parametrize("line", SHOWN.strip().splitlines())
def test_numbers(line: str) -> None:
    value, code, text = line.split()
    assert displayed(float(value), code) == text


def test_what_is_no_number() -> None:
    assert displayed("郑七", '"编制人："@') == "编制人：郑七"
    assert displayed(None, '"编制人："@') == ""
    assert displayed("暂缺", "#,##0.00") == "暂缺"
    assert displayed(True, "General") == "TRUE"
    assert displayed(ErrorValue("#N/A"), "0") == "#N/A"
    assert displayed(45900.0, "yyyy-mm-dd", date1904=True) == "2029-09-01"
