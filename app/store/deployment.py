"""What a deployment remembers of itself: single values by name, and how often its vocabulary was edited."""

from __future__ import annotations

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from app.store.compiled import CompiledQuery
from app.store.tables import SettingRow

_VOCABULARY_VERSION = "vocabulary_version"
_SETTING = CompiledQuery(select(SettingRow.value).where(col(SettingRow.key) == bindparam("key")))


def get_setting(session: Session, key: str) -> str | None:
    """Return a remembered value, or None where nothing is remembered under `key`."""
    rows = _SETTING.rows(session, key=key)
    return rows[0][0] if rows else None


def put_setting(session: Session, key: str, value: str) -> None:
    """Remember a value in place of the one before."""
    session.merge(SettingRow(key=key, value=value))
    session.flush()


def forget_setting(session: Session, key: str) -> None:
    """Remember nothing under `key` any more."""
    session.exec(delete(SettingRow).where(col(SettingRow.key) == key))


def vocabulary_version(session: Session) -> int:
    """Return how often beats or entities were changed; what is compiled from them holds for one version only."""
    return int(get_setting(session, _VOCABULARY_VERSION) or 0)


def bump_vocabulary(session: Session) -> int:
    """Count one more change of beats or entities, so that every process compiles them anew; return the new version."""
    version = vocabulary_version(session) + 1
    put_setting(session, _VOCABULARY_VERSION, str(version))
    return version
