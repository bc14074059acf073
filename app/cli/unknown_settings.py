"""Settings that nobody reads: a slip of the pen in a variable's name must not pass unseen."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from difflib import get_close_matches

from pydantic_settings import DotEnvSettingsSource

from app.main import providers_of
from app.settings import Settings

_PREFIX = "STORYWIRE_"
# What tests and scripts read, see the README.
_OF_TESTS = frozenset({"STORYWIRE_CORPUS", "STORYWIRE_POSTGRES_BIN", "STORYWIRE_EXAMPLES"})
_log = logging.getLogger("storywire.settings")


def unknown_settings(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each variable, of the environment or of `.env`, that bears the prefix and sets nothing."""
    known = {f"{_PREFIX}{name}".upper() for name in Settings.model_fields}
    keys = {each.key_variable for each in providers_of(settings) if each.key_variable}
    given = {
        name.upper()
        for name in (*os.environ, *DotEnvSettingsSource(Settings).env_vars)
        if name.upper().startswith(_PREFIX)
    }
    for name in sorted(given - known - keys - _OF_TESTS):
        near = get_close_matches(name, known, 1, 0.8)
        yield f"There is no setting {name}{f': is {near[0]} meant?' if near else '.'}"


def warn_of_unknown_settings(settings: Settings) -> None:
    """Say on standard error which variables set nothing."""
    for sentence in unknown_settings(settings):
        _log.warning(sentence)
