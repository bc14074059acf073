"""Who may write for a deployment: its providers, each with its endpoint, its models, what they cost and how much they hold.

Settings name the usual ones; any others are read from a file (`STORYWIRE_PROVIDERS_FILE`), so that one request can choose among them.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import SettingsError

Kind = Literal["extractive", "anthropic"]

_NAME = r"^[a-z][a-z0-9_-]{0,63}$"
_Dollars = Annotated[Decimal, Field(ge=0, le=100_000)]
_Tokens = Annotated[int, Field(ge=256, le=100_000_000)]


class _Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Terms(_Setting):
    """What is known of a model: US dollars for a million tokens, and how many tokens it holds and writes at most.

    `context_tokens` are read and written together. What is left out is found in a list of prices, or asked of the endpoint.
    """

    input_usd: _Dollars | None = None
    output_usd: _Dollars | None = None
    cached_input_usd: _Dollars | None = None
    context_tokens: _Tokens | None = None
    output_tokens: _Tokens | None = None

    @model_validator(mode="after")
    def _has_a_whole_price(self) -> Self:
        if (self.input_usd is None) != (self.output_usd is None):
            raise ValueError("a price has both input_usd and output_usd")
        return self


class Provider(_Setting):
    """A provider: what kind of writer, and for one with a model which endpoint, whose key, which models.

    `key_variable` names the environment variable that holds the endpoint's key. An endpoint with an address and none is spoken to without a key; one
    without an address is where the SDK finds it. `model` writes where a request names none; `concurrency` is how many calls one
    process has open at a time.
    """

    name: Annotated[str, Field(pattern=_NAME)]
    kind: Kind = "anthropic"
    base_url: Annotated[str | None, Field(pattern=r"^https?://[^\s/?#@]+(?:/[^\s?#]*)?$")] = None
    key_variable: Annotated[str | None, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = None
    model: Annotated[str, Field(max_length=128)] = ""
    models: dict[Annotated[str, Field(min_length=1, max_length=128)], Terms] = {}
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 8

    @model_validator(mode="before")
    @classmethod
    def _lists_its_own_model(cls, given: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        """Count the model that writes by default among the models, and take the first of them where none is said to be it."""
        if isinstance(given, dict) and isinstance(given.get("models", {}), dict):
            models = dict(given.get("models", {}))
            model = given.get("model") or next(iter(models), "")
            return given | {"model": model, "models": models if model in models or not model else {model: {}, **models}}
        return given

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind == "anthropic" and not self.model:
            raise ValueError("a provider with a model names one")
        if (self.kind == "extractive") != (self.name == "extractive"):
            raise ValueError("the extractive writer, and no other, is named extractive")
        if self.kind == "extractive" and (self.models or self.base_url or self.key_variable):
            raise ValueError("the extractive writer has neither model nor endpoint")
        return self

    @property
    def allows(self) -> str:
        """The models that a request may name, as words."""
        return ", ".join(self.models)


def read_providers(file: Path) -> list[Provider]:
    """Read a file of providers, TOML with a table for each; raise SettingsError, which says what is wrong and where."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"STORYWIRE_PROVIDERS_FILE: {file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(f"STORYWIRE_PROVIDERS_FILE: {file} is not TOML: {error}.") from error
    return [_read(file, name, table) for name, table in tables.items()]


def _read(file: Path, name: str, table: object) -> Provider:
    if not isinstance(table, dict):
        raise SettingsError(f"STORYWIRE_PROVIDERS_FILE: {file}: {name} is not a table, such as [{name}].")
    try:
        return Provider.model_validate({**table, "name": name})
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'all of it'}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors()
        )
        raise SettingsError(f"STORYWIRE_PROVIDERS_FILE: {file}: [{name}] {wrong}") from error
