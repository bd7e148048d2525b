"""Collects and validates the arguments of one call.

Invariants: everything is validated before anything is sent, and all problems are reported at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from order_contract.errors import InvalidRequestError
from order_contract.http.call import Call, Contract, Reader
from order_contract.wire import assertions, codec
from order_contract.wire.model import WRITE, WireModel
from order_contract.wire.problems import got, got_other, problems

T = TypeVar("T")
M = TypeVar("M", bound=WireModel)
Argument: TypeAlias = M | Mapping[str, Any]


class RequestArguments:
    """Collects and validates the arguments of one call; all problems are reported at once."""

    def __init__(self, contract: Contract, operation: str, *, allow_unknown: bool) -> None:
        self.contract = contract
        self.operation = operation
        self.allow_unknown = allow_unknown
        self.problems: list[tuple[str, str]] = []

    def model(self, kind: type[M], value: Argument[M], *path: str | int) -> M:
        """The model of a model or of a mapping in wire names, as it will be sent."""
        if isinstance(value, WireModel) and isinstance(value, kind):
            # judged below, without quoting values
            data: Any = value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        elif isinstance(value, Mapping):
            data = value
        else:
            self.add_problem(codec.pointer(path), got_other(value, f"{kind.__name__} or a mapping"))
            return kind.model_construct()
        try:
            model = kind.model_validate(data, context=WRITE)
        except ValidationError as error:
            self.problems += problems(error, path, kinds=vars(sys.modules[kind.__module__]))
            return kind.model_construct()
        wire = model.model_dump(by_alias=True, exclude_unset=True)
        rules = {"$ref": kind.__name__}
        violations = list(assertions.violations(rules, wire, self.contract.assertions, path))
        if not self.allow_unknown:
            violations += assertions.unknown_members(rules, wire, self.contract.assertions, path)
        self.problems += [(codec.pointer(place), sentence) for place, sentence in violations]
        return model

    def models(self, kind: type[M], values: Iterable[Argument[M]], *path: str | int) -> list[M]:
        """The models of a list of models or mappings."""
        if isinstance(values, (str, bytes, Mapping, WireModel)) or not isinstance(values, Iterable):
            self.add_problem(codec.pointer(path), got_other(values, f"a list of {kind.__name__}"))
            return []
        return [self.model(kind, value, *path, index) for index, value in enumerate(values)]

    def text(self, value: str, *path: str | int) -> str:
        """A required, non-empty string."""
        if not isinstance(value, str):
            self.add_problem(codec.pointer(path), f"got {got(value)}; pass a str")
        elif not value.strip():
            self.add_problem(codec.pointer(path), "got an empty string; pass one that is not empty")
        elif _half_surrogate(value):
            self.add_problem(codec.pointer(path), "holds half of a surrogate pair")
        return value

    def add_problem(self, place: str, sentence: str) -> None:
        """Note a problem, by its place on the wire."""
        self.problems.append((place, sentence))

    def call(
        self,
        request: Callable[[], Mapping[str, Any]],
        read: Reader[T],
        *,
        only_reads: bool = False,
    ) -> Call[T]:
        """The call, when there is no problem.

        :param read: makes the documented response of its JSON.
        :param only_reads: this request may be repeated, although its operation in general may not.
        :raises InvalidRequestError: with all problems.
        """
        if self.problems:
            raise InvalidRequestError(self.operation, self.problems)
        try:
            arguments = request()
        except codec.CodecError as error:
            raise InvalidRequestError(self.operation, [("the request", str(error))]) from None
        ask_next = tuple(self.contract.operations[self.operation]["ask_next"])
        return Call(self.contract, self.operation, arguments, read, only_reads, ask_next)


def _half_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
