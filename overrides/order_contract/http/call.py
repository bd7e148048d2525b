"""One validated request, and how its response is judged.

Invariants: a response is judged by its body first, then by its status; bytes become numbers in `wire.codec`
only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from attrs import field, frozen
from pydantic import ValidationError

from order_contract.errors import (
    ApiError,
    RedirectedError,
    RefusedError,
    ResponseTooLargeError,
    UnauthorizedError,
    UndocumentedStatusError,
    UnexpectedResponseError,
    UnreadableResponseError,
    refusal,
)
from order_contract.wire import assertions, codec
from order_contract.wire.model import WireModel, read_list, read_object
from order_contract.wire.problems import problems

T = TypeVar("T")
M = TypeVar("M", bound=WireModel)
Proceed = Callable[[], object]
"""Raises when there is no more time."""
Reader = Callable[[Any, Proceed | None], T]
"""Makes the documented response of its JSON."""

_UNAUTHORIZED: Final = 401
_REDIRECTIONS: Final = (301, 302, 303, 307, 308)


@frozen
class Contract:
    """The generated tables of one API."""

    operations: Mapping[str, Mapping[str, Any]]
    envelopes: Mapping[str, Mapping[str, Any]]
    assertions: assertions.Table
    error_codes: Mapping[str, Mapping[str, Any]]


@frozen
class Call(Generic[T]):
    """A validated request, ready to be sent, and how its documented response is read.

    `only_reads` says that this request may be repeated although its operation in general may not; `ask_next`
    names the client's methods that show its outcome.
    """

    contract: Contract
    operation: str
    request: Mapping[str, Any] = field(repr=False)
    read: Reader[T] = field(repr=False)
    only_reads: bool = False
    ask_next: tuple[str, ...] = ()

    @property
    def repeatable(self) -> bool:
        """Whether the call may be repeated when its outcome is unknown (`x-idempotent`)."""
        return self.only_reads or bool(self.contract.operations[self.operation]["idempotent"])

    @property
    def digest(self) -> str:
        """SHA-256 over method, path, query and body, without credentials: the same for the same request,
        whoever sends it.
        """
        query = urlencode(dict(self.request.get("params", {})), doseq=True)
        head = f"{self.request['method'].upper()} {self.request['url']}?{query}\n"
        return sha256(
            head.encode("utf-8", "surrogatepass") + (self.request.get("content") or b"")
        ).hexdigest()

    def proves_nothing_done(self, error: ApiError) -> bool:
        """Whether a response says by a code that nothing was done: one that the spec lists as given before
        the work, in a documented envelope.
        """
        codes = self.contract.operations[self.operation]["codes_given_before_work"]
        return isinstance(error, RefusedError) and (error.code or "").strip() in codes

    def judge(self, status: int, content: bytes, proceed: Proceed | None = None) -> T:
        """The documented response, or the exception that says what came instead.

        :param proceed: called before each item of a list; what it raises ends the reading.
        """
        documented = self.contract.operations[self.operation]
        try:
            body = codec.loads(content, bounded=True)
        except codec.TooManyValuesError:
            raise ResponseTooLargeError(self.operation, status, b"") from None
        except codec.CodecError:
            raise (
                self._by_status(status, content) or UnreadableResponseError(self.operation, status, content)
            ) from None
        for name in documented["envelopes"]:
            envelope = self.contract.envelopes[name]
            if assertions.holds(envelope["when"], body):
                raise self._refusal(envelope, body, status, content)
        if not 200 <= status < 300:
            raise self._by_status(status, content) or self._failure(status, content)
        try:
            return self.read(body, proceed)
        except ValidationError as error:
            raise UnexpectedResponseError(
                self.operation, status, content, problems(error, reading=True)
            ) from None
        except (TypeError, AttributeError):
            raise UnexpectedResponseError(
                self.operation, status, content, [("the body", "is of another JSON type")]
            ) from None

    def _by_status(self, status: int, content: bytes) -> ApiError | None:
        """The exception for a status that means the same whatever the body is."""
        if status == _UNAUTHORIZED:
            return UnauthorizedError(self.operation, status, content)
        return RedirectedError(self.operation, status, content) if status in _REDIRECTIONS else None

    def _failure(self, status: int, content: bytes) -> ApiError:
        """The exception for JSON that is not a documented envelope, under a status of failure."""
        documented = self.contract.operations[self.operation]
        # `default` documents the form of a refusal, not a status
        if not {str(status), f"{status // 100}XX"} & set(documented["statuses"]):
            return UndocumentedStatusError(self.operation, status, content)
        if not documented["envelopes"]:
            return RefusedError(self.operation, status, content)
        problem = ("the body", "is not a documented refusal")
        return UnexpectedResponseError(self.operation, status, content, [problem])

    def _refusal(
        self, envelope: Mapping[str, Any], body: Mapping[str, Any], status: int, content: bytes
    ) -> ApiError:
        folded = {key.casefold(): value for key, value in body.items()}
        parts = {
            part: folded.get(envelope[part].casefold())
            for part in ("code", "message", "description")
            if part in envelope
        }
        code, error, description = (
            None if parts.get(part) is None else str(parts[part])
            for part in ("code", "message", "description")
        )
        kind, meaning = refusal(
            code or (str(status) if status == _UNAUTHORIZED else None), self.contract.error_codes
        )
        return kind(
            self.operation, status, content, code=code, error=error, description=description, meaning=meaning
        )


def object_of(kind: type[M]) -> Reader[M]:
    """Reads one model."""
    return lambda body, proceed: read_object(kind, body)


def list_of(kind: type[M]) -> Reader[list[M]]:
    """Reads an array of models. An empty object or text does not pass for an empty array."""

    def read(body: Any, proceed: Proceed | None) -> list[M]:
        if not isinstance(body, list):
            raise TypeError
        return read_list(kind, body, proceed=proceed)

    return read
