"""The exceptions of the clients: one base class, and a subclass for each documented meaning.

Invariant: an exception's text holds the operation, the status, the code and the contract's own words, never
what a server sent: that may hold personal data, and stands in the fields `error`, `description` and
`content`. Every error of this package is an `OrderContractError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class OrderContractError(Exception):
    """Base of everything that this package raises on purpose. Can be pickled, so that it crosses from one
    process to another.

    `outcome_unknown` is True when the server may have done what was asked although no documented response
    says so, and repeating it may duplicate it. Then `digest` identifies the request (SHA-256 over method,
    path, query without credentials, and body) and `ask_next` names the methods of the client that show what
    happened; `finding` is what a `RefundGuard` saw of it. `attempts` counts the requests that were made.
    """

    outcome_unknown: bool = False
    digest: str | None = None
    ask_next: tuple[str, ...] = ()
    finding: str | None = None
    attempts: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(
    kind: type[OrderContractError], args: tuple[Any, ...], fields: dict[str, Any]
) -> OrderContractError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class InvalidArgumentError(OrderContractError, ValueError):
    """A value that the contract forbids, given to a model or to a method of a client.

    `subject` names the model or the operation. `problems` lists each as (place on the wire, sentence):
    `("RefundAmount", "got a str; pass a Decimal or an int")`.
    """

    _verdict: ClassVar[str] = "is not as the contract has it"
    _not_made: ClassVar[str] = "cannot be made"

    def __init__(self, subject: str, problems: Sequence[tuple[str, str]]) -> None:
        self.subject = subject
        self.problems = list(problems)
        # `the client`, `the notifier`: a thing that is built of arguments, not an operation that is sent
        verdict = self._not_made if subject.startswith("the ") else self._verdict
        super().__init__(
            f"{subject} {verdict}: " + "; ".join(f"{place} {sentence}" for place, sentence in problems)
        )


class InvalidRequestError(InvalidArgumentError):
    """An argument that the contract forbids. Nothing was sent.

    `operation` names the operation; `problems` lists each as (place on the wire, sentence):
    `("Parcels[0].ParcelCode", "is required")`.
    """

    _verdict = "was not sent"

    @property
    def operation(self) -> str:
        """The contract's operationId."""
        return self.subject


class SettingsError(OrderContractError, ValueError):
    """A setting is missing, unknown or wrong. `place` names it: a variable, or a file with a key."""

    def __init__(self, place: str, sentence: str) -> None:
        self.place = place
        super().__init__(f"{place} {sentence}")


class NoResponseError(OrderContractError):
    """The call got no response, whatever failed: the connection, a timeout, TLS, a hook of yours, the event
    loop. `__cause__` is the error behind it, without the words of the server.

    `sent` is False when the request certainly did not reach the server. Otherwise it may have: for an
    operation that must not be repeated blindly that is an `OutcomeUnknownError`.
    """

    def __init__(self, operation: str, *, sent: bool, reason: str) -> None:
        self.operation = operation
        self.sent = sent
        self.reason = reason
        super().__init__(f"{operation} got no response ({reason}): {self._outcome(sent)}")

    def _outcome(self, sent: bool) -> str:
        return "its outcome is unknown" if sent else "it was not delivered"


class OutcomeUnknownError(NoResponseError):
    """The request may have reached the server, its outcome is unknown, and repeating it may duplicate it.

    Ask the server by one of the methods in `ask_next` before repeating the call. `digest` tells two requests
    apart in your records.
    """

    outcome_unknown = True

    def __init__(self, operation: str, *, reason: str, digest: str, ask_next: Sequence[str]) -> None:
        self.digest = digest
        self.ask_next = tuple(ask_next)
        super().__init__(operation, sent=True, reason=reason)

    def _outcome(self, sent: bool) -> str:
        return f"its outcome is unknown; {advice(self.ask_next)}"


def advice(ask_next: Sequence[str]) -> str:
    """What to do before a call whose outcome is unknown is repeated."""
    return (
        f"ask {' or '.join(ask_next)} before repeating it"
        if ask_next
        else "look at the order before repeating it"
    )


class ApiError(OrderContractError):
    """The server responded, and not with what the operation promises.

    Fields: `operation` (the contract's operationId), `status_code`, `code`, `error` and `description` (as the
    server sent them, None where it did not), `content` (the response's bytes). `outcome_unknown` is False
    only where repeating is harmless, or `code` is documented as given before the work is done.
    """

    meanings: ClassVar[tuple[str, ...]] = ()
    summary: ClassVar[str] = "failed"
    _by_meaning: ClassVar[dict[str, type[ApiError]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        ApiError._by_meaning.update(dict.fromkeys(cls.__dict__.get("meanings", ()), cls))

    def __init__(
        self,
        operation: str,
        status_code: int,
        content: bytes = b"",
        *,
        code: str | None = None,
        error: str | None = None,
        description: str | None = None,
        meaning: str | None = None,
    ) -> None:
        self.operation = operation
        self.status_code = status_code
        self.content = content
        self.code = code
        self.error = error
        self.description = description
        why = f" {code}" if code and code.isalnum() and len(code) <= 16 else ""
        super().__init__(
            f"{operation} {self.summary}{why} (HTTP {status_code})" + (f": {meaning}" if meaning else "")
        )


class RefusedError(ApiError):
    """The server refused the call by one of the documented envelopes, whatever the HTTP status was."""

    summary = "was refused"


class BadRequestError(RefusedError):
    """The server found the request malformed."""

    meanings = ("badRequest", "invalidSchema", "emptyString")


class UnauthorizedError(RefusedError):
    """The GUID or token is missing or unknown."""

    meanings = ("unauthorized",)


class ServerFailedError(RefusedError):
    """500: the server failed, or the JWT is missing, wrong or expired. The work may have been done."""

    meanings = ("serverError",)


class AlreadyRefundedError(RefusedError):
    """1001: nothing of the order is left to refund."""

    meanings = ("alreadyRefunded",)


class RefundExceedsRemainderError(RefusedError):
    """1002: the amount is above what can still be refunded."""

    meanings = ("refundExceedsRemainder",)


class InvalidQuantityError(RefusedError):
    """1003: a quantity that cannot be refunded."""

    meanings = ("invalidQuantity",)


class NoRefundComponentError(RefusedError):
    """1004: the refund names nothing to refund."""

    meanings = ("noRefundComponent",)


class CartItemUnknownError(RefusedError):
    """1005 and D002: the cart item is not in the order."""

    meanings = ("cartItemNotInOrder", "cartItemNotFound")


class QuantityExceededError(RefusedError):
    """1006: more pieces than can still be refunded."""

    meanings = ("quantityExceeded",)


class OrderUnknownError(RefusedError):
    """D001 and B001: there is no such order."""

    meanings = ("orderNotFound", "manifestOrderNotFound")


class ProductUnknownError(RefusedError):
    """D003 and A300: the product is not in the order."""

    meanings = ("productNotFound", "skuNotInOrder")


class InvalidCountryError(RefusedError):
    """D004: there is no such country."""

    meanings = ("countryInvalid",)


class EmptyMetaDataValueError(RefusedError):
    """D005: a product attribute has no value."""

    meanings = ("emptyMetaDataValue",)


class UnreadableResponseError(ApiError):
    """The response is not JSON: an HTML page, an empty body, broken bytes."""

    summary = "got a response that is not JSON"


class ResponseTooLargeError(UnreadableResponseError):
    """The response is over the client's `max_response_bytes`, or has more values than are read: 100,000
    objects and arrays, or 1,000,000 values. What was received is dropped.
    """

    summary = "got a response of more bytes or values than the client takes"


class ContentEncodingError(UnreadableResponseError):
    """The response's compression is broken, or is one that the client does not accept."""

    summary = "got a response that cannot be decompressed"


class UnexpectedResponseError(ApiError):
    """The response is JSON of a structure that the contract does not have for this operation.

    `problems` lists each place and what is wrong there.
    """

    summary = "got a response of an undocumented structure"

    def __init__(
        self, operation: str, status_code: int, content: bytes, problems: Sequence[tuple[str, str]]
    ) -> None:
        self.problems = list(problems)
        super().__init__(
            operation,
            status_code,
            content,
            meaning="; ".join(f"{place} {sentence}" for place, sentence in problems[:3]),
        )


class UndocumentedStatusError(ApiError):
    """An HTTP status that the contract does not name, without a documented envelope."""

    summary = "got an undocumented status"


class RedirectedError(UndocumentedStatusError):
    """The server sends the caller elsewhere. That is never followed, since the secret would go along."""

    summary = "got a redirection, which is not followed"


def refusal(code: str | None, codes: Mapping[str, Mapping[str, Any]]) -> tuple[type[ApiError], str | None]:
    """The exception class for a refusal's code, and what the code means.

    `RefusedError` and None for a code that the contract does not know.
    """
    entry = codes.get((code or "").strip(), {})
    return ApiError._by_meaning.get(entry.get("name", ""), RefusedError), entry.get("meaning")
