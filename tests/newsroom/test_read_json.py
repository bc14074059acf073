"""The fast way to read a record's JSON gives what the strict way gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.newsroom import read_json as fast
from app.newsroom.read_json import read_json
from schemas.strict_json import StrictJsonError, loads

# What lines are made of, and what the two readers see differently.
PIECES = [
    b'{"a":',
    b'"b":',
    b'"b" :',
    b'"c\\":',
    b'"c\\\\":',
    b"\\u0022:",
    b"\\u003a",
    b'"',
    b",",
    b":",
    b" ",
    b"\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b"1",
    b"-0",
    b"1e400",
    b"0.5",
    b"123456789012345678",
    b"9007199254740993",
    b"18446744073709551616",
    b"null",
    b"NaN",
    b"x",
    b"\\u0000",
    b"\\ud800",
    b"\\ud83d\\ude00",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    "灯塔".encode(),
]
VALUES = st.recursive(
    st.none() | st.integers(-(2**70), 2**70).map(str) | st.sampled_from(['"x\\":"', '"\\u0022:"', '"\\u003a"', "2.50"]),
    lambda inner: st.lists(st.tuples(st.sampled_from(['"a"', '"b"', '"a\\\\"', '"\\u0061"']), inner), max_size=4).map(
        lambda pairs: "{" + ",".join(f"{key}:{value or 'null'}" for key, value in pairs) + "}"
    ),
    max_leaves=6,
)


def outcome(read: Callable[[bytes], object], data: bytes) -> str:
    """Return a value as Python writes it, which shows the order of keys and the kind of numbers, or what is wrong."""
    try:
        return repr(read(data))
    except StrictJsonError as error:
        return f"refused: {error}"


def strictly(data: bytes) -> object:
    """Read in the strict way."""
    return loads(data, repair_strings=True)


@given(st.lists(st.sampled_from(PIECES), max_size=10).map(b"".join))
@example(b'{"a":1,"a":2}')
@example(b'{"a":"x\\":","a":2}')
@example(b'{"a":1,"b" :1,"b":2}')
@example(b'{"a":1,"\\u0061":2,"b":"\\u0022:"}')
@example(b'{"a":1,"a":2,"b":"\\u003a"}')
@example(b'{"a":1,"a":2,"b":"\\u003A"}')
@example(b"[" * 33 + b"]" * 33)
@example(b'{"a":18446744073709551616}')
def test_any_bytes_are_read_or_refused_as_the_strict_reader_does(data: bytes) -> None:
    """Neither a repeated key nor a digit is lost, and a refusal has the same words."""
    assert outcome(read_json, data) == outcome(strictly, data)


@given(VALUES.map(lambda value: (value or "null").encode()))
def test_objects_with_keys_given_twice_are_refused_as_the_strict_reader_does(data: bytes) -> None:
    """Whatever quotation marks and colons its strings hold."""
    assert outcome(read_json, data) == outcome(strictly, data)


def test_an_ordinary_line_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The strict reader is left for what may need it."""
    monkeypatch.setattr(fast, "loads", None)
    line = '{"source": "pell-gazette", "title": "Kiln: \\"lit\\"", "raw": {"row": 7, "tags": ["灯塔", 1.5]}}'
    assert read_json(line.encode()) == {
        "source": "pell-gazette",
        "title": 'Kiln: "lit"',
        "raw": {"row": 7, "tags": ["灯塔", 1.5]},
    }
