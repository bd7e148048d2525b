"""Recognises a merchant by the GUID that a callback carries: one merchant, several behind one endpoint, or
whoever a function says.

Invariants: a GUID is compared in constant time, with every GUID that is known, and never shown.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from secrets import token_bytes
from typing import Any, Final

from order_contract.http.secrets import secret_problems
from order_contract_generated.merchant.models import MerchantOrder

MerchantGuid = str | Sequence[str] | Mapping[str, str] | Callable[[MerchantOrder], str | None]
"""One GUID, several, several by name, or a function from a delivery to the GUID that it must carry; the
function's None refuses.
"""
_SALT: Final = token_bytes(32)


class Merchants:
    """Who may call."""

    def __init__(self, given: MerchantGuid) -> None:
        self._function: Final = given if callable(given) else None
        self._names: Final[Mapping[str, str]] = _by_name(given)
        self._digests: Final = [(name, _digest(guid)) for name, guid in self._names.items()]
        self.several: Final = not isinstance(given, str)
        """Whether a delivery is another one when it comes for another merchant."""

    @property
    def needs_order(self) -> bool:
        """Whether a caller can only be recognised once the order is read."""
        return self._function is not None

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with what was given, each as an argument and a sentence."""
        wrong = [problem for guid in self._names.values() for problem in secret_problems(merchant_guid=guid)]
        if self._function is None and not self._names:
            wrong.append(("merchant_guid", "must not be empty"))
        if len({digest for _, digest in self._digests}) < len(self._digests):
            wrong.append(("merchant_guid", "must be another one for each merchant"))
        return wrong

    def recognised(self, given: Any, order: MerchantOrder | None = None) -> str | None:
        """The merchant whose GUID this is: its name, or the GUID as it was configured; None for an unknown
        one.

        :param given: `MerchantGUID` as it came.
        :param order: the delivery, where a function must see it.
        """
        digest = _digest("" if given is None or isinstance(given, bool) else str(given))
        if self._function is not None:
            guid = None if order is None else self._function(order)
            return guid if guid and guid.strip() and hmac.compare_digest(digest, _digest(guid)) else None
        matches = [name for name, known in self._digests if hmac.compare_digest(digest, known)]
        return matches[0] if matches else None


def _by_name(given: MerchantGuid) -> Mapping[str, str]:
    if isinstance(given, str):
        return {given: given}
    if isinstance(given, Mapping):
        return dict(given)
    return {} if callable(given) else {guid: guid for guid in given}


def _digest(guid: str) -> bytes:
    """Of one length whatever the GUID's, without regard to case and to blanks around it."""
    text = str(guid).strip().casefold().encode("utf-8", "surrogatepass")
    return blake2b(text, key=_SALT, digest_size=32).digest()
