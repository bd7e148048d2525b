"""Names without regard to case: a member that the contract knows is read under its documented name, however
it was written.

ASP.NET reads so, and the documents print `MerchantOrderID` for `MerchantOrderId` (000:54). Invariants:
unknown members stay as they are; of two spellings in one object the documented one counts, else the first,
and the other stays as an unknown member.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field

from order_contract.document import component_name


@define
class MemberNames:
    """The named members that a schema knows, by their folded and by their documented name, and the shapes of
    those that hold more.
    """

    members: dict[str, tuple[str, MemberNames | None]] = field(factory=dict)
    documented: set[str] = field(factory=set)
    inner: dict[str, MemberNames] = field(factory=dict)
    items: MemberNames | None = None


class Shapes:
    """Shapes of the schemas of one document, made once each."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._made: dict[str, MemberNames] = {}

    def of(self, schema: Any) -> MemberNames | None:
        """The shape of a schema; None when it knows no member."""
        if not isinstance(schema, Mapping):
            return None
        name = component_name(schema)
        if name is not None:
            if name not in self._made:
                self._made[name] = MemberNames()
                self._fill(self._made[name], self._schemas[name])
            return self._made[name]
        if "oneOf" in schema:
            return self.of(schema["oneOf"][0])
        shape = MemberNames()
        self._fill(shape, schema)
        return shape if shape.members or shape.items else None

    def _fill(self, shape: MemberNames, schema: Mapping[str, Any]) -> None:
        for name, member in schema.get("properties", {}).items():
            inner = self.of(member)
            shape.members[name.casefold()] = (name, inner)
            shape.documented.add(name)
            if inner is not None:
                shape.inner[name] = inner
        shape.items = self.of(schema.get("items"))


_CONTAINERS: Final = frozenset((dict, list))


def canonical(shape: MemberNames | None, value: Any) -> Any:
    """The value with documented names.

    A value that has them already is given back itself, changed only where something inside was renamed.
    """
    if shape is None or type(value) not in _CONTAINERS:
        return value
    if type(value) is list:
        if shape.items is not None:
            value[:] = [canonical(shape.items, item) for item in value]
        return value
    if not shape.members:
        return value
    if value.keys() <= shape.documented:
        for name, member in value.items():
            if type(member) in _CONTAINERS:
                value[name] = canonical(shape.inner.get(name), member)
        return value
    canonical_members: dict[str, Any] = {}
    for key, member in value.items():
        name, inner = shape.members.get(key.casefold(), (key, None))
        if name != key and (name in value or name in canonical_members):
            name, inner = key, None
        canonical_members[name] = canonical(inner, member)
    return canonical_members
