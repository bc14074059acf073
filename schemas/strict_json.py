"""Read strict JSON: RFC 8259 in UTF-8, without the liberties that Python's own reader takes.

Refused are NaN and Infinity, numbers beyond what a double holds, a key given twice in one object, deep nesting, and
(unless they are to be repaired) NUL and lone surrogates in strings, which no database and no UTF-8 text can carry.
Whole numbers within a double's range keep every digit. Standard library only.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

MAX_DEPTH = 32

# The longest whole number that a double can hold has 309 digits; one digit less is always inside.
_MOST_DIGITS = 308
_LONGEST_KEY_SHOWN = 40

# The closing mark is optional so that an unclosed string is passed over once, not tried again from each quote in it.
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACES_TO_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")

# NUL and surrogates can only come from escapes: as bytes they are not valid JSON or not valid UTF-8.
_DOUBTFUL_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class StrictJsonError(ValueError):
    """What was read is not strict JSON. `position` counts characters from 0, where the place is known."""

    def __init__(self, detail: str, position: int | None = None) -> None:
        """Keep a sentence without a full stop that quotes nothing of the input but a short key."""
        super().__init__(detail if position is None else f"{detail} at character {position}")
        self.detail = detail
        self.position = position


def loads(data: bytes, *, repair_strings: bool = False, max_depth: int = MAX_DEPTH) -> Any:  # noqa: ANN401 - JSON is any
    """Return the value that `data` holds; a byte order mark at its start is passed over.

    With `repair_strings`, lone surrogates become U+FFFD and NUL is dropped, in keys too; without it they are refused.
    `max_depth` counts arrays and objects inside one another. Raises `StrictJsonError`.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StrictJsonError("the bytes are not UTF-8", error.start) from None
    _check_depth(data, max_depth)
    try:
        value = _DECODER.decode(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise StrictJsonError(
            f"not JSON: {error.msg[0].lower()}{error.msg[1:].removesuffix(' at')}", error.pos
        ) from None
    if _DOUBTFUL_ESCAPE.search(data):
        return _repaired(value) if repair_strings else _without_unfit_strings(value)
    return value


def _check_depth(data: bytes, max_depth: int) -> None:
    """Refuse nesting deeper than `max_depth`, before a recursive reader meets it.

    Of the input only the brackets outside strings are kept; each pass takes the innermost pairs away.
    """
    if data.count(b"[") + data.count(b"{") <= max_depth:
        return
    brackets = _STRING.sub(b"", data).translate(_BRACES_TO_BRACKETS, _NOT_BRACKETS)
    for _ in range(max_depth):
        brackets = brackets.replace(b"[]", b"")
    if b"[]" in brackets or b"[" * (max_depth + 1) in brackets:
        raise StrictJsonError(f"nested more than {max_depth} levels deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, refusing a key given twice: readers disagree on which one counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise StrictJsonError(f"the key {_shown(repeated)} stands twice in one object")
    return made


def _shown(key: str) -> str:
    """Write a key for a message: ASCII, and not at any length."""
    return json.dumps(key if len(key) <= _LONGEST_KEY_SHOWN else key[:_LONGEST_KEY_SHOWN] + "…")


def _float(digits: str) -> float:
    """Read a number with a fraction or an exponent."""
    value = float(digits)
    if math.isinf(value):
        raise StrictJsonError("a number is beyond what a double holds")
    return value


def _int(digits: str) -> int:
    """Read a whole number."""
    if len(digits) > _MOST_DIGITS:
        raise StrictJsonError("a whole number is beyond what a double holds")
    return int(digits)


def _constant(name: str) -> None:
    """Refuse what Python adds to JSON."""
    raise StrictJsonError(f"{name} is not a JSON value")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant)


def _repaired(value: Any) -> Any:  # noqa: ANN401 - JSON is any
    """Return the value with every string made fit to be stored."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value.replace("\x00", ""))
    if isinstance(value, list):
        return [_repaired(item) for item in value]
    if isinstance(value, dict):
        return _object([(_repaired(key), _repaired(item)) for key, item in value.items()])
    return value


def _without_unfit_strings(value: Any) -> Any:  # noqa: ANN401 - JSON is any
    """Return the value as it is, or refuse it for a string that cannot be stored."""
    if isinstance(value, str) and _UNFIT.search(value):
        raise StrictJsonError("a string holds NUL or a lone surrogate")
    if isinstance(value, list):
        for item in value:
            _without_unfit_strings(item)
    if isinstance(value, dict):
        for key, item in value.items():
            _without_unfit_strings(key)
            _without_unfit_strings(item)
    return value
