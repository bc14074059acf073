"""Every error that the API can answer with, each a problem document of its own type.

StorywireError
├── BadRequestError
│   ├── InvalidJsonError            400  invalid-json
│   └── InvalidCursorError          400  invalid-cursor
├── InvalidInputError               422  invalid-input
│   ├── UnknownRecordsError         422  unknown-records
│   ├── NothingQuotableError        422  nothing-quotable
│   └── SynthesisRefusedError       422  synthesis-refused
├── KeyRequiredError                401  key-required
├── ScopeMissingError               403  scope-missing
├── NotFoundError                   404  not-found
├── MethodNotAllowedError           405  method-not-allowed
├── NotAcceptableError              406  not-acceptable
├── RequestTimeoutError             408  request-timeout
├── ConflictError                   409  conflict
│   └── SynthesisCancelledError     409  synthesis-cancelled
├── GoneError                       410  gone
├── PreconditionFailedError         412  precondition-failed
├── TooLargeError                   413  too-large
├── UnsupportedMediaTypeError       415  unsupported-media-type
├── RateLimitedError                429  rate-limited
│   └── BudgetSpentError            429  budget-spent
├── InternalError                   500  internal
├── WriterFailedError               502  writer-failed
├── UnavailableError                503  unavailable
│   └── WriterUnavailableError      503  writer-unavailable
└── StorageFullError                507  storage-full

The text of `explanation` is the page that stands under `/problems/{slug}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input, and where: a JSON Pointer or a parameter's name."""

    pointer: str
    detail: str


class StorywireError(Exception):
    """Something that the caller is told about, as RFC 9457 has it."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    explanation: ClassVar[str] = "The service failed. The request may be sent again; its id helps the operator."

    def __init__(self, detail: str, *, errors: Sequence[Fault] = (), headers: dict[str, str] | None = None) -> None:
        """Keep what is told: a sentence, the faults one by one, and headers such as Retry-After."""
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers or {}


class BadRequestError(StorywireError):
    """The request cannot be read at all."""

    status = 400
    slug = "bad-request"
    title = "Bad request"
    explanation = "The request could not be read: a header, the address or the body is not of the form that HTTP and this API ask for."


class InvalidJsonError(BadRequestError):
    """The body is not strict JSON in UTF-8."""

    slug = "invalid-json"
    title = "The body is not valid JSON"
    explanation = "Bodies are strict JSON (RFC 8259) in UTF-8: no NaN or Infinity, no number beyond what a double holds, no repeated key in an object, no lone surrogate or NUL in a string, and at most 32 levels of nesting."


class InvalidCursorError(BadRequestError):
    """A cursor was not made by this API, or for another list."""

    slug = "invalid-cursor"
    title = "The cursor is not one of ours"
    explanation = "A cursor is opaque: take it as it stands in next_cursor or in the Link header, and use it with the same filters."


class InvalidInputError(StorywireError):
    """The request can be read, but something in it is not allowed; `errors` says what and where."""

    status = 422
    slug = "invalid-input"
    title = "The input is not valid"
    explanation = "Each entry of `errors` names a place in the input (a JSON Pointer, or a parameter's name) and what is wrong there. Nothing was changed."


class UnknownRecordsError(InvalidInputError):
    """Records were named that are not here."""

    slug = "unknown-records"
    title = "Some records are not known"
    explanation = "Each entry of `errors` names an id that this deployment has no record for. Nothing was written. Send the records first, with POST /v1/records."


class NothingQuotableError(InvalidInputError):
    """No record asked for has words that can be quoted."""

    slug = "nothing-quotable"
    title = "Nothing can be quoted"
    explanation = "A story rests on the words of its records, and none of those asked for has any that can be quoted: they are withdrawn, empty, or speak to a model and not to readers. Each entry of `errors` says why."


class SynthesisRefusedError(InvalidInputError):
    """Verification refused what was written; nothing is published."""

    slug = "synthesis-refused"
    title = "Verification refused the story"
    explanation = "Too little of what the writer wrote is borne out by the records. Each entry of `errors` holds a refused sentence's reason. The synthesis is kept as failed."


class KeyRequiredError(StorywireError):
    """No key came, or one that is not valid."""

    status = 401
    slug = "key-required"
    title = "A valid key is required"
    explanation = "Send a key as `Authorization: Bearer swk_…`. Keys are made with `storywire keys create` and shown once; a revoked key is not valid."


class ScopeMissingError(StorywireError):
    """The key is valid but lacks the scope."""

    status = 403
    slug = "scope-missing"
    title = "The key lacks the scope"
    explanation = (
        "Each operation that writes asks for one scope: ingest, synthesize, edit or admin; admin holds them all."
    )


class NotFoundError(StorywireError):
    """There is nothing at this address."""

    status = 404
    slug = "not-found"
    title = "Not found"
    explanation = "There is nothing at this address, or nothing that this caller may see."


class MethodNotAllowedError(StorywireError):
    """The address exists, but not for this method."""

    status = 405
    slug = "method-not-allowed"
    title = "Method not allowed"
    explanation = "The address does not take this method; the Allow header names those that it takes."


class NotAcceptableError(StorywireError):
    """No representation suits the Accept header."""

    status = 406
    slug = "not-acceptable"
    title = "Not acceptable"
    explanation = "The resource has no representation that the Accept header allows; ask for application/json, or leave the header out."


class RequestTimeoutError(StorywireError):
    """The body stopped coming."""

    status = 408
    slug = "request-timeout"
    title = "The request took too long"
    explanation = "Nothing more of the body came for half a minute. Send it again; POST /v1/records keeps what it has already answered for."


class ConflictError(StorywireError):
    """The state of the thing does not allow this."""

    status = 409
    slug = "conflict"
    title = "Conflict"
    explanation = "The thing is in a state that does not allow what was asked, such as editing a retracted story."


class SynthesisCancelledError(ConflictError):
    """Somebody cancelled the synthesis before there was a story."""

    slug = "synthesis-cancelled"
    title = "The synthesis was cancelled"
    explanation = "Somebody cancelled the synthesis while it was waiting or under way, so there is no story. What it used until then is in its usage. It can be started again with POST /v1/syntheses/{id}/retry."


class GoneError(StorywireError):
    """The thing was here and was taken away for good."""

    status = 410
    slug = "gone"
    title = "Gone"
    explanation = "A withdrawn record or a retracted story: it was here and was taken back. `detail` holds the reason, where one was given."


class PreconditionFailedError(StorywireError):
    """If-Match named another revision than the current one."""

    status = 412
    slug = "precondition-failed"
    title = "Precondition failed"
    explanation = "The thing has changed since the revision that If-Match names; read it again and repeat the change."


class TooLargeError(StorywireError):
    """The body, or a line of it, is larger than allowed."""

    status = 413
    slug = "too-large"
    title = "Too large"
    explanation = "A body is at most 2 MiB; POST /v1/records takes any number of lines of at most 1 MiB each."


class UnsupportedMediaTypeError(StorywireError):
    """The body is of a kind that this operation does not read."""

    status = 415
    slug = "unsupported-media-type"
    title = "Unsupported media type"
    explanation = "Send application/json (or application/x-ndjson to POST /v1/records)."


class RateLimitedError(StorywireError):
    """Too many requests with this key."""

    status = 429
    slug = "rate-limited"
    title = "Too many requests"
    explanation = "Writing is limited by key. RateLimit says how much is left and Retry-After when to come back."


class BudgetSpentError(RateLimitedError):
    """What may be spent on models today is spent, or would be by the next call."""

    slug = "budget-spent"
    title = "Today's budget is spent"
    explanation = "What a key, or the whole deployment, may spend on models in a day (UTC) is limited, and the next call might cost more than is left. Nothing was published. Retry-After says when the next day begins; the extractive writer costs nothing."


class InternalError(StorywireError):
    """The service failed; the log holds why, the answer does not."""


class UnavailableError(StorywireError):
    """The service cannot answer now, but will."""

    status = 503
    slug = "unavailable"
    title = "Unavailable"
    explanation = "The database or another part is busy or away. Retry-After says when to come back."


class WriterFailedError(StorywireError):
    """The model's endpoint answered with something of which no story can be made, or refused to answer."""

    status = 502
    slug = "writer-failed"
    title = "The writer's model failed"
    explanation = "The endpoint of the model that should write gave nothing of which a story can be made: an error, a refusal, an answer cut short or of another shape. Nothing was published; the synthesis is kept as failed, with what it used."


class WriterUnavailableError(UnavailableError):
    """The model's endpoint is busy or away, and stayed so for as long as the writer waits."""

    slug = "writer-unavailable"
    title = "The writer's model is not available"
    explanation = "The endpoint of the model that should write is busy or does not answer, also when it is asked again. Nothing was published; the synthesis is kept as failed. Retry-After says when to come back."


class StorageFullError(StorywireError):
    """There is no room left to write."""

    status = 507
    slug = "storage-full"
    title = "No room left to write"
    explanation = "The disk of the deployment is full: reading goes on, writing does not. The operator must make room."


class SettingsError(Exception):
    """A setting is wrong; said by the command line, never by the API."""


def every_problem() -> list[type[StorywireError]]:
    """Return every kind of problem, each with a page under /problems/, by slug."""
    found: dict[str, type[StorywireError]] = {}
    waiting: list[type[StorywireError]] = [StorywireError]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.slug, kind)
        waiting.extend(kind.__subclasses__())
    return [found[slug] for slug in sorted(found)]
