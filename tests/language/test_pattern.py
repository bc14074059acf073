"""Patterns that wait: they read as compiled ones do, and none of the service's is wrong."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import app
from app.language import pattern as late
from app.language.pattern import compile_all, pattern


def test_a_pattern_that_waits_reads_as_a_compiled_one() -> None:
    """What is found, replaced and split is the same, at the first use and at the next."""
    source, text = r"(\w)-(?P<last>\w)", "a-b c-D"
    for flags in (0, re.IGNORECASE):
        waiting, compiled = pattern(source, flags), re.compile(source, flags)
        for _ in range(2):
            assert waiting.findall(text) == compiled.findall(text)
            assert [each.span() for each in waiting.finditer(text, 2)] == [(4, 7)]
            assert waiting.sub(r"\g<last>", text) == compiled.sub(r"\g<last>", text)
            assert waiting.split(text) == compiled.split(text)
            assert waiting.flags == compiled.flags


def test_every_pattern_of_the_service_compiles() -> None:
    """None that waits holds a mistake, and afterwards none waits."""
    for module in walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    compile_all()
    assert late._waiting == []
    pattern("(")
    with pytest.raises(re.error):
        compile_all()
