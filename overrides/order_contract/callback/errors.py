"""The exceptions raised while a callback is read.

Invariant: an exception says which place is wrong and how, never what stood there; nothing of the body hangs
on it, not even as its context.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from order_contract.errors import OrderContractError


class CallbackError(OrderContractError):
    """A callback that cannot be taken. Base of what `order_contract.callback` raises on reading."""


class MalformedCallbackError(CallbackError, ValueError):
    """The body is not a JSON object of the documented structure.

    `problems` lists each as (place on the wire, sentence).
    """

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = list(problems)
        super().__init__(
            "the callback is malformed: "
            + "; ".join(f"{place} {sentence}" for place, sentence in self.problems[:5])
        )


class WrongGuidError(CallbackError):
    """`MerchantGUID` is missing, or is not the one that the merchant shares with Global-e.

    The caller is not to be trusted.
    """

    def __init__(self) -> None:
        super().__init__("the callback's MerchantGUID is not the merchant's")


def origin(error: BaseException) -> str:
    """An exception's kind and where it was raised, for a log, without its text, which may quote the order."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    return f"{type(error).__qualname__}{where}"
