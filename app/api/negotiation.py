"""Choose among the representations of a resource by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import NotAcceptableError


def choose(accept: str | None, offered: Sequence[str]) -> str:
    """Return the media type that suits best; the first offered wins where several do.

    Raises NotAcceptableError where none is allowed.
    """
    if not accept:
        return offered[0]
    ranges = read_wishes(accept)
    qualities = [_quality(kind, ranges) for kind in offered]
    best = max(qualities, default=0.0)
    if best <= 0:
        raise NotAcceptableError(f"This is to be had as {', '.join(offered)}.")
    return offered[qualities.index(best)]


def read_wishes(header: str) -> list[tuple[str, float]]:
    """Return what a header such as Accept or Accept-Encoding names, in lower case, and how much each is wished for, from 0 to 1."""
    return [_read_wish(part) for part in header.split(",") if part.strip()]


def _read_wish(text: str) -> tuple[str, float]:
    """Read a name and its quality; what is not a number counts as no wish at all."""
    kind, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return kind, min(1.0, max(0.0, float(value)))
            except ValueError:
                return kind, 0.0
    return kind, 1.0


def _quality(kind: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return how much a type is wished for: by the most exact range that covers it."""
    family = f"{kind.partition('/')[0]}/*"
    for wanted in (kind, family, "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
