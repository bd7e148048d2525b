"""From bytes to values: the query string, JSON in it, and bodies.

Invariants: numbers are exact; what is too large, too deep or not JSON is a refusal in bounded time; nothing
here knows an order.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import Headers

from tests.faults.second.document import Operation, Parameter, SchemaValidator
from tests.faults.second.refusals import malformed

Pairs = list[tuple[str, str]]


class Reading:
    """How requests are read. Each rule is one method."""

    max_depth = 60
    max_digits = 80
    max_exponent = 100

    def __init__(self) -> None:
        self.decoder = json.JSONDecoder(
            parse_float=self.decimal,
            parse_int=self.integer,
            parse_constant=self.constant,
            object_pairs_hook=self.members,
        )

    def pairs(self, query: str) -> Pairs:
        """The query string's names and values; a plus is a blank."""
        try:
            return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=500)
        except ValueError:
            raise malformed("query", "not readable as UTF-8, or too many parameters") from None

    def named(self, pairs: Pairs, name: str) -> list[str]:
        """All values of one parameter; names are read without regard to case."""
        return [value for given, value in pairs if given.casefold() == name.casefold()]

    def parameter(self, stated: Parameter, values: list[str]) -> Any:
        """The value of a parameter, or the list of them where it can be repeated."""
        if not values:
            return self.absent(stated)
        if stated.repeated:
            return self.repeated(stated, values)
        if len(values) > 1:
            return self.sent_twice(stated, values)
        return self.content(stated, values[0])

    def absent(self, stated: Parameter) -> Any:
        if stated.required:
            raise malformed(stated.name, "the parameter is missing")
        return [] if stated.repeated else None

    def sent_twice(self, stated: Parameter, values: list[str]) -> Any:
        raise malformed(stated.name, "the parameter stands there more than once")

    def repeated(self, stated: Parameter, values: list[str]) -> Any:
        """Each value of a repeated parameter; one array that holds the same list stands for them all."""
        results = [self.inner(text, stated.name) for text in values]
        if len(results) == 1:
            results = self.spread(results[0])
        return [self.valid(stated.content, value, stated.name) for value in results]

    def spread(self, value: Any) -> list[Any]:
        return value if isinstance(value, list) and value else [value]

    def content(self, stated: Parameter, text: str) -> Any:
        if stated.content is None:
            return self.valid(stated.text, text, stated.name)
        return self.valid(stated.content, self.inner(text, stated.name), stated.name)

    def inner(self, text: str, where: str) -> Any:
        """The JSON inside a query string's value."""
        return self.loads(text, where)

    def body(self, operation: Operation, raw: bytes, headers: Headers) -> Any:
        """The value of a body, None for none."""
        if operation.body is None:
            return None
        if not raw:
            if operation.body_required:
                return self.no_body(operation)
            return None
        self.media_type(headers.get("content-type") or "")
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise malformed("body", "not UTF-8") from None
        value = self.loads(text, "body")
        if value is None and not operation.body_required:
            return None
        return self.valid(operation.body, value, "body")

    def no_body(self, operation: Operation) -> Any:
        raise malformed("body", "missing")

    def media_type(self, stated: str) -> None:
        """Refuse what says that it is something other than JSON; saying nothing is taken for JSON."""
        media, _, options = stated.partition(";")
        charset = options.strip().casefold().removeprefix("charset=").strip('"')
        if media.strip().casefold() not in ("", "application/json") or charset not in ("", "utf-8", "utf8"):
            raise malformed("Content-Type", "must be application/json in UTF-8")

    def loads(self, text: str, where: str) -> Any:
        """The value of a JSON text."""
        try:
            value = self.decoder.decode(text)
        except RecursionError:
            raise malformed(where, "nested too deeply") from None
        except ValueError as problem:
            raise malformed(where, f"not JSON ({problem})") from None
        self.depth(value, where)
        if "\\ud" in text or "\\uD" in text:
            self.whole_characters(value, where)
        return value

    def whole_characters(self, value: Any, where: str) -> None:
        """Refuse halves of surrogate pairs, which no UTF-8 can hold."""
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError:
            raise malformed(where, "half a character") from None

    def depth(self, value: Any, where: str) -> None:
        level = [value]
        for _ in range(self.max_depth):
            level = [
                item
                for holder in level
                if isinstance(holder, (dict, list))
                for item in (holder.values() if isinstance(holder, dict) else holder)
            ]
            if not level:
                return
        raise malformed(where, "nested too deeply")

    def decimal(self, text: str) -> Any:
        if len(text) > self.max_digits:
            raise ValueError("a number has too many digits")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError("a number is too large") from None
        if abs(number.adjusted()) > self.max_exponent:
            raise ValueError("a number is too large or too small")
        return number

    def integer(self, text: str) -> Any:
        if len(text) > self.max_digits:
            raise ValueError("a number has too many digits")
        return int(text)

    def constant(self, text: str) -> Any:
        raise ValueError(f"{text} is not JSON")

    def members(self, pairs: list[tuple[str, Any]]) -> Any:
        """An object; a name that stands in it twice is refused."""
        result = dict(pairs)
        if len(result) < len(pairs):
            return self.member_twice(pairs)
        return result

    def member_twice(self, pairs: list[tuple[str, Any]]) -> Any:
        raise ValueError("a member stands there twice")

    def valid(self, shape: SchemaValidator | None, value: Any, where: str) -> Any:
        """The value with its names as documented, once it keeps to its schema."""
        assert shape is not None
        value = self.respelled(shape, value)
        for path, why in self.problems(shape, value):
            raise malformed(".".join([where, *map(str, path)]), getattr(why, "shown", why))
        return value

    def respelled(self, shape: SchemaValidator, value: Any) -> Any:
        """S2 reads names as written, the others in any case."""
        return value if shape.api == "s2" else shape.respelled(value)

    def problems(self, shape: SchemaValidator, value: Any) -> Any:
        return shape.problems(value)
