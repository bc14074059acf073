"""Rules about files that no linter knows."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.rules.tree import files, modules, name

_MOST_LINES = 300
_MOST_LINES_OF_A_TEST = 400
_SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base_classes"}

# Written with brackets so that this file does not break its own rule.
_FORBIDDEN = re.compile(r"[p]ypi\.org|[p]ythonhosted\.org|(?<![\w.])/(?:work|farm|home|tmp)/|[.]{2}/shared")
_MAY_NAME_THE_CORPUS = ".ci/run"
_SILENCED = re.compile(r"#\s*(?:noqa\b|type:\s*ignore)(?P<rest>.*)")
_CODE_AND_REASON = re.compile(r"(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|\[[a-z-]+(?:\s*,\s*[a-z-]+)*\])\s*(?:-|#)\s*\S+")


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each comment; a string that looks like one is none."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_a_file_is_short_enough_to_be_read_in_one_go() -> None:
    """No module has more than 300 lines, no test file more than 400."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    limit = {path: _MOST_LINES_OF_A_TEST if name(path).startswith("tests/") else _MOST_LINES for path in lengths}
    assert {name(path): length for path, length in lengths.items() if length > limit[path]} == {}


def test_a_module_is_named_for_what_it_holds() -> None:
    """No module bears a name under which anything could be put."""
    assert [name(path) for path in modules() if path.stem in _SAYS_NOTHING or path.parent.name in _SAYS_NOTHING] == []


def test_nothing_names_this_machine_or_a_registry() -> None:
    """The repository works anywhere: no file holds an absolute path of one machine, a registry's address or the way to real records."""
    found = [
        f"{name(path)}: {match.group()}"
        for path in files()
        if path.suffix != ".lock" and name(path) != _MAY_NAME_THE_CORPUS
        for match in _FORBIDDEN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "\n".join(found)


def test_what_is_silenced_has_a_code_and_a_reason() -> None:
    """Each `noqa` and `type: ignore` names one rule and says why it does not apply."""
    found = [
        f"{name(path)}:{line}: {comment}"
        for path in modules()
        for line, comment in _comments(path)
        for match in [_SILENCED.search(comment)]
        if match and not _CODE_AND_REASON.match(match["rest"].strip())
    ]
    assert found == [], "\n".join(found)


def test_a_room_says_what_it_is_for() -> None:
    """Every package opens with a docstring in its __init__."""
    silent = [
        name(path)
        for path in modules()
        if path.name == "__init__.py" and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_migrations_never_shadow_the_library() -> None:
    """The folder `alembic` has no __init__, or `import alembic` would find it in place of the library."""
    assert [name(path) for path in modules() if name(path) == "alembic/__init__.py"] == []
