"""Operations are made whole when they are first asked about, once, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.api.access import Terms
from app.api.operation import Operation


def made() -> Operation:
    """Return an operation that nobody has asked anything yet."""

    def read_well(depth: int, metres: bool = False) -> dict[str, int]:  # noqa: FBT001, FBT002 - as a handler takes it
        """Read a well.

        How deep it is.
        """
        return {"depth": depth + metres}

    return Operation("/v1/wells/{depth}", read_well, terms=Terms(("read",), None, ()), methods=["GET"])


def test_an_operation_knows_its_address_before_the_framework_reads_it() -> None:
    """Address and methods are known at once, parameters and public text when they are asked for."""
    operation = made()
    assert (operation.path_format, operation.methods, operation.operation_id) == (
        "/v1/wells/{depth}",
        {"GET"},
        "read_well",
    )
    assert "dependant" not in vars(operation)
    assert [field.name for field in operation.dependant.query_params] == ["metres"]
    assert (operation.summary, operation.description) == ("Read a well", "How deep it is.")


def test_many_who_ask_at_once_are_told_the_same() -> None:
    """The framework reads a handler once, and whoever asks meanwhile waits for it."""
    operation = made()
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: id(operation.dependant), range(64)))
    assert set(told) == {id(operation.dependant)}


def test_what_no_route_has_is_missing() -> None:
    """Asking for a name that neither we nor the framework know is an error, as with any object."""
    with pytest.raises(AttributeError, match="colour"):
        _ = made().colour
