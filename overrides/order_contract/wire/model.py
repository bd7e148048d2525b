"""The base of all generated models: strict on write, lenient on read, and nothing that came over the wire is
lost.

Reading (`model_validate`) takes the odd forms that the documents and real traffic show: numbers in quotes, an
empty string for a number, `"false "` for a boolean, a number for a code, members in another case, unknown
members. Building (`Model(...)`) and preparing a request take only the documented forms. Either way each
object remembers the members that it was made from, so that `model_dump(by_alias=True, exclude_unset=True)`
gives back what came, in its order.

Invariants: what is remembered decides about names, order and form, never about a value: a raw value is
written only where it still reads as the value of the attribute, and a value that was changed after reading is
written in its documented form; two models are equal when their values are, whatever form they came in;
neither a model's repr nor a validation error quotes a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema

from order_contract.errors import InvalidArgumentError
from order_contract.wire import codec
from order_contract.wire.money import json_number
from order_contract.wire.odd_forms import REFUSED, mended
from order_contract.wire.problems import problems
from order_contract.wire.reading import ReadingPlan, end_lists_at_first_error, plan

M = TypeVar("M", bound="WireModel")

WRITE: Final = "order_contract.write"
"""Validation context of what is about to be sent: only the documented forms pass, and attribute names stand
for wire names.
"""


class WireModel(BaseModel):
    """An object of the contract.

    Attributes are in snake case; the wire's names are the aliases, and unknown members are kept in
    `model_extra`.
    """

    # The members that the object was made from, under the names that they came under; never written to.
    __slots__ = ("_wire",)

    model_config = ConfigDict(extra="allow", strict=True, defer_build=True, hide_input_in_errors=True)

    _aliases: ClassVar[Mapping[str, str]]
    _attributes: ClassVar[Mapping[str, str]]
    _folded: ClassVar[Mapping[str, str]]
    _colliding: ClassVar[frozenset[str]]

    def __init__(self, /, **members: Any) -> None:
        """Build from attribute names or from wire names, in the documented forms.

        :raises InvalidArgumentError: a member is missing or has another form.
        """
        try:
            self.__pydantic_validator__.validate_python(members, self_instance=self, context=WRITE)
        except ValidationError as refused:
            raise InvalidArgumentError(type(self).__name__, problems(refused)) from None

    # Quirk: pydantic validates twice when a model has an __init__ of its own, the second time in our WRITE
    # context. Evidence: pydantic's RootModel sets this mark for the same reason; tests/wire/test_model.py.
    # Remove when: a context can be given otherwise.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        super().__pydantic_init_subclass__(**options)
        cls._aliases = {name: field.alias or name for name, field in cls.model_fields.items()}
        cls._attributes = {alias: name for name, alias in cls._aliases.items()}
        cls._folded = {alias.casefold(): alias for alias in cls._attributes}
        cls._colliding = frozenset(cls._aliases.keys() - cls._attributes.keys())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        end_lists_at_first_error(handler.resolve_ref_schema(schema))
        return schema

    @classmethod
    def _plan(cls) -> ReadingPlan:
        """How objects of this class are read, made when it is first asked for."""
        known = _PLANS.get(cls)
        if known is None:
            cls.model_rebuild()
            known = _PLANS[cls] = plan(cls.__pydantic_core_schema__, _is_reader)
        return known

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if not isinstance(data, Mapping):
            return handler(data)
        reading, writing = cls._plan(), info.context == WRITE
        wire = {cls._wire_name(name): value for name, value in data.items()} if writing else data
        members = cls._documented(wire)
        if not writing:
            try:
                return cls._read_fast(wire, reading)
            except ValidationError:
                pass  # reported below, object by object
        else:
            members = {name: _listed(value) for name, value in members.items()}
        model = handler(mended(members, reading.documented if writing else reading.lenient))
        model._forget_colliding(members, members)
        return _remember(model, wire)

    @classmethod
    def _wire_name(cls, name: str) -> str:
        return name if name in cls._attributes else cls._aliases.get(name, name)

    @classmethod
    def _documented(cls, wire: Mapping[str, Any]) -> Mapping[str, Any]:
        """The members under their documented names."""
        names = cls._names(wire)
        return {names.get(name, name): value for name, value in wire.items()} if names else wire

    @classmethod
    def _read_fast(cls, wire: Mapping[str, Any], reading: ReadingPlan) -> Self:
        """Read in one piece.

        :raises ValidationError: a member is not what the contract has; `_read` tells which.
        """
        members = cls._documented(wire)
        model: Self = reading.validator.validate_python(members)
        _remember_tree(model, members, reading)
        return _remember(model, wire)

    @classmethod
    def _names(cls, wire: Mapping[str, Any], unknown: Iterable[Any] | None = None) -> Mapping[str, str]:
        """The documented name of each member that came under another one.

        A member whose documented name is taken, by another spelling before it or by itself, is an unknown
        one.

        :param unknown: the members without a documented name, in their order, where they are known already.
        """
        if unknown is None:
            known = cls._attributes
            if wire.keys() <= known.keys():
                return {}
            unknown = [name for name in wire if name not in known]
        names: dict[str, str] = {}
        for key in unknown:
            name = cls._folded.get(key.casefold()) if isinstance(key, str) else None
            if name is not None and name not in wire and name not in names.values():
                names[key] = name
        return names

    def _forget_colliding(self, unknown: Mapping[str, Any], members: Mapping[str, Any]) -> None:
        """Take back that an attribute was set: pydantic thinks so where an unknown member has its name."""
        if not self._colliding.isdisjoint(unknown):
            self.__pydantic_fields_set__.difference_update(
                name for name in self._colliding.intersection(unknown) if self._aliases[name] not in members
            )

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        if info.mode == "json":
            for name in (self.__pydantic_extra__ or {}).keys() & data.keys():
                data[name] = _with_numbers((self.__pydantic_extra__ or {})[name])
        wire = _memory(self)
        if wire is None or not info.by_alias:
            return data
        names = self._names(wire)
        out: dict[str, Any] = {}
        for key, raw in wire.items():
            name = names.get(key, key)
            if name in data:
                value = data.pop(name)
                if self._reads_as_before(name, raw):
                    value = _with_numbers(raw) if info.mode == "json" else raw
                out[key] = value
        out.update(data)
        return out

    def _reads_as_before(self, name: str, raw: Any) -> bool:
        """Whether a repaired scalar, or list of them, still has the value that its raw form stands for."""
        repair = self._plan().lenient.get(name)
        current = self.__dict__[self._attributes[name]] if repair else raw
        if repair is None or raw is current:
            return False
        value = repair(raw)
        return value is not REFUSED and bool(value == current) and str(value) == str(current)

    def __repr__(self) -> str:
        """The members that were set, by name: values may be personal, and a repr ends up in logs.
        `model_dump()` has them.
        """
        names = (name for name in type(self).model_fields if name in self.model_fields_set)
        return f"{type(self).__name__}({', '.join(names)})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WireModel) or type(self) is not type(other):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self.__pydantic_extra__ == other.__pydantic_extra__

    __hash__ = None  # type: ignore[assignment]  # mutable, as every pydantic model is

    def __copy__(self) -> Self:
        return _remember(super().__copy__(), _memory(self))

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return _remember(super().__deepcopy__(memo), _memory(self))

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "_wire": _memory(self)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        _remember(self, state.get("_wire"))

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Read JSON through `order_contract.wire.codec`, because pydantic's own parser goes through binary
        floating point.
        """
        return cls.model_validate(
            codec.loads(bytes(json_data) if isinstance(json_data, bytearray) else json_data), **options
        )

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Write JSON through `order_contract.wire.codec`, because pydantic writes decimals as strings.

        Members that were set, in wire names.
        """
        data = self.model_dump(**{"by_alias": True, "exclude_unset": True, **options})
        return (codec.dumps(data) if indent is None else codec.pretty(data)).decode()


# The slot itself, because an unknown member may have its name.
_SLOT: Final = WireModel.__dict__["_wire"]
_SLOT_SET: Final = _SLOT.__set__
_PLANS: Final[dict[type[WireModel], ReadingPlan]] = {}


def read_object(kind: type[M], value: Any) -> M:
    """The model of one object.

    :param kind: its class.
    :param value: the object as `wire.codec` reads it.
    :raises pydantic.ValidationError: it is not what the contract has.
    """
    if type(value) is dict:
        try:
            return kind._read_fast(value, kind._plan())
        except ValidationError:
            pass  # told by the validation below
    return kind.model_validate(value)


def read_list(
    kind: type[M], values: Sequence[Any], *, proceed: Callable[[], object] | None = None
) -> list[M]:
    """The models of an array, read one after the other.

    :param kind: the class of the items.
    :param values: the array as `wire.codec` reads it.
    :param proceed: called before each item; what it raises ends the reading, so that a deadline can.
    :raises pydantic.ValidationError: an item is not what the contract has; the path begins with its index.
    """
    models: list[M] = []
    for index, value in enumerate(values):
        if proceed is not None:
            proceed()
        try:
            models.append(read_object(kind, value))
        except ValidationError as refused:
            raise _at(index, refused) from None
    return models


def _at(index: int, refused: ValidationError) -> ValidationError:
    """The same error, one level deeper."""
    return ValidationError.from_exception_data(
        refused.title,
        [
            {**error, "loc": (index, *error["loc"])}  # type: ignore[typeddict-unknown-key]
            for error in refused.errors(include_url=False)
        ],
        hide_input=True,
    )


def _remember(model: M, wire: Mapping[str, Any] | None) -> M:
    if wire is not None:
        _SLOT_SET(model, wire)
    return model


def _remember_tree(model: WireModel, members: Mapping[str, Any], reading: ReadingPlan) -> None:
    """Let a model, which the validator in one piece has read from these members, and the objects inside
    remember what they came from; an object inside with a member in another case is read again.

    :raises ValidationError: a member that came in another case is not what the contract has.
    """
    _SLOT_SET(model, members)
    if model.__pydantic_extra__:
        model._forget_colliding(model.__pydantic_extra__, members)
    if reading.nested:
        _remember_nested(model.__dict__, members, reading)


def _remember_nested(values: dict[str, Any], members: Mapping[str, Any], reading: ReadingPlan) -> None:
    for alias in members.keys() & reading.nested.keys():
        attribute, is_list = reading.nested[alias]
        value = values[attribute]
        if value is None:
            continue
        came = members[alias]
        if value is came:  # a model that a caller gave
            continue
        if not is_list:
            values[attribute] = _with_memory(value, came)
            continue
        for index, part in enumerate(came):
            item = value[index]
            if item is not part:
                value[index] = _with_memory(item, part)


def _with_memory(model: M, wire: Mapping[str, Any]) -> M:
    kind = type(model)
    reading = _PLANS.get(kind) or kind._plan()
    extra = model.__pydantic_extra__
    if extra:
        if kind._names(wire, extra):
            return kind._read_fast(wire, reading)
        model._forget_colliding(extra, wire)
    _SLOT_SET(model, wire)
    if reading.nested:
        _remember_nested(model.__dict__, wire, reading)
    return model


def _memory(model: WireModel) -> Mapping[str, Any] | None:
    try:
        wire: Mapping[str, Any] = _SLOT.__get__(model)
    except AttributeError:
        return None
    return wire


def _is_reader(function: Any) -> bool:
    """Whether a function in a core schema is `WireModel._read` of some class."""
    owner = getattr(function, "__self__", None)
    return isinstance(owner, type) and issubclass(owner, WireModel) and function.__name__ == "_read"


def _listed(value: Any) -> Any:
    """A list of any sequence but a text."""
    is_sequence = isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray, list))
    return list(value) if is_sequence else value


def _with_numbers(value: Any) -> Any:
    """A plain value with numbers that any JSON writer writes exactly."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, Mapping):
        return {name: _with_numbers(member) for name, member in value.items()}
    return [_with_numbers(item) for item in value] if isinstance(value, (list, tuple)) else value
