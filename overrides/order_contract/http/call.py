"""One request and the judgement of its response: what the clients share, synchronous and not. `sending` sends
it.

Invariants: everything is validated before anything is sent; a response is judged by its body first, then by
its status; bytes become numbers in `wire.codec` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

from attrs import field, frozen
from pydantic import ValidationError

from order_contract.errors import (
    ApiError,
    InvalidRequestError,
    RedirectedError,
    RefusedError,
    UnauthorizedError,
    UndocumentedStatusError,
    UnexpectedResponseError,
    UnreadableResponseError,
    refusal,
)
from order_contract.wire import assertions, codec
from order_contract.wire.model import WRITE, WireModel, read_list
from order_contract.wire.problems import problems

T = TypeVar("T")
M = TypeVar("M", bound=WireModel)
Argument: TypeAlias = M | Mapping[str, Any]

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

    `harmless` says that this request may be repeated although its operation in general may not; `ask_next`
    names the client's methods that show what became of it.
    """

    contract: Contract
    operation: str
    request: Mapping[str, Any] = field(repr=False)
    read: Callable[[Any], T] = field(repr=False)
    harmless: bool = False
    ask_next: tuple[str, ...] = ()

    @property
    def repeatable(self) -> bool:
        """Whether the call may be repeated when its outcome is unknown (`x-idempotent`)."""
        return self.harmless or bool(self.contract.operations[self.operation]["idempotent"])

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

    def judge(self, status: int, content: bytes) -> T:
        """The documented response, or the exception that says what came instead."""
        documented = self.contract.operations[self.operation]
        try:
            body = codec.loads(content, bounded=True)
        except codec.CodecError:
            if status == _UNAUTHORIZED:
                raise UnauthorizedError(self.operation, status, content) from None
            if status in _REDIRECTIONS:
                raise RedirectedError(self.operation, status, content) from None
            raise UnreadableResponseError(self.operation, status, content) from None
        for name in documented["envelopes"]:
            envelope = self.contract.envelopes[name]
            if assertions.holds(envelope["when"], body):
                raise self._refusal(envelope, body, status, content)
        if not 200 <= status < 300:
            if status == _UNAUTHORIZED:
                raise UnauthorizedError(self.operation, status, content)
            if status in _REDIRECTIONS:
                raise RedirectedError(self.operation, status, content)
            # `default` documents the form of a refusal, not a status
            if not {str(status), f"{status // 100}XX"} & set(documented["statuses"]):
                raise UndocumentedStatusError(self.operation, status, content)
            if not documented["envelopes"]:
                raise RefusedError(self.operation, status, content)
            raise UnexpectedResponseError(
                self.operation, status, content, [("the body", "is none of the documented refusals")]
            )
        try:
            return self.read(body)
        except ValidationError as broken:
            raise UnexpectedResponseError(
                self.operation, status, content, problems(broken, reading=True)
            ) from None
        except (TypeError, AttributeError):
            raise UnexpectedResponseError(
                self.operation, status, content, [("the body", "is of another JSON type")]
            ) from None

    def _refusal(
        self, envelope: Mapping[str, Any], body: Mapping[str, Any], status: int, content: bytes
    ) -> ApiError:
        folded = {key.casefold(): value for key, value in body.items()}
        said = {
            part: folded.get(envelope[part].casefold())
            for part in ("code", "message", "description")
            if part in envelope
        }
        code, error, description = (
            None if said.get(part) is None else str(said[part]) for part in ("code", "message", "description")
        )
        kind, meaning = refusal(
            code or (str(status) if status == _UNAUTHORIZED else None), self.contract.error_codes
        )
        return kind(
            self.operation, status, content, code=code, error=error, description=description, meaning=meaning
        )


def list_of(kind: type[M]) -> Callable[[Any], list[M]]:
    """Reads an array of models. An empty object or text does not pass for an empty array."""

    def read(body: Any) -> list[M]:
        if not isinstance(body, list):
            raise TypeError
        return read_list(kind, body)

    return read


class RequestArguments:
    """Collects and validates the arguments of one call; all problems are reported at once."""

    def __init__(self, contract: Contract, operation: str, *, allow_unknown: bool) -> None:
        self.contract = contract
        self.operation = operation
        self.allow_unknown = allow_unknown
        self.found: list[tuple[str, str]] = []

    def model(self, kind: type[M], value: Argument[M], *path: str | int) -> M:
        """The model of a model or of a mapping in wire names, as it will be sent."""
        if isinstance(value, WireModel):
            data: Any = value.model_dump(
                by_alias=True, exclude_unset=True, warnings=False
            )  # judged below, without quoting values
            if not isinstance(value, kind):
                self.found.append(
                    (
                        codec.pointer(path),
                        f"must be a {kind.__name__} or a mapping, not a {type(value).__name__}",
                    )
                )
                return kind.model_construct()
        elif isinstance(value, Mapping):
            data = value
        else:
            self.found.append(
                (codec.pointer(path), f"must be a {kind.__name__} or a mapping, not {type(value).__name__}")
            )
            return kind.model_construct()
        try:
            model = kind.model_validate(data, context=WRITE)
        except ValidationError as broken:
            self.found += problems(broken, path)
            return kind.model_construct()
        wire = model.model_dump(by_alias=True, exclude_unset=True)
        rules = {"$ref": kind.__name__}
        found = list(assertions.violations(rules, wire, self.contract.assertions, path))
        if not self.allow_unknown:
            found += assertions.unknown_members(rules, wire, self.contract.assertions, path)
        self.found += [(codec.pointer(place), sentence) for place, sentence in found]
        return model

    def models(self, kind: type[M], values: Iterable[Argument[M]], *path: str | int) -> list[M]:
        """The same for a list."""
        if isinstance(values, (str, bytes, Mapping, WireModel)) or not isinstance(values, Iterable):
            self.found.append((codec.pointer(path), f"must be a list of {kind.__name__}"))
            return []
        return [self.model(kind, value, *path, index) for index, value in enumerate(values)]

    def text(self, value: str, *path: str | int) -> str:
        """A required, non-empty string."""
        if not isinstance(value, str) or not value.strip():
            self.found.append((codec.pointer(path), "must be a non-empty string"))
        elif _half_surrogate(value):
            self.found.append((codec.pointer(path), "holds half of a surrogate pair"))
        return value

    def refuse(self, place: str, sentence: str) -> None:
        """Note a problem that no schema can say."""
        self.found.append((place, sentence))

    def call(
        self,
        request: Callable[[], Mapping[str, Any]],
        read: Callable[[Any], T],
        *,
        harmless: bool = False,
    ) -> Call[T]:
        """The call, when nothing was found.

        :param read: makes the documented response of its JSON.
        :param harmless: this request may be repeated, although its operation in general may not.
        :raises InvalidRequestError: with everything that was found.
        """
        if self.found:
            raise InvalidRequestError(self.operation, self.found)
        try:
            arguments = request()
        except codec.CodecError as broken:
            raise InvalidRequestError(self.operation, [("the request", str(broken))]) from None
        ask_next = tuple(self.contract.operations[self.operation]["ask_next"])
        return Call(self.contract, self.operation, arguments, read, harmless, ask_next)


def _half_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
