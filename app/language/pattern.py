"""Regular expressions that are compiled when first used: a tenth of the time until the service is ready would go into them.

A service that has started compiles them all beside its first requests (`compile_all`), so that no story waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

_USES = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern")
_waiting: list[Callable[[], object]] = []


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that reads, but for its type, as `re.compile(source, flags)` does; a mistake shows at its first use."""
    made_late = _LatePattern(source, flags)
    late(made_late.compile)
    return cast("re.Pattern[str]", made_late)


def late(build: Callable[[], object]) -> None:
    """Have something that is built when first used built by `compile_all`, if it has not been by then."""
    _waiting.append(build)


def compile_all() -> None:
    """Compile every pattern that has not been used yet."""
    while _waiting:
        _waiting.pop()()


class _LatePattern:
    """A pattern that takes over what a compiled one can do as soon as it is asked for any of it."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source, flags

    def compile(self) -> re.Pattern[str]:
        """Compile, and answer from then on as the compiled pattern does."""
        compiled = re.compile(*self._source)
        self.__dict__.update({use: getattr(compiled, use) for use in _USES})
        return compiled

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a compiled pattern has
        """Answer the first question; Python asks here only for what is not there yet."""
        return getattr(self.compile(), name)
