"""The requests of the corpus for one operation: the documented ones, and one for each boundary.

Invariant: each differs in one place from a request that the document allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any, Final
from urllib.parse import quote

from codegen import CodegenError
from codegen.corpus.boundary_values import texts
from codegen.corpus.schema_mutations import edits, replaced
from codegen.corpus.schema_resolver import SchemaResolver
from order_contract.document import Document, DocumentOperation, examples
from order_contract.wire import codec

_JSON: Final = {"content-type": "application/json", "accept": "application/json"}
_BARE: Final = {"accept": "application/json"}
_NONE: Final = object()
# Members that take any text, as the samples show them.
_FREE_TEXTS: Final = ("ConfirmationNumber", "RefundComments")
# A receiver may read what it is sent in another type, as the vendor's samples spell numbers in texts.
_READERS: Final = frozenset({"updateOrderStatusCallback"})
_SPELLINGS: Final = frozenset(
    {"a number in a text", "a number", "a truth value", "a truth value in a text", "zero"}
)


@dataclass(frozen=True)
class CorpusRequest:
    """One request before credentials. `rank` orders the corpus: the lower, the sooner."""

    operation: str
    at: str
    about: str
    expect: str
    rank: int
    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: _BARE)
    body: bytes = b""


class OperationRequests:
    """The cases of one operation."""

    def __init__(self, stated: DocumentOperation, known: Mapping[str, str]) -> None:
        self.id, self.path, self.method = stated.id, stated.path, stated.method.upper()
        self.schemas = SchemaResolver(dict(stated.document.schemas), known)
        self.parameters = {
            parameter.name: parameter.node for parameter in stated.parameters if parameter.place == "query"
        }
        self.segments = {
            parameter.name: parameter.node for parameter in stated.parameters if parameter.place == "path"
        }
        self.body_required = stated.body_required
        self.content: Any = stated.body or None
        self.alike = _alike(stated.document, self.content) if self.content else []
        """Documented bodies of the same schema, those of other operations too."""
        self.plain_request: Mapping[str, Any] = stated.node["x-plain-request"]
        self.left_open: Mapping[str, Any] = stated.node.get("x-left-open", {})
        self.query, self.body = self._plain()

    def _plain(self) -> tuple[dict[str, Any], Any]:
        query, body = self.plain_request.get("query", {}), self.plain_request.get("body", _NONE)
        for name, value in query.items():
            for item in value if isinstance(value, list) else [value]:
                self._require(self._inner(name) or self.parameters[name]["schema"], item)
        if body is not _NONE:
            self._require(self.content["schema"], body)
        return dict(query), body

    def _require(self, schema: Mapping[str, Any], value: Any) -> None:
        if not self.schemas.holds(schema, value):
            raise CodegenError(
                f"the corpus has a base for {self.id} that breaks the document: {codec.dumps(value).decode()}"
            )

    def _inner(self, name: str) -> Mapping[str, Any] | None:
        schema = self.parameters[name]["schema"]
        content_schema: Mapping[str, Any] | None = schema.get("items", schema).get("contentSchema")
        return content_schema

    def cases(self) -> Iterator[CorpusRequest]:
        """All of them, in no particular order of ranks."""
        yield from self._documented()
        for name in self.parameters:
            yield from self._parameter(name)
        for name in self.segments:
            yield from self._segment(name)
        if self.content is not None:
            yield from self._bodies()
        # No document says whether a server ignores or refuses it: the check tells its owner what it does.
        unknown = [*self._pairs(), ("undocumented", "1")]
        yield self._case("query", "with an undocumented parameter", "either", 3, unknown)

    def _documented(self) -> Iterator[CorpusRequest]:
        inputs = {name: examples(schema) for name, schema in self.parameters.items()}
        bodies = examples(self.content) if self.content else []
        for turn in range(max([len(bodies), *map(len, inputs.values()), 1])):
            pairs: list[tuple[str, str]] = []
            for name, values in inputs.items():
                value = values[turn % len(values)]
                pairs += [(name, item) for item in (value if isinstance(value, list) else [value])]
            body = bodies[turn % len(bodies)] if bodies else _NONE
            yield self._case("", f"documented request {turn + 1}", "accept", 0, pairs, body=body)

    def _parameter(self, name: str) -> Iterator[CorpusRequest]:
        inner, stated = self._inner(name), self.parameters[name]
        repeated = stated["schema"].get("type") == "array"
        if stated.get("required"):
            yield self._case(name, "left out", "refuse", 1, self._pairs({name: []}))
            swapped = [
                (other.swapcase() if other == name else other, value) for other, value in self._pairs()
            ]
            yield self._case(name, "left out, its name in another case", "either", 6, swapped)
        elif name in self.query:
            yield self._case(name, "left out", "accept", 3, self._pairs({name: []}))
        yield self._case(name, "empty", "refuse", 1, self._pairs({name: [""]}))
        if inner is None:
            yield self._case(name, "given twice", "either", 6, self._pairs({name: [self.query[name]] * 2}))
            yield self._case(name, "a blank", "either", 6, self._pairs({name: [" "]}))
            odd = self._pairs({name: ["Zoë & 東京 + 100% #1/2?=;"]})
            yield self._case(name, "with letters beyond ASCII and signs that URLs reserve", "accept", 3, odd)
            return
        value = self.query[name][0] if repeated else self.query[name]
        text = codec.dumps(value).decode()
        for about, broken in texts(text):
            if repeated and about == "in an array":
                continue  # other servers of the vendor's framework take all parcels in one array
            yield self._case(name, about, "refuse", 1, self._pairs({name: [broken]}))
        yield from self._encodings(name, value, text)
        if repeated:
            other = text.replace("-1", "-2")
            yield self._case(
                name,
                "one array instead of a value for each",
                "either",
                6,
                self._pairs({name: [f"[{text},{other}]"]}),
            )
            yield self._case(
                name, "second value not JSON", "refuse", 1, self._pairs({name: [text, other[:-1]]})
            )
            yield self._case(name, "second value empty", "refuse", 1, self._pairs({name: [text, ""]}))
            yield self._case(
                name, "second value an empty object", "refuse", 1, self._pairs({name: [text, "{}"]})
            )
            yield self._case(
                name, "third value an empty object", "refuse", 1, self._pairs({name: [text, other, "{}"]})
            )
            yield self._case(
                name, "first of two values not JSON", "refuse", 1, self._pairs({name: [text[:-1], other]})
            )
            yield self._case(
                name,
                "five values",
                "accept",
                3,
                self._pairs({name: [text.replace("-1", f"-{turn}") for turn in range(1, 6)]}),
            )
        else:
            yield self._case(name, "given twice", "either", 6, self._pairs({name: [text, text]}))
            for about, values in (
                ("both times", ["{}", "{}"]),
                ("the first time", [text[:-1], text]),
                ("the second time", [text, text[:-1]]),
            ):
                yield self._case(
                    name, f"given twice, broken {about}", "refuse", 1, self._pairs({name: values})
                )
            yield self._case(
                name, "given twice, empty the second time", "refuse", 1, self._pairs({name: [text, "{}"]})
            )
        for edit in edits(self.schemas, inner, value):
            new = codec.dumps(edit.value).decode()
            yield self._edited(name, edit, self._pairs({name: [new]}))
            if repeated and edit.rank <= 2 and edit.expect == "refuse" and len(edit.path) <= 1:
                yield self._edited(
                    name,
                    replace(edit, about=f"{edit.about}, in the second value"),
                    self._pairs({name: [text, new]}),
                )

    def _encodings(self, name: str, value: Any, text: str) -> Iterator[CorpusRequest]:
        member = self._free_text(name)
        spaced = text.replace(":", ": ").replace(",", ", ")
        kept = [(n, v) for n, v in self._pairs() if n != name]
        rest = "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in kept)

        def raw(about: str, expect: str, written: str, rank: int = 1) -> CorpusRequest:
            case = self._case(name, about, expect, rank, [])
            return replace(case, query=f"{name}={written}" + (f"&{rest}" if rest else ""))

        yield raw("blanks written as %20", "accept", quote(spaced, safe=""))
        yield raw("blanks written as +", "accept", quote(spaced, safe="").replace("%20", "+"))
        yield raw(
            "percent-encoded with lower-case digits",
            "accept",
            re.sub("%..", lambda item: item[0].lower(), quote(spaced, safe="")),
        )
        yield raw(
            "every character percent-encoded",
            "accept",
            "".join(f"%{octet:02X}" for octet in text.encode()),
            3,
        )
        yield raw("with raw braces, colons and commas", "either", text.replace('"', "%22"), 6)
        yield raw(
            "a plus sign where a blank may stand", "refuse", quote(spaced, safe="").replace("%20", "%2B")
        )
        yield raw(
            "a percent-encoded blank, encoded once more",
            "refuse",
            quote(spaced, safe="").replace("%20", "%2520"),
        )
        yield raw(
            "a quotation mark, encoded twice, inside a text",
            "accept",
            quote(_with_text(value, member, "5%22 screen"), safe=""),
        )
        yield raw("a plus sign inside a text", "accept", quote(_with_text(value, member, "1+1"), safe=""))
        yield raw(
            "an ampersand and a hash inside a text",
            "accept",
            quote(_with_text(value, member, "a&b=c#d;e"), safe=""),
        )
        yield raw(
            "letters beyond ASCII inside a text",
            "accept",
            quote(_with_text(value, member, "Zoë 東京 🎁"), safe=""),
        )
        yield raw(
            "3,000 characters long", "accept", quote(_with_text(value, "Undocumented", "東" * 300), safe="")
        )
        yield raw(
            "letters beyond ASCII as JSON escapes",
            "accept",
            quote(_with_text(value, member, "Zo\\u00eb \\ud83c\\udf81", escaped=True), safe=""),
        )
        yield raw("a byte that is not UTF-8", "either", quote(text, safe="").replace("%7D", "%FF%7D"), 6)
        yield raw("after white space", "accept", "%20%0A" + quote(text, safe=""), 3)

    def _free_text(self, name: str) -> str:
        """A documented member for a text of any kind; one that no document has where there is none."""
        own, _, _ = self.schemas.own(self._inner(name) or {})
        return next((member for member in _FREE_TEXTS if member in own["properties"]), "Undocumented")

    def _segment(self, name: str) -> Iterator[CorpusRequest]:
        plain = self._path()
        for about, written in (
            ("unknown", "nobody-has-this-id"),
            ("with a percent-encoded blank", "a%20b"),
            ("very long", "1" * 300),
        ):
            yield replace(
                self._case(name, about, "either", 6, [], body=self.body),
                path=plain.rpartition("/")[0] + f"/{written}",
            )

    def _bodies(self) -> Iterator[CorpusRequest]:
        yield self._case(
            "body",
            "left out",
            "refuse" if self.body_required else "accept",
            1 if self.body_required else 3,
            self._pairs(),
            body=_NONE,
        )
        text = codec.dumps(self.body).decode()
        for about, broken in texts(text):
            if about == "null" and not self.body_required:
                continue
            if about == "in an array" and text.startswith("["):
                broken, about = f"[{text}]", "in an array in an array"
            yield replace(
                self._case("body", about, "refuse", 1, self._pairs(), body=self.body), body=broken.encode()
            )
        plain = self._case("body", "", "accept", 3, self._pairs(), body=self.body)
        yield replace(plain, about="blanks and line feeds between its parts", body=codec.pretty(self.body))
        yield replace(
            plain, about="with a byte order mark", expect="either", rank=6, body=b"\xef\xbb\xbf" + plain.body
        )
        yield replace(
            plain,
            about="sent as JSON in UTF-8",
            headers={**_JSON, "content-type": "application/json; charset=utf-8"},
        )
        for kind in (
            "Application/JSON",
            "text/plain",
            "application/xml",
            "text/html",
            "application/json; charset=iso-8859-1",
        ):
            yield replace(
                plain,
                about=f"sent as {kind}",
                expect="either",
                rank=6,
                headers={**_JSON, "content-type": kind},
            )
        yield replace(plain, about="sent without a type", expect="either", rank=6, headers=_BARE)
        yield replace(
            plain,
            about="asking for XML",
            expect="either",
            rank=6,
            headers={**_JSON, "accept": "application/xml"},
        )
        own, _, _ = self.schemas.own(self.content["schema"])
        for item, other in permutations(self.alike, 2):
            merged = {name: value for name, value in {**item, **other}.items() if name in own["properties"]}
            if not self.schemas.holds(self.content["schema"], merged):
                yield self._case(
                    "body", "two documented requests in one", "refuse", 2, self._pairs(), body=merged
                )
        for edit in edits(self.schemas, self.content["schema"], self.body):
            if self.id in _READERS and edit.about in _SPELLINGS and edit.expect == "refuse":
                worse = replace(edit, about="an object", value=replaced(edit.value, edit.path, {"a": 1}))
                yield self._edited("body", worse, self._pairs(), body=worse.value)
                edit = replace(edit, expect="either")
            yield self._edited("body", edit, self._pairs(), body=edit.value)

    def _edited(self, where: str, edit: Any, pairs: list[tuple[str, str]], body: Any = ...) -> CorpusRequest:
        at = ".".join((where, *(part for part in edit.path if isinstance(part, str))))
        return self._case(
            at, edit.about, edit.expect, edit.rank, pairs, body=self._body() if body is ... else body
        )

    def _body(self) -> Any:
        """The body beside an edited query: none where the document lets it be left out, so that the query
        decides.
        """
        return self.body if self.body_required else _NONE

    def _pairs(self, changed: Mapping[str, list[str]] | None = None) -> list[tuple[str, str]]:
        pairs = []
        for name in self.parameters:
            values = self.query.get(name, [])
            plain = [
                codec.dumps(value).decode() if self._inner(name) else value
                for value in (values if isinstance(values, list) else [values])
            ]
            pairs += [(name, text) for text in (changed or {}).get(name, plain)]
        return pairs

    def _path(self) -> str:
        path = self.path
        for name, schema in self.segments.items():
            path = path.replace(f"{{{name}}}", quote(str(examples(schema)[0]), safe=""))
        return path

    def _is_left_open(self, at: str) -> bool:
        """Whether a server may refuse a request of good form that is special at this member."""
        return any(
            at == place or (place.endswith(".*") and f"{at}.".startswith(place.removesuffix("*")))
            for place in self.left_open
        )

    def _case(
        self, at: str, about: str, expect: str, rank: int, pairs: list[tuple[str, str]], body: Any = ...
    ) -> CorpusRequest:
        value = self._body() if body is ... else body
        if expect == "accept" and self._is_left_open(at):
            expect = "either"
        query = "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in pairs)
        has = value is not _NONE
        headers, content = (_JSON, codec.dumps(value)) if has else (_BARE, b"")
        return CorpusRequest(
            self.id, at, about, expect, rank, self.method, self._path(), query, headers, content
        )


def _alike(document: Document, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    bodies = [operation.body for operation in document.operations() if operation.body]
    return [
        value
        for body in bodies
        if body["schema"] == content["schema"]
        for value in examples(body)
        if isinstance(value, dict)
    ]


def _with_text(value: Mapping[str, Any], member: str, inside: str, *, escaped: bool = False) -> str:
    """A JSON object's text with a text in one of its members."""
    text = codec.dumps({name: item for name, item in value.items() if name != member}).decode()
    written = f'"{inside}"' if escaped else codec.dumps(inside).decode()
    return f'{text[:-1]},"{member}":{written}}}'
