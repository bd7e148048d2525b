"""Hides secrets and personal data of recorded traffic in all that is shown of it.

Invariants: what is judged is never masked, what is shown always is; a value keeps its kind (a text becomes
`***`, a number 0), so that what a finding says of it stays true; where nothing is hidden, the bytes stay as
they were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote, unquote_to_bytes

from order_contract.check.transport.masking import Mask
from order_contract.check.transport.messages import Received, Sent
from order_contract.wire import codec

_HIDDEN: Final = "***"
_NAMES: Final = re.compile(
    r"e-?mail|phone|mobile|\bfax|(first|last|middle|full|owner|user|customer|recipient|addressbook)_?name|nameinlocal|salutation"
    r"|^name_?normalized|address|^city|^zip|postal_?code|^company|^state(code|orprovince)?$|cardnumber|cvv|expirationdate|passport|taxid|vatregistration"
    r"|registrationnumber|eori|^userid|giftmessage|customer(comments|note)|birth|iban|merchantguid|password|secret|token|api_?key|authorization|cookie|session"
    r"|transactionguid|paymenttransactionreference|vouchercode|documentdata",
    re.IGNORECASE,
)
"""Names of members and parameters of which the value is hidden."""
_PERSONS: Final = re.compile(
    r"address|^customer|billing$|(primary|secondary)shipping|^recipient|^consignee|importerdetails|exporterdetails|payment_?details",
    re.IGNORECASE,
)
"""Names of objects in which every text is hidden."""
_HEADERS: Final = re.compile(
    r"authorization|cookie|token|secret|api-?key|auth|session|x-s2-organization|forwarded|client-ip|real-ip",
    re.IGNORECASE,
)
# Bounded, and begun only where a word begins: a response may be one word of many megabytes.
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}\.[\w.-]{1,190}")
_PAIR: Final = re.compile(r'(?P<head>"(?P<name>[^"\\]{1,60})"\s*:\s*)"?(?P<value>(?:[^"\\,}]|\\.)*)"?')
_USER: Final = re.compile("//[^/?#]*@")
_SHORTEST: Final = 4


@lru_cache(maxsize=4_096)
def _is_hidden(name: str) -> bool:
    return bool(_NAMES.search(name))


@lru_cache(maxsize=4_096)
def _is_person(name: str) -> bool:
    return bool(_PERSONS.search(name))


@lru_cache(maxsize=4_096)
def _is_secret(header: str) -> bool:
    return bool(_HEADERS.search(header))


@dataclass(frozen=True)
class Privacy(Mask):
    """A mask for one recorded exchange, whose secrets are not known beforehand: it finds them by the names of
    members, parameters and headers.
    """

    secrets: tuple[str, ...] = ()
    hidden: set[str] = field(default_factory=set, compare=False)
    """The texts that were hidden so far; they are hidden wherever else they stand, such as in an error's
    description.
    """

    def __call__(self, text: str) -> str:
        """The text without what was hidden, and without e-mail addresses."""
        for value in sorted((text for text in self.hidden if len(text) >= _SHORTEST), key=len, reverse=True):
            text = text.replace(value, _HIDDEN)
        return _EMAIL.sub(_HIDDEN, text)

    def bytes(self, body: bytes) -> bytes:
        """The body with `***` for every secret and every personal text."""
        shown = self._json(body.decode("utf-8", "surrogateescape"))
        return self(shown).encode("utf-8", "surrogateescape")

    def sent(self, sent: Sent) -> Sent:
        """The request with `***` for every secret and every personal text."""
        address, mark, query = sent.url.partition("?")
        shown = mark + "&".join(self._pair(part) for part in query.split("&"))
        return Sent(
            sent.method,
            self(_USER.sub("//", address)) + shown,
            self._headers(sent.headers),
            self.bytes(sent.body),
        )

    def received(self, received: Received) -> Received:
        """The response with `***` for every secret and every personal text."""
        return Received(received.status, self._headers(received.headers), self.bytes(received.body))

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: _HIDDEN if _is_secret(name) else self(value) for name, value in headers.items()}

    def _pair(self, part: str) -> str:
        name, equals, value = part.partition("=")
        text = unquote_to_bytes(value.replace("+", " ")).decode("utf-8", "surrogateescape")
        if _is_hidden(unquote(name)):
            self._hide(text)
            return f"{name}{equals}{_HIDDEN if value else ''}"
        shown = self(self._json(text))
        return (
            part
            if shown == text
            else f"{name}{equals}{quote(shown.encode('utf-8', 'surrogateescape'), safe='*')}"
        )

    def _json(self, text: str) -> str:
        try:
            value = codec.loads(text)
            shown = self._shown(value, personal=False)
            return text if shown == value else codec.dumps(shown).decode()
        except (codec.CodecError, UnicodeEncodeError):
            return _PAIR.sub(
                self._shown_pair, text
            )  # broken JSON is what a finding may be about, so it is shown as far as it goes

    def _shown(self, value: Any, *, personal: bool) -> Any:
        if isinstance(value, Mapping):
            return {name: self._member(name, item, personal) for name, item in value.items()}
        if isinstance(value, list):
            return [self._shown(item, personal=personal) for item in value]
        if not personal or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            self._hide(value)
            return _HIDDEN if value else value
        return 0

    def _member(self, name: str, value: Any, personal: bool) -> Any:
        if isinstance(value, (Mapping, list)):
            return self._shown(value, personal=personal or _is_person(name))
        return self._shown(value, personal=personal or _is_hidden(name))

    def _shown_pair(self, match: re.Match[str]) -> str:
        if not _is_hidden(match["name"]):
            return match[0]
        self._hide(match["value"])
        return f'{match["head"]}"{_HIDDEN}"'

    def _hide(self, value: str) -> None:
        self.hidden.add(value)
