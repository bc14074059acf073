"""Strict JSON is read whole or refused; what is refused says why and echoes nothing long."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.strict_json import StrictJsonError, loads

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
_NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES, st.booleans())
def test_what_python_writes_without_liberties_is_read_as_it_was(value: Any, ascii_only: bool) -> None:  # noqa: FBT001 - drawn
    """Every finite value survives, written with escapes or without."""
    assert loads(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "not JSON: expecting value"),
        (b"{", "not JSON: expecting property name enclosed in double quotes"),
        (b"[1,]", "not JSON: expecting value"),
        (b"[1] 2", "not JSON: extra data"),
        (b"[NaN]", "NaN is not a JSON value"),
        (b"[-Infinity]", "-Infinity is not a JSON value"),
        (b"[1e999]", "a number is beyond what a double holds"),
        (b"[" + b"9" * 5000 + b"]", "a whole number is beyond what a double holds"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', 'the key "c" stands twice in one object'),
        (b'{"a": "\x00"}', "not JSON: invalid control character"),
        (b'["\\u0000"]', "a string holds NUL or a lone surrogate"),
        (b'{"\\ud800": 1}', "a string holds NUL or a lone surrogate"),
        (b'["\xed\xa0\x80"]', "the bytes are not UTF-8"),
        ("[1]".encode("utf-16"), "the bytes are not UTF-8"),
        ("[1]".encode("utf-16-le"), "not JSON: expecting value"),
        (b"[" * 33 + b"]" * 33, "nested more than 32 levels deep"),
        (b'[{"a":' * 17 + b"1" + b"}]" * 17, "nested more than 32 levels deep"),
        (b"[" * 100_000, "nested more than 32 levels deep"),
        (b'{"a":' * 100_000, "nested more than 32 levels deep"),
    ],
)
def test_what_is_not_strict_json_is_refused_by_name(data: bytes, detail: str) -> None:
    """Each liberty and each break has its own words."""
    with pytest.raises(StrictJsonError) as caught:
        loads(data)
    assert caught.value.detail == detail


def test_a_refusal_never_echoes_a_long_key() -> None:
    """A repeated key is named by its first characters."""
    key = b"k" * 100_000
    with pytest.raises(StrictJsonError) as caught:
        loads(b'{"' + key + b'":1,"' + key + b'":2}')
    assert str(caught.value) == f'the key "{"k" * 40}\\u2026" stands twice in one object'


def test_brackets_inside_strings_are_not_nesting() -> None:
    """Depth counts arrays and objects, not characters."""
    data = json.dumps(["[" * 200 + '"\\' + "{" * 200]).encode()
    assert loads(data) == ["[" * 200 + '"\\' + "{" * 200]


def test_thirty_two_levels_are_read() -> None:
    """The limit itself is allowed, and many shallow arrays are no depth."""
    assert json.dumps(loads(b"[" * 32 + b"]" * 32)) == "[" * 32 + "]" * 32
    assert loads(b"[" + b"[]," * 1000 + b"[]]") == [[]] * 1001


def test_a_string_left_open_costs_no_more_than_its_length() -> None:
    """Quotes behind a string that never closes are not each tried anew: this ends at once or not for minutes."""
    with pytest.raises(StrictJsonError):
        loads(b"[" * 40 + b'"' + b'\\"' * 1_000_000)


def test_strings_are_repaired_where_asked() -> None:
    """A lone surrogate becomes U+FFFD and NUL goes, in keys and values; pairs and large numbers stay."""
    data = b'{"a\\u0000": ["\\ud800x", {"\\udfff": "\\ud83d\\ude00"}], "n": 12345678901234567890123}'
    repaired = {"a": ["\ufffdx", {"\ufffd": "\U0001f600"}], "n": 12345678901234567890123}
    assert loads(data, repair_strings=True) == repaired


def test_keys_made_equal_by_repair_are_refused() -> None:
    """Repair must not drop a value unsaid."""
    with pytest.raises(StrictJsonError, match="twice"):
        loads(b'{"a": 1, "a\\u0000": 2}', repair_strings=True)


def test_a_byte_order_mark_at_the_start_is_passed_over() -> None:
    """RFC 8259 lets a reader ignore it; one further on is an error."""
    assert loads(b"\xef\xbb\xbf[1]") == [1]
    with pytest.raises(StrictJsonError):
        loads(b"\xef\xbb\xbf\xef\xbb\xbf[1]")
