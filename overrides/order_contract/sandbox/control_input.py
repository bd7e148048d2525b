"""What the control paths take in: the bodies of `/sandbox/orders`, its `advance` and its `status`.

Invariants: members have their names on the wire, and one that is not known is refused; no text is
quoted. The order of a seed itself is judged by the published schema, which is its only definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_pascal
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from order_contract.sandbox.errors import bad_request
from order_contract.sandbox.handlers.track_order import WAY
from order_contract.wire import codec
from order_contract.wire.problems import did_you_mean, problems

T = TypeVar("T")
STATES: Final = tuple(state[0] for state in WAY)
"""The states of a parcel, in their order."""
_WIRE: Final = ConfigDict(extra="forbid", alias_generator=to_pascal)


def _state(name: str) -> str:
    if name not in STATES:
        meant = did_you_mean(name[:40], STATES)
        raise PydanticCustomError("state", f"got another state; pass one of {', '.join(STATES)}{meant}")
    return name


@dataclass(frozen=True, config=_WIRE)
class AdvanceInput:
    """Where the parcels of an order go: to the next state, if no `state` is given."""

    state: Annotated[str, AfterValidator(_state)] | None = None
    location: str | None = None


@dataclass(frozen=True, config=_WIRE)
class StatusInput:
    """A status that Global-e gives to an order."""

    status_code: Annotated[str, Field(min_length=1)]
    order_status_reason: dict[str, Any] | None = None


@dataclass(frozen=True, config=_WIRE)
class SeedParcel:
    """A parcel that has come to the hub and has its shipping documents."""

    parcel_code: str
    hub_code: str | None = None
    tracking_number: str | None = None
    cart_item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, config=_WIRE)
class SeedState:
    """The member `Sandbox` of a seed: what the contract has no member for."""

    consolidation: Literal["required", "forbidden"] | None = None
    parcels: tuple[SeedParcel, ...] = ()


_ADAPTERS: Final[Mapping[type, TypeAdapter[Any]]] = {
    kind: TypeAdapter(kind) for kind in (AdvanceInput, StatusInput, SeedState)
}

_NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(to_pascal(item.name) for owner in (kind, *inner) for item in fields(owner))
    for kind, inner in ((AdvanceInput, ()), (StatusInput, ()), (SeedState, (SeedParcel,)))
}
"""The names that a member may have, here or further inside."""
_WHOLE: Final = codec.pointer(())


def read(kind: type[T], value: Any, *place: str | int) -> T:
    """A value of JSON as one of the classes above.

    :param place: where it stands, for the sentences; nothing for the body.
    :raises RefusalError: it does not fit.
    """
    try:
        result: T = _ADAPTERS[kind].validate_python(value)
    except ValidationError as broken:
        listed = problems(broken, place, json=True, known=_NAMES[kind])
        sentences = (f"{'the body' if at == _WHOLE else at} {sentence}" for at, sentence in listed)
        raise bad_request("; ".join(sentences)) from None
    return result
