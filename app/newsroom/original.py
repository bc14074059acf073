"""Another deployment, read through its public API: what a mirror asks of the original."""

from __future__ import annotations

import time
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar

import httpx
from pydantic import BaseModel

from app.errors import UnavailableError
from schemas.change import ChangeList
from schemas.record import Record, RecordDetail
from schemas.story import Story

Found = TypeVar("Found", bound=BaseModel)

_SECONDS = 30.0
_AT_ONCE = 500
_TRIES = 5
_LONGEST_PAUSE = 60.0
_COME_BACK = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_NOT_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Original:
    """Asks another deployment; waits where it is told to, and raises UnavailableError where there is no answer to be had."""

    def __init__(self, address: str, key: str | None = None) -> None:
        """Prepare to ask the deployment at an address, with a key where reading takes one."""
        self.address = address.rstrip("/")
        # What a cache on the way has kept may hold words that were erased since.
        headers = {"Cache-Control": "no-cache"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._client = httpx.Client(base_url=self.address, headers=headers, timeout=_SECONDS)

    def __enter__(self) -> Self:
        """Return the original itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._client.close()

    def changes(self, after: int, wait: int) -> ChangeList:
        """Return the changes that follow one, waiting for so many seconds where there is none yet."""
        path = f"/v1/changes?after={after}&limit={_AT_ONCE}&wait={wait}"
        answer = self._get(path, wait)
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            told = "The original counts fewer changes than were mirrored: it was restored from a backup. Mirror it into a new database."
            raise UnavailableError(told)
        return ChangeList.model_validate_json(self._fine(answer).content)

    def story(self, slug: str) -> Story | None:
        """Return a story as it is now; None where readers do not see it, or no longer."""
        return self._found(f"/v1/stories/{slug}", Story)

    def record(self, record_id: str) -> RecordDetail | None:
        """Return a record; None where it was withdrawn or never there."""
        return self._found(f"/v1/records/{record_id}", RecordDetail)

    def version(self, record_id: str, number: int) -> Record | None:
        """Return a version of a record; None where it is not there."""
        return self._found(f"/v1/records/{record_id}/versions/{number}", Record)

    def _found(self, path: str, kind: type[Found]) -> Found | None:
        """Return what stands at a path; None where nothing does."""
        answer = self._get(path)
        return None if answer.status_code in _NOT_THERE else kind.model_validate_json(self._fine(answer).content)

    def _get(self, path: str, wait: int = 0) -> httpx.Response:
        """Ask, and ask again where the original says when to; raise UnavailableError where it cannot be reached."""
        try:
            for _ in range(_TRIES):
                answer = self._client.get(path, timeout=_SECONDS + wait)
                if answer.status_code not in _COME_BACK:
                    return answer
                asked = answer.headers.get("Retry-After", "1")
                time.sleep(min(_LONGEST_PAUSE, float(asked) if asked.isdecimal() else 1.0))
        except httpx.HTTPError as error:
            raise UnavailableError(f"The original at {self.address} cannot be reached: {error}") from error
        return answer

    def _fine(self, answer: httpx.Response) -> httpx.Response:
        """Return an answer that is what was asked for; raise UnavailableError for any other."""
        if answer.status_code != HTTPStatus.OK:
            told = f"The original at {self.address} answered {answer.status_code} for {answer.url.path}."
            raise UnavailableError(told)
        return answer
