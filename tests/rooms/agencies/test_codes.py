"""Identity codes of both formats (domain: QCVN 102:2016 and Decision 20/2020/QĐ-TTg)."""

from __future__ import annotations

import pytest

from motcua.agencies.rules import code_path, is_new_code, is_old_code, old_form


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("000.00.53.H48", ("H48", "53")),
        ("000.00.00.H48", ("H48",)),
        ("000.21.53.H48", ("H48", "53", "21")),
        ("007.00.53.H48", ("H48", "53", "00", "007")),
        ("H48", ("H48",)),
        ("H48.53.21", ("H48", "53", "21")),
        ("H55.242", ("H55", "242")),
    ],
)
def test_a_code_is_read_from_the_top(code, path):
    assert code_path(code) == path


@pytest.mark.parametrize(
    "code", ["", "h48.53", "H48.", "H48.1234", "00.00.53.H48", "H48.1.2.3.4.5"]
)
def test_what_is_no_code_is_refused(code):
    assert not is_old_code(code)
    assert not is_new_code(code)
    with pytest.raises(ValueError, match="mã định danh"):
        code_path(code)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("H48", "000.00.00.H48"),
        ("H48.53", "000.00.53.H48"),
        ("H48.53.7", "000.07.53.H48"),
        ("H55.242", ""),
        ("H48.1.2.3", ""),
    ],
)
def test_the_old_form_exists_only_where_it_fits(new, old):
    assert old_form(new) == old
