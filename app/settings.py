"""Every setting, once: an environment variable with the prefix STORYWIRE_, or a line of `.env`.

Read only by `main` and `cli`; every other room is handed what it needs.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_LIMIT = r"^(?:[1-9]\d{0,8}/(?:second|minute|hour|day))?$"


class Settings(BaseSettings):
    """What a deployment can set. Each field's description is its line in the README's table."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_", env_file=".env", extra="ignore", frozen=True)

    database_url: Annotated[
        str, Field(description="Where everything is kept: `sqlite:///file.db` or `postgresql://…`.")
    ] = "sqlite:///storywire.db"
    read_database_url: Annotated[
        str | None,
        Field(
            description="A PostgreSQL server that follows that of `DATABASE_URL`: what readers are shown is read there once it has what this process wrote (see docs/how-to/many-machines.md)."
        ),
    ] = None
    database_connections: Annotated[
        int, Field(ge=2, le=1000, description="How many connections a process opens to each PostgreSQL server at most.")
    ] = 40
    database_wait_seconds: Annotated[
        int, Field(ge=1, le=600, description="How long a request waits for one of them before it is answered 503.")
    ] = 30
    database_statement_seconds: Annotated[
        int,
        Field(
            ge=1,
            le=600,
            description="How long a statement may take on PostgreSQL before it is ended and the request answered 503.",
        ),
    ] = 30
    public_url: Annotated[
        str, Field(description="The address that readers use; every link in an answer starts with it.")
    ] = "http://127.0.0.1:8000"
    provider: Annotated[
        str,
        Field(
            description="Who writes where a request does not say: `extractive`, `anthropic` for a model, or a provider of the file below."
        ),
    ] = "extractive"
    providers: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="Who else may be asked to write, separated by commas; `extractive` and the providers of the file below always may."
        ),
    ] = ()
    providers_file: Annotated[
        Path | None,
        Field(
            description="A TOML file of providers, each with its endpoint, models, prices and limits (see docs/how-to/providers.md)."
        ),
    ] = None
    model: Annotated[
        str,
        Field(
            min_length=1,
            description="The model of `anthropic` that writes where a request does not say. Key and address of its endpoint are read from `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL`.",
        ),
    ] = "claude-sonnet-5-5"
    models: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Models that a request to `anthropic` may ask for instead, separated by commas."),
    ] = ()
    ingest_helpers: Annotated[
        int | None,
        Field(
            ge=0,
            le=64,
            description="How many processes may take in records for a server when thousands come, so that its readers do not wait; each takes about 70 MB and a connection to the database while they come, and ends a minute later. Unset: one for each core, none where there is one.",
        ),
    ] = None
    jobs: Annotated[
        int,
        Field(
            ge=0,
            le=64,
            description="How many stories a process writes at once; 0 leaves all writing to `storywire worker`.",
        ),
    ] = 4
    queue_helper: Annotated[
        bool | None,
        Field(
            description="Whether a server has stories for which nobody waits written by a process beside it when more than eight are begun within ten seconds, so that its readers do not notice; it takes about 130 MB meanwhile, and ends a minute later. Unset: where there are two cores or more.",
        ),
    ] = None
    daily_budget_usd: Annotated[
        Decimal | None,
        Field(
            ge=0,
            description="What the deployment may spend on models in a day (UTC), in US dollars; none for no limit.",
        ),
    ] = None
    daily_key_budget_usd: Annotated[
        Decimal | None, Field(ge=0, description="What each key may have spent on models in a day, in US dollars.")
    ] = None
    webhook_retry_seconds: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7 * 86_400)], ...],
        NoDecode,
        Field(
            description="After how many seconds a webhook's message is sent again, each time that it failed, separated by commas; after the last it is given up."
        ),
    ] = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
    webhooks_anywhere: Annotated[
        bool,
        Field(
            description="Whether webhooks may lead to private addresses and over plain HTTP: to try them out, or inside a network whose admins may reach everything."
        ),
    ] = False
    read_access: Annotated[
        Literal["public", "key"],
        Field(description="`public`: anyone may read. `key`: reading takes a key with scope `read`."),
    ] = "public"
    cors_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Origins whose pages may call the API, separated by commas; `*` for any."),
    ] = ("*",)
    websub_hubs: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(
            description="WebSub hubs that feeds name and that are told when one changes, separated by commas, so that readers can have news pushed to them."
        ),
    ] = ()
    websub_seconds: Annotated[
        int,
        Field(
            ge=0,
            le=3_600,
            description="For how many seconds changes gather before hubs are told of them; 60 or more where a CDN keeps feeds.",
        ),
    ] = 10
    write_limit: Annotated[
        str,
        Field(
            pattern=_LIMIT,
            description="How many writing requests a key may make, such as `600/minute`; empty for no limit.",
        ),
    ] = "600/minute"
    read_limit: Annotated[
        str,
        Field(
            pattern=_LIMIT,
            description="How many reading requests a key or address may make; empty (the default) for no limit.",
        ),
    ] = ""
    cache_mb: Annotated[
        int,
        Field(
            ge=0,
            le=65_536,
            description="How many megabytes of answers each process keeps to give them again; 0 for none.",
        ),
    ] = 64
    beats_file: Annotated[
        Path | None, Field(description="A file of beats to use in place of the default set (see app/data/README.md).")
    ] = None
    entities_file: Annotated[
        Path | None, Field(description="A file of entities to use in place of the default set.")
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="How much is logged, as JSON lines on standard error."),
    ] = "info"
    log_format: Annotated[
        Literal["json", "text"], Field(description="`json` for machines, `text` for a person at a terminal.")
    ] = "json"
    metrics: Annotated[bool, Field(description="Whether `/metrics` answers.")] = True

    @property
    def hubs(self) -> tuple[str, ...]:
        """The hubs that are in use: none where reading takes a key, which a hub does not have."""
        return self.websub_hubs if self.read_access == "public" else ()

    @field_validator("public_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("cors_origins", "providers", "models", "websub_hubs", "webhook_retry_seconds", mode="before")
    @classmethod
    def _split_on_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
