"""What can go wrong, as errors.

ClientError
├── NoAnswerError               nobody answered, or the answer broke off, each time that it was tried
├── UnexpectedAnswerError       something answered, but not as this API does: a page of a proxy, JSON of another shape, a redirect
└── ProblemError                the service says what is wrong (RFC 9457)
    ├── BadRequestError
    │   ├── InvalidJsonError
    │   └── InvalidCursorError
    ├── InvalidInputError
    │   ├── UnknownRecordsError
    │   ├── NothingQuotableError
    │   └── SynthesisRefusedError
    ├── KeyRequiredError
    ├── ScopeMissingError
    ├── NotFoundError
    ├── MethodNotAllowedError
    ├── NotAcceptableError
    ├── RequestTimeoutError
    ├── ConflictError
    │   └── SynthesisCancelledError
    ├── GoneError
    ├── PreconditionFailedError
    ├── TooLargeError
    ├── UnsupportedMediaTypeError
    ├── RateLimitedError
    │   └── BudgetSpentError
    ├── InternalError
    ├── UnavailableError
    │   └── WriterUnavailableError
    ├── WriterFailedError
    └── StorageFullError

The problems are those of the service, one class a type, each beneath what it is a kind of: whoever catches `ConflictError` catches
`SynthesisCancelledError` too. A type that this version does not know is raised as `ProblemError` itself.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.problem import Problem, ProblemItem


class ClientError(Exception):
    """Anything that a call of the client can raise, but for arguments that are wrong by themselves."""


class NoAnswerError(ClientError):
    """Nobody answered, or the answer broke off; `__cause__` is what the last try came to."""


class UnexpectedAnswerError(ClientError):
    """An answer that is none of this API's."""

    def __init__(self, told: str, *, status: int, excerpt: str = "") -> None:
        """Keep the status and how the answer began."""
        super().__init__(told)
        self.status = status
        self.excerpt = excerpt


class ProblemError(ClientError):
    """The service answered with a problem document."""

    slug: ClassVar[str] = ""

    def __init__(self, problem: Problem, *, request_id: str | None = None, retry_after: float | None = None) -> None:
        """Keep the problem, the id of the request, by which its operator finds it in the log, and when to come back, in seconds."""
        super().__init__(problem.detail)
        self.problem = problem
        self.request_id = request_id
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """Return the status of the answer."""
        return self.problem.status

    @property
    def errors(self) -> list[ProblemItem]:
        """Return each thing that is wrong with the input, and where."""
        return self.problem.errors or []


class BadRequestError(ProblemError):
    """The request cannot be read at all."""

    slug = "bad-request"


class InvalidJsonError(BadRequestError):
    """The body is not strict JSON in UTF-8."""

    slug = "invalid-json"


class InvalidCursorError(BadRequestError):
    """A cursor was not made by this API, or for another list."""

    slug = "invalid-cursor"


class InvalidInputError(ProblemError):
    """The request can be read, but something in it is not allowed; `errors` says what and where."""

    slug = "invalid-input"


class UnknownRecordsError(InvalidInputError):
    """Records were named that are not here."""

    slug = "unknown-records"


class NothingQuotableError(InvalidInputError):
    """No record asked for has words that can be quoted."""

    slug = "nothing-quotable"


class SynthesisRefusedError(InvalidInputError):
    """Verification refused what was written; nothing is published."""

    slug = "synthesis-refused"


class KeyRequiredError(ProblemError):
    """No key came, or one that is not valid."""

    slug = "key-required"


class ScopeMissingError(ProblemError):
    """The key is valid but lacks the scope."""

    slug = "scope-missing"


class NotFoundError(ProblemError):
    """There is nothing at this address."""

    slug = "not-found"


class MethodNotAllowedError(ProblemError):
    """The address exists, but not for this method."""

    slug = "method-not-allowed"


class NotAcceptableError(ProblemError):
    """No representation suits the Accept header."""

    slug = "not-acceptable"


class RequestTimeoutError(ProblemError):
    """The body stopped coming."""

    slug = "request-timeout"


class ConflictError(ProblemError):
    """The state of the thing does not allow this."""

    slug = "conflict"


class SynthesisCancelledError(ConflictError):
    """Somebody cancelled the synthesis before there was a story."""

    slug = "synthesis-cancelled"


class GoneError(ProblemError):
    """The thing was here and was taken away for good."""

    slug = "gone"


class PreconditionFailedError(ProblemError):
    """If-Match named another revision than the current one."""

    slug = "precondition-failed"


class TooLargeError(ProblemError):
    """The body, or a line of it, is larger than allowed."""

    slug = "too-large"


class UnsupportedMediaTypeError(ProblemError):
    """The body is of a kind that this operation does not read."""

    slug = "unsupported-media-type"


class RateLimitedError(ProblemError):
    """Too many requests with this key."""

    slug = "rate-limited"


class BudgetSpentError(RateLimitedError):
    """What may be spent on models today is spent, or would be by the next call."""

    slug = "budget-spent"


class InternalError(ProblemError):
    """The service failed; the log holds why, the answer does not."""

    slug = "internal"


class UnavailableError(ProblemError):
    """The service cannot answer now, but will."""

    slug = "unavailable"


class WriterUnavailableError(UnavailableError):
    """The model's endpoint is busy or away, and stayed so for as long as the writer waits."""

    slug = "writer-unavailable"


class WriterFailedError(ProblemError):
    """The model's endpoint answered with something of which no story can be made, or refused to answer."""

    slug = "writer-failed"


class StorageFullError(ProblemError):
    """There is no room left to write."""

    slug = "storage-full"


def error_of(problem: Problem, request_id: str | None, retry_after: float | None) -> ProblemError:
    """Return the error of a problem's type."""
    kind = _kinds(ProblemError).get(problem.type.rstrip("/").rpartition("/")[2], ProblemError)
    return kind(problem, request_id=request_id, retry_after=retry_after)


def _kinds(above: type[ProblemError]) -> dict[str, type[ProblemError]]:
    """Return each kind of problem beneath one, by the last part of its type."""
    found: dict[str, type[ProblemError]] = {}
    for kind in above.__subclasses__():
        if kind.__module__ == __name__:  # not what a program has made of one of them
            found |= {kind.slug: kind} | _kinds(kind)
    return found
