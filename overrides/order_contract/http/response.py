"""A response in full, and what it proves of a call that must not be repeated.

Invariants: no status, header or text proves that nothing was done; only a code in a documented envelope does
that the spec lists as given before the work. A response is judged once, however often it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from order_contract.errors import ApiError, advice

if TYPE_CHECKING:
    import httpx2

    from order_contract.http.call import Call, Proceed

T = TypeVar("T")


@dataclass(frozen=True)
class RawResponse(Generic[T]):
    """A response in full, whatever it is.

    `elapsed` counts the seconds of the whole call, pauses included; `content` is decompressed, and empty when
    `broken` says why it was dropped: `ResponseTooLargeError` or `ContentEncodingError`. `finding` is what a
    `RefundGuard` saw of a refund whose outcome is unknown.
    """

    operation: str
    status_code: int
    headers: httpx2.Headers = field(repr=False)
    content: bytes = field(repr=False)
    elapsed: float
    attempts: int
    _call: Call[T] = field(repr=False)
    broken: type[ApiError] | None = None
    _judged: list[tuple[T | None, ApiError | None]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def repeatable(self) -> bool:
        """Whether the contract lets this call be repeated whatever became of it."""
        return self._call.repeatable

    @property
    def error(self) -> ApiError | None:
        """What the method itself would have raised; None for the documented response."""
        if not self._judged:
            self._judged.append(self._judge())
        return self._judged[0][1]

    def judge(self, proceed: Proceed) -> None:
        """Judge it now.

        :param proceed: called now and then; what it raises ends the reading, and nothing is kept of it.
        """
        if not self._judged:
            self._judged.append(self._judge(proceed))

    def parse(self) -> T:
        """The documented response.

        :raises ApiError: what the method itself would have raised.
        """
        error = self.error
        if error is not None:
            raise error.with_traceback(None)
        value: T = self._judged[0][0]  # type: ignore[assignment]  # a response without an error has a value
        return value

    def _judge(self, proceed: Proceed | None = None) -> tuple[T | None, ApiError | None]:
        if self.broken is not None:
            return None, self._completed(self.broken(self.operation, self.status_code))
        try:
            return self._call.judge(self.status_code, self.content, proceed), None
        except ApiError as error:
            return None, self._completed(error)

    def _completed(self, error: ApiError) -> ApiError:
        call = self._call
        error.attempts = self.attempts
        if not call.repeatable and not call.proves_nothing_done(error):
            error.outcome_unknown, error.digest, error.ask_next = True, call.digest, call.ask_next
            error.add_note(f"It may have been processed: {advice(error.ask_next)}.")
        return error
