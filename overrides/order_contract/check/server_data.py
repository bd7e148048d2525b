"""The data of the server under check, read from a TOML file: orders, codes, hubs, and what the server decides
where the documents leave a choice.

Invariants: amounts never go through a float; whatever is wrong with a file is said in one sentence that names
the field; nothing secret stands in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_type_hints

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from order_contract.check.errors import CannotRunError
from order_contract.spec import Api
from order_contract.wire.money import decimal_text

Shows = Literal[
    "status",
    "reason",
    "attributes",
    "parcels",
    "tracking-number",
    "tracking-url",
    "backorder",
    "shipment-state",
    "refund-state",
    "deliveries",
    "origin",
]
"""What can be seen of earlier requests: by GetOrdersDetails, and the two states by TrackOrder. `parcels` are
ParcelCode and ParcelTrackingNumber in its ParcelsTracking, `deliveries` is DeliveryQuantity of its products,
`origin` their OriginCountryCode.
"""
Refuses = Literal[
    "over-delivery",
    "odd-quantities",
    "negative-amounts",
    "unknown-products",
    "zero-deliveries",
    "fractional-deliveries",
    "missing-deliveries",
    "parcel-twice",
    "parcel-again",
    "dispatch-after-completed",
    "dispatch-cancelled",
    "unknown-exception-types",
    "zero-refunds",
    "full-after-partial",
    "capped-components",
    "capped-lines",
    "unknown-statuses",
    "cancelling-without-reason",
    "status-after-cancelled",
    "same-attributes",
]
MerchantRefuses = Literal["unknown-order", "mixed-ids", "unknown-status", "after-cancelled"]
S2Refuses = Literal[
    "unknown-product",
    "unknown-account",
    "other-zones",
    "unknown-currency",
    "unknown-country",
    "missing-account",
    "missing-channel-ids",
    "empty-product",
    "no-items",
    "item-twice",
    "fractional-quantities",
    "null-note",
    "null-meta",
    "null-in-address",
]
"""What a server refuses although no document says so: a rule holds it to each word that is declared."""


class FixturesError(CannotRunError):
    """The file cannot be used. The text is one sentence that names the field."""


def _amount(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError('must be an amount, such as "29.90"')
    amount = decimal_text(value) if isinstance(value, str) else Decimal(value)
    if amount is None or not amount.is_finite() or amount < 0:
        raise ValueError('must be an amount, such as "29.90"')
    return amount


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Text = Annotated[str, StringConstraints(min_length=1)]
Reset = Annotated[str, StringConstraints(pattern=r"^(POST|PUT|DELETE|GET) /\S*$")]
_CONFIG: Final = ConfigDict(extra="forbid")


_WITHOUT_DIGITS: Final = re.compile("BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF")
"""Currencies that have no smaller unit by ISO 4217; servers write digits after the point all the same."""


@dataclass(frozen=True, config=_CONFIG)
class Product:
    """One product of an order.

    Prices are those of one piece: `price` in the customer's currency, `original_price` in the merchant's.
    """

    cart_item_id: Text
    code: Text
    quantity: Amount
    price: Amount
    original_price: Amount | None = None


@dataclass(frozen=True, config=_CONFIG)
class KnownOrder:
    """One order of Global-e, as it is before anything is done to it: nothing refunded, and nothing delivered
    but its ready parcels.
    """

    order_id: Text
    products: tuple[Product, ...] = ()
    merchant_order_id: Text | None = None
    email: Text | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    """The customer's currency, which its amounts are in."""
    total: Amount | None = None
    """What the customer paid; left out, it is the sum of products, shipping and duties."""
    shipping: Amount = Decimal(0)
    duties: Amount = Decimal(0)
    ready_parcels: tuple[Text, ...] = ()
    """Codes of parcels that are in the hub with their documents, ready to leave."""
    changeable: bool = True
    """Whether the check may refund, dispatch and cancel it."""

    @property
    def paid(self) -> Decimal:
        """What the customer paid."""
        if self.total is not None:
            return self.total
        return sum(
            (product.price * product.quantity for product in self.products), self.shipping + self.duties
        )

    @property
    def kind(self) -> str:
        """What sets its amounts apart from those of other orders: the digits after the point."""
        digits = min([0, *(_exponent(product.price) for product in self.products)])
        return f"{self.unit} {digits}"

    @property
    def unit(self) -> Decimal:
        """The smallest amount that the order's own amounts are written in: one where none has a point, or
        where its currency has no smaller unit, else a hundredth at most.
        """
        amounts = [self.paid, self.shipping, self.duties, *(product.price for product in self.products)]
        if _WITHOUT_DIGITS.match(self.currency or "") or all(
            amount.as_tuple().exponent == 0 for amount in amounts
        ):
            return Decimal(1)
        return min(Decimal(1).scaleb(min(-2, _exponent(amount))) for amount in amounts)


@dataclass(frozen=True, config=_CONFIG)
class Status:
    """A status of an order, with the reason that goes with it."""

    code: Text
    name: Text
    reason: Text | None = None
    reason_name: Text | None = None


@dataclass(frozen=True, config=_CONFIG)
class Globale:
    """Data of a server that plays Global-e."""

    orders: tuple[KnownOrder, ...]
    reset: Reset | None = None
    unknown_order: Text = "GE000000000XX"
    cancelled_order: Text | None = None
    """An order that is cancelled, and of which nothing was refunded."""
    foreign_order: Text | None = None
    """An order of another merchant."""
    hubs: tuple[Text, ...] = ()
    status: Status | None = None
    """A status that changes nothing else, such as a delay."""
    cancellation: Status | None = None
    """The status by which the merchant cancels."""
    error_info: bool | None = None
    """The account setting ReturnResponseOfErrorInfoStruct."""
    shows: frozenset[Shows] = frozenset()
    refuses: frozenset[Refuses] = frozenset()


@dataclass(frozen=True, config=_CONFIG)
class MerchantOrder:
    """An order that the merchant's endpoint knows."""

    order_id: Text
    merchant_order_id: Text | None = None


@dataclass(frozen=True, config=_CONFIG)
class Merchant:
    """Data of a merchant's endpoint. The GUID that it asks for is a credential and does not stand here."""

    orders: tuple[MerchantOrder, ...]
    reset: Reset | None = None
    unknown_order: Text = "GE000000000XX"
    statuses: tuple[Text, ...] = ("CANCELLED",)
    """Status codes that the merchant works with."""
    refuses: frozenset[MerchantRefuses] = frozenset()


@dataclass(frozen=True, config=_CONFIG)
class S2Order:
    """An order in S2 that the check may change, with an account and products that it may be given."""

    order_id: Text
    account_id: Text
    products: Annotated[tuple[Text, ...], Field(min_length=1)]


@dataclass(frozen=True, config=_CONFIG)
class S2:
    """Data of a server that plays S2."""

    orders: tuple[S2Order, ...]
    reset: Reset | None = None
    unknown_order: Text = "00000000-0000-4000-8000-000000000000"
    foreign_order: Text | None = None
    """An order of another organisation."""
    refuses: frozenset[S2Refuses] = frozenset()


@dataclass(frozen=True, config=_CONFIG)
class Fixtures:
    """A fixtures file: one table for each API."""

    globale: Globale | None = None
    merchant: Merchant | None = None
    s2: S2 | None = None

    @classmethod
    def load(cls, path: str | Path) -> Fixtures:
        """Read a file.

        :raises FixturesError: it cannot be read, is not TOML, or has a field that is wrong.
        """
        try:
            text = Path(path).read_bytes().decode()
        except OSError as missing:
            raise FixturesError(f"The fixtures file {path} cannot be read: {missing.strerror}.") from None
        except UnicodeDecodeError:
            raise FixturesError(f"The fixtures file {path} is not UTF-8.") from None
        return cls.read(text, str(path))

    @classmethod
    def read(cls, text: str, name: str = "fixtures") -> Fixtures:
        """Read a text.

        :param name: what it is called in sentences.
        :raises FixturesError: it is not TOML, or has a field that is wrong.
        """
        try:
            value = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as broken:
            raise FixturesError(f"{name} is not TOML: {broken}.") from None
        except RecursionError:
            raise FixturesError(f"{name} is nested too deeply.") from None
        try:
            return TypeAdapter(cls).validate_python(value)
        except ValidationError as wrong:
            errors = wrong.errors(include_url=False, include_input=False)
            # A name that is not known comes first: a missing one is often that one, misspelt.
            first = next((error for error in errors if error["type"] == _UNKNOWN), errors[0])
            raise FixturesError(f"{name}: {_sentence(first)}.") from None


def example(api: Api) -> str:
    """A commented fixtures file for one API."""
    return (files(__package__) / "examples" / f"{api}.toml").read_text(encoding="utf-8")


def _exponent(amount: Decimal) -> int:
    return int(amount.normalize().as_tuple().exponent) if amount else 0


def _sentence(error: Mapping[str, Any]) -> str:
    place = error["loc"]
    location = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    if error["type"] == _UNKNOWN:
        close = get_close_matches(str(place[-1]), _known(place[:-1]), 1)
        return f"{location} is not known here" + (f" (did you mean {close[0]}?)" if close else "")
    if error["type"] in ("missing", "missing_argument"):
        return f"{location} is missing"
    if error["type"] == "value_error":
        return f"{location} {error['ctx']['error']}"
    wanted = _WANTED.get(error["type"])
    if wanted is not None:
        return f"{location} must be {wanted.format(**error.get('ctx') or {})}"
    return f"{location} has a value that does not fit"


_UNKNOWN: Final = "unexpected_keyword_argument"
_WANTED: Final[Mapping[str, str]] = {
    "string_type": 'a text, such as "GE123"',
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "tuple_type": "a list: [...]",
    "list_type": "a list: [...]",
    "dict_type": "a table",
    "dataclass_type": "a table",
    "literal_error": "{expected}",
    "greater_than": "above {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "too_short": "a list of at least {min_length}",
    "string_too_short": "a text of at least {min_length} characters",
    "string_pattern_mismatch": "a text that matches {pattern}",
    "datetime_type": "a time, such as 2026-01-31T12:00:00Z",
    "datetime_parsing": "a time, such as 2026-01-31T12:00:00Z",
}
"""By pydantic's kind of error, what a value of the file must be."""


def _known(place: Sequence[Any]) -> list[str]:
    """The names that an object of the file can have."""
    kind: Any = Fixtures
    for part in place:
        if isinstance(part, str):
            kind = _held(get_type_hints(kind)[part])
    return [member.name for member in fields(kind)]


def _held(hint: Any) -> Any:
    """The class that a field holds, or holds many of."""
    waiting = [hint]
    while waiting:
        candidate = waiting.pop()
        if is_dataclass(candidate):
            return candidate
        waiting += get_args(candidate)
    raise TypeError(hint)
