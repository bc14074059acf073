"""Load the default set of beats and entities into the store, or a deployment's own in its place."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from app.errors import SettingsError
from app.newsroom.names import first_clash
from app.store import beats, entities
from app.store.deployment import bump_vocabulary, get_setting, put_setting
from app.store.session import Session
from schemas.base import Input, Slug
from schemas.beat import BeatInput
from schemas.entity import EntityInput

_DATA = Path(__file__).parent.parent / "data"
_DIGEST = "default_vocabulary"
_GENERAL = BeatInput(name="General", description="What fits no other beat.", names={"zh": "综合"})


class _Beat(BeatInput):
    slug: Slug


class _Entity(EntityInput):
    slug: Slug


class _BeatFile(Input):
    version: Annotated[str, Field(min_length=1)]
    beats: list[_Beat]


class _EntityFile(Input):
    version: Annotated[str, Field(min_length=1)]
    entities: list[_Entity]


def load_defaults(session: Session, beats_file: Path | None = None, entities_file: Path | None = None) -> bool:
    """Bring the default set, or the files given in its place, into the tables; return whether anything was done.

    Does nothing where these very files were loaded last. What an editor changed, merged or deleted stays as it is.
    Raises SettingsError, which names the file and the place in it, for a file that cannot be used.
    """
    beats_path, entities_path = _paths(beats_file, entities_file)
    beats_text, entities_text = _read(beats_path), _read(entities_path)
    digest = sha256(beats_text + b"\x00" + entities_text).hexdigest()
    if get_setting(session, _DIGEST) == digest:
        return False
    given_beats = [(beat.slug, beat) for beat in _beats(beats_path, beats_text)]
    given_entities = {entity.slug: entity for entity in _entities(entities_path, entities_text)}
    beats.put_defaults(session, given_beats)
    entities.put_defaults(session, given_entities)
    put_setting(session, _DIGEST, digest)
    bump_vocabulary(session)
    return True


def check_files(beats_file: Path | None = None, entities_file: Path | None = None) -> tuple[int, int]:
    """Read the default set, or the files given in its place, and return how many beats and entities they hold.

    Raises SettingsError as `load_defaults` does.
    """
    beats_path, entities_path = _paths(beats_file, entities_file)
    return len(_beats(beats_path, _read(beats_path))), len(_entities(entities_path, _read(entities_path)))


def _paths(beats_file: Path | None, entities_file: Path | None) -> tuple[Path, Path]:
    return beats_file or _DATA / "beats.json", entities_file or _DATA / "entities.json"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error


def _beats(path: Path, text: bytes) -> list[_Beat]:
    """Read the beats; the general one is added where the file lacks it, because every story has a beat."""
    try:
        found = _BeatFile.model_validate_json(text).beats
    except ValidationError as error:
        raise _broken(path, error) from error
    _refuse_repeats(path, "beats", [beat.slug for beat in found])
    if all(beat.slug != beats.GENERAL for beat in found):
        found = [*found, _Beat(slug=beats.GENERAL, **_GENERAL.model_dump())]
    return found


def _entities(path: Path, text: bytes) -> list[_Entity]:
    """Read the entities; a spelling that two share must be ambiguous in both, else it would link to neither."""
    try:
        found = _EntityFile.model_validate_json(text).entities
    except ValidationError as error:
        raise _broken(path, error) from error
    _refuse_repeats(path, "entities", [entity.slug for entity in found])
    clash = first_clash({entity.slug: entity for entity in found})
    if clash is not None:
        raise SettingsError(f"{path}: {clash.sentence()}")
    return found


def _refuse_repeats(path: Path, place: str, slugs: Sequence[str]) -> None:
    seen: set[str] = set()
    for position, slug in enumerate(slugs):
        if slug in seen:
            raise SettingsError(f"{path}: /{place}/{position}/slug: {slug} stands twice")
        seen.add(slug)


def _broken(path: Path, error: ValidationError) -> SettingsError:
    """Return the error that names the first place in the file that is wrong."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = "/" + "/".join(str(part) for part in first["loc"])
    return SettingsError(f"{path}: {place}: {first['msg']}")
