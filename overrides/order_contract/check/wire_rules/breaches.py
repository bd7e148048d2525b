"""How certainly a request that breaks the document must be refused.

Invariant: a request must be refused only where it cannot be executed as it stands, or where the documents
call a member mandatory; whatever else a receiver reads, or leaves unread, is its own choice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from order_contract.check.document.operations import CheckedOperation
from order_contract.check.document.schema import Problem
from order_contract.check.rulebook import Evidence, Grade

_STRONG: Final[frozenset[Evidence]] = frozenset({"documented", "example"})
_READ_AS_NUMBERS: Final = frozenset({"boolean", "number", "integer", "null"})
"""Types whose values frameworks read as each other's by default."""


def owed(operation: CheckedOperation, place: str, problem: Problem) -> Grade:
    """Whether a request must be refused for one place at which it breaks a schema.

    :param place: the parameter or member, such as `body.Products.CartItemId`.
    """
    if problem.kind in ("quoted", "unquoted", "case"):
        return Grade.OPEN  # the vendor's own samples print numbers in quotes and codes without them
    if problem.kind == "null" and place in operation.sampled_only:
        return Grade.OPEN
    if problem.kind == "missing":
        documented = problem.evidence == "documented" and not operation.reads
        return Grade.MUST if documented else Grade.SHOULD
    acted = operation.acts_on.get(place) in _STRONG
    if problem.kind == "type":
        return _owed_to_type(operation, place, problem, acted)
    if problem.kind == "value":
        return Grade.MUST if acted and problem.evidence == "documented" else Grade.SHOULD
    return Grade.SHOULD


def _owed_to_type(operation: CheckedOperation, place: str, problem: Problem, acted: bool) -> Grade:
    """Whether a value must be refused because its type is another.

    :param acted: whether the documents say that the server acts on the member.
    """
    if "." not in place and place in operation.parameters and problem.given == "array":
        return Grade.OPEN
    if {"array", "object"} & problem.types:
        # one element in place of a list, or the list of one, is read by many parsers
        taken_apart = problem.given in ("array", "object") or "array" in problem.types
        return Grade.SHOULD if taken_apart or "." in place else Grade.MUST
    if {problem.given, *problem.types} <= _READ_AS_NUMBERS:
        return Grade.SHOULD  # pydantic and Ajv, to name two, read true as 1, and 1 as true
    if problem.single and operation.api == "s2":
        return Grade.SHOULD  # Fastify, as it comes, takes the one value out of its list
    if operation.reads and problem.given == "boolean":
        return (
            Grade.SHOULD
        )  # Json.NET, to name one, makes a text of it: the id of no order, and none is shown
    # A text can be made of anything; a quantity, an amount or a list cannot, and an order's id names nothing.
    needed = "string" not in problem.types or place.casefold().endswith(("orderid", "orderids"))
    # S2 shows every text again, so it cannot do with a list or an object in its place.
    shown = operation.api == "s2" and problem.given in ("array", "object")
    # A receiver of a few lines looks for an id and a status, and takes whatever stands there.
    strict = operation.api != "merchant"
    return Grade.MUST if strict and acted and (needed or shown) else Grade.SHOULD


@dataclass(frozen=True)
class NotJson:
    """A text that is not JSON: what is wrong with it, and whether it must be refused."""

    kind: str
    reason: str
    grade: Grade


def not_json(raw: bytes | str) -> NotJson:
    """Say what a text that is not JSON is instead.

    Some parsers take more than JSON, as RFC 8259 (9) allows, and the vendor's own samples have comments and
    typographic quotes.
    """
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "surrogateescape")
    if not text.strip():
        return NotJson("empty", "is empty", Grade.MUST)
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        return NotJson("not UTF-8", "is not UTF-8", Grade.SHOULD)
    loose = text
    for kind, reason, grade, mended in _LENIENCES:
        if _reads(mended(text)):
            return NotJson(kind, reason, grade)
        loose = loose if kind in _REWRITTEN else mended(loose)
    if _reads(loose):
        return NotJson("loose JSON", "is what only lenient parsers take for JSON", Grade.SHOULD)
    try:
        json.JSONDecoder(strict=False).raw_decode(text.strip())
    except ValueError:
        return NotJson("not JSON", "is not JSON", Grade.MUST)
    return NotJson("text behind", "has additional text after the JSON", Grade.SHOULD)


def _reads(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


_COMMENT: Final = re.compile(r"/\*.*?\*/|//[^\n]*|(?<![\w\"])#[^\n]*", re.DOTALL)
_EXTRA_COMMA: Final = re.compile(r",\s*(?=[}\],])|(?<=[\[{])\s*,")
_BARE_NAME: Final = re.compile(r"([{,]\s*)([A-Za-z_]\w*)(\s*:)")
_TYPOGRAPHIC: Final[Mapping[int, str]] = str.maketrans({"\u201c": '"', "\u201d": '"', "\u00a0": " "})
_ESCAPE: Final = re.compile(r"(\\(?:u[0-9A-Fa-f]{4}|[\"\\/bfnrt]))|\\")
_ODD_NUMBERS: Final = (
    (re.compile(r"(?<=[:\[,])(\s*-?)0[xX][0-9A-Fa-f]+"), r"\g<1>0"),
    (re.compile(r"(?<=[:\[,])(\s*-?)\+?0*(?=\d)"), r"\1"),
    (re.compile(r"(?<=[:\[,])(\s*-?)(?=\.\d)"), r"\g<1>0"),
    (re.compile(r"(?<=\d)\.(?=\s*[,}\]])"), ".0"),
)
"""Hexadecimal digits, leading zeros or a plus, and a point with nothing before or behind it."""


def _usual_numbers(text: str) -> str:
    for odd, usual in _ODD_NUMBERS:
        text = odd.sub(usual, text)
    return text


_REWRITTEN: Final = frozenset({"single quotes", "bare names", "encoded twice"})
"""Leniences whose mending changes texts that need none."""
_LENIENCES: Final[tuple[tuple[str, str, Grade, Callable[[str], str]], ...]] = (
    ("loose JSON", "has control characters or numbers that JSON does not know", Grade.SHOULD, str),
    ("comment", "has a comment", Grade.OPEN, lambda text: _COMMENT.sub("", text)),
    ("typographic", "has typographic characters", Grade.OPEN, lambda text: text.translate(_TYPOGRAPHIC)),
    ("trailing comma", "has a comma too many", Grade.SHOULD, lambda text: _EXTRA_COMMA.sub("", text)),
    ("single quotes", "is in single quotes", Grade.SHOULD, lambda text: text.replace("'", '"')),
    ("bare names", "has names without quotes", Grade.SHOULD, lambda text: _BARE_NAME.sub(r'\1"\2"\3', text)),
    (
        "odd number",
        "has a number that JSON does not know",
        Grade.SHOULD,
        _usual_numbers,
    ),
    (
        "unknown escape",
        "has an escape that JSON does not know",
        Grade.SHOULD,
        lambda text: _ESCAPE.sub(r"\1", text),
    ),
    ("encoded twice", "is percent-encoded twice", Grade.SHOULD, unquote),
)
"""What parsers take beyond JSON, and the text as JSON has it."""
