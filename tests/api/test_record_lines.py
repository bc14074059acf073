"""Cutting a body of records into records, whatever the pieces that it arrives in."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app.api.record_lines import LONGEST_LINE, split_array, split_lines
from app.errors import InvalidInputError, InvalidJsonError
from app.story.record_id import record_id
from schemas.record import IngestProblem
from tests.conftest import PUBLIC_URL, Keys

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def in_pieces(body: bytes, cuts: list[int]) -> list[bytes]:
    """Cut a body at some places."""
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    return [body[start:end] for start, end in pairwise(places)]


def told(lines: list[tuple[int, bytes | IngestProblem]]) -> list[tuple[int, str]]:
    """Show each line as its bytes or as what is wrong with it."""
    return [(number, line.detail if isinstance(line, IngestProblem) else line.decode()) for number, line in lines]


@given(
    st.lists(JSON_VALUES),
    st.lists(st.integers(0, 10_000)),
    st.sampled_from([None, 1]),
    st.sampled_from(["utf-8", "ascii"]),
)
def test_an_array_is_cut_into_its_items(items: list[object], cuts: list[int], indent: int | None, charset: str) -> None:
    """Wherever the pieces of a body end, each item comes out as it went in, numbered from 1."""
    body = json.dumps(items, indent=indent, ensure_ascii=charset == "ascii").encode("utf-8", "surrogatepass")
    found = list(split_array(in_pieces(body, cuts)))
    assert [number for number, _ in found] == list(range(1, len(items) + 1))
    assert [json.loads(item) for _, item in found if isinstance(item, bytes)] == items


@given(st.lists(JSON_VALUES), st.lists(st.integers(0, 10_000)), st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
def test_lines_are_cut_at_line_ends(items: list[object], cuts: list[int], end: bytes) -> None:
    """Wherever the pieces of a body end, each line that is not blank comes out whole, with its number in the body."""
    body = end.join(json.dumps(item).encode() for item in items)
    found = list(split_lines(in_pieces(body, cuts)))
    assert [json.loads(item) for _, item in found if isinstance(item, bytes)] == items
    assert [number for number, _ in found] == [1 + place * end.count(b"\n") for place in range(len(items))]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_no_body_breaks_the_cutting(body: bytes, cuts: list[int]) -> None:
    """Whatever the bytes, and however they are cut, what comes out is the same and nothing unforeseen is raised."""
    assert list(split_lines(in_pieces(body, cuts))) == list(split_lines([body]))
    whole = b"[" + body
    assert list(split_array(in_pieces(whole, cuts))) == list(split_array([whole]))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[]", []),
        (b"\xef\xbb\xbf [ ] \n", []),
        (b"[1]", [(1, "1")]),
        (b"[1, ]", [(1, "1"), (2, "An item is missing.")]),
        (b"[,1]", [(1, "An item is missing."), (2, "1")]),
        (b"[{}, {]", [(1, "{}"), (2, "The body ends inside the array. What follows was not read.")]),
        (b"[1}", [(1, "1"), (2, "A bracket closes what was not opened. What follows was not read.")]),
        (b"[1", [(1, "The body ends inside the array. What follows was not read.")]),
        (b'["a]', [(1, "The body ends inside the array. What follows was not read.")]),
        (b"[1] [2]", [(1, "1"), (2, "The body goes on after the array. What follows was not read.")]),
        (b'[{"a": "],\\"{"}, 2]', [(1, '{"a": "],\\"{"}'), (2, "2")]),
        (b"[nonsense, 2]", [(1, "nonsense"), (2, "2")]),
    ],
)
def test_a_broken_array_is_reported_where_it_breaks(body: bytes, expected: list[tuple[int, str]]) -> None:
    """What can be cut is handed on, to be judged alone; the break itself is the last item."""
    assert told(list(split_array([body]))) == expected


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{}", InvalidInputError),
        (b"null", InvalidInputError),
        (b"", InvalidJsonError),
        (b" \n", InvalidJsonError),
        (b"]", InvalidJsonError),
        (b"\xff", InvalidJsonError),
        (b"\xef\xbb", InvalidJsonError),
    ],
)
def test_what_is_no_array_is_refused_before_anything_is_read(body: bytes, error: type[Exception]) -> None:
    """The status has to be right, so this is raised at once and not with the first item."""
    with pytest.raises(error):
        split_array([body])


def test_a_line_over_a_mebibyte_is_rejected_alone() -> None:
    """It is passed over without being held; the lines around it are handed on."""
    long = b'"' + b"x" * (3 * LONGEST_LINE) + b'"'
    body = b"1\n" + long + b"\n2\n" + long
    pieces = in_pieces(body, list(range(0, len(body), 65_536)))
    assert told(list(split_lines(pieces))) == [
        (1, "1"),
        (2, "The line is over 1 MiB."),
        (3, "2"),
        (4, "The line is over 1 MiB."),
    ]


# A quarter longer than may be, so that there is more to pass over in several pieces.
_LONG = LONGEST_LINE * 5 // 4
LONG_ITEMS = {
    "a text": b'{"text": "' + b"x" * _LONG + b'"}',
    "a text full of marks": b'{"text": "' + b'],}{[\\"\\\\' * (_LONG // 9) + b'"}',
    "a number": b"1" * _LONG,
    "a deep array": b"[" * (_LONG // 2) + b"]" * (_LONG // 2),
    "many small values": b"[" + b'{"a": "b,]"}, ' * (_LONG // 14) + b"0]",
    "white space": b" " * _LONG + b"0",
    "one byte too many": b'"' + b"x" * (LONGEST_LINE - 1) + b'"',
}


@pytest.mark.parametrize("piece", [9_973, 65_536, 16 * LONGEST_LINE])
@pytest.mark.parametrize("name", LONG_ITEMS)
def test_an_item_over_a_mebibyte_is_rejected_alone(name: str, piece: int) -> None:
    """Wherever the pieces of a body end, the items around it are handed on, and it is the last one as well as any."""
    long = LONG_ITEMS[name]
    body = b'[1,"a",' + long + b',{"b": "],"},' + long + b"," + long + b',"\\"",' + long + b"]"
    pieces = in_pieces(body, list(range(0, len(body), piece)))
    assert told(list(split_array(pieces))) == [
        (1, "1"),
        (2, '"a"'),
        (3, "The item is over 1 MiB."),
        (4, '{"b": "],"}'),
        (5, "The item is over 1 MiB."),
        (6, "The item is over 1 MiB."),
        (7, '"\\""'),
        (8, "The item is over 1 MiB."),
    ]
    assert told(list(split_array([b"[", *in_pieces(long + b"]", list(range(0, len(long), piece)))]))) == [
        (1, "The item is over 1 MiB.")
    ]


@given(st.lists(JSON_VALUES), st.lists(st.integers(0, 10_000)))
def test_items_are_cut_alike_whether_kept_or_passed_over(items: list[object], cuts: list[int]) -> None:
    """With a limit of a few bytes, every longer item is reported under its own number and every other handed on."""
    texts = [json.dumps(item).encode() for item in items]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.api.record_lines.LONGEST_LINE", 12)
        found = list(split_array(in_pieces(b"[" + b",".join(texts) + b"]", cuts)))
    expected = [text.decode() if len(text) <= 12 else "The item is over 1 MiB." for text in texts]
    assert told(found) == list(enumerate(expected, 1))


def test_an_item_that_is_passed_over_is_not_held() -> None:
    """Of 64 MiB no more is ever held than the longest item and the pieces that it is joined from."""

    def arriving() -> Iterator[bytes]:
        yield b'[1, "'
        for _ in range(1024):
            yield b"x" * 65_536
        yield b'", 2]'

    tracemalloc.start()
    try:
        found = told(list(split_array(arriving())))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == [(1, "1"), (2, "The item is over 1 MiB."), (3, "2")]
    assert most < 4 * LONGEST_LINE


@pytest.mark.parametrize("start", [b"[1}", b"[1] 2", b'[1, "' + b"x" * (2 * LONGEST_LINE)])
def test_a_broken_array_is_read_to_its_end(start: bytes) -> None:
    """A client that is still sending when it is answered may lose the answer."""
    arriving = iter([start, b"x", b" ", b"x"])
    assert len(list(split_array(arriving))) == 2
    assert next(arriving, None) is None


def test_records_around_long_ones_are_all_stored(client: TestClient, keys: Keys) -> None:
    """Each item of the array is accounted for in the answer, by its place in it."""

    def item(number: int) -> bytes:
        text = "x" * {2: 3, 5: 12}.get(number, 0) * LONGEST_LINE or "The tide was late."
        record = {"source": "s", "external_id": str(number), "text": text, "published_at": "2026-06-02T05:30:00Z"}
        return json.dumps(record).encode()

    body = b"[" + b",\n".join(item(number) for number in range(1, 8)) + b"]"
    pieces = in_pieces(body, list(range(0, len(body), 65_536)))
    headers = keys["ingest"] | {"Content-Type": "application/json"}
    answer = client.post("/v1/records", content=iter(pieces), headers=headers).json()
    problem = {
        "type": f"{PUBLIC_URL}/problems/too-large",
        "title": "Too large",
        "detail": "The item is over 1 MiB.",
        "pointer": None,
    }
    rejected = {"id": None, "outcome": "rejected", "problem": problem}
    assert answer == {
        "created": 5,
        "updated": 0,
        "unchanged": 0,
        "rejected": 2,
        "results": [
            {
                "line": number,
                **(rejected if number in (2, 5) else {"id": record_id("s", str(number)), "outcome": "created"}),
            }
            for number in range(1, 8)
        ],
    }
