"""The rules that every exchange must keep to, whatever the operation; `Rule` is the form of all rules of the
check.

Invariant: a rule stands once, with the sentence it holds a server to and where that sentence comes from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from order_contract.spec import APIS, Api

Evidence = Literal["documented", "example", "public", "inferred", "declared"]
"""How a rule is known; `declared` are those that the fixtures say of the server."""


class Grade(StrEnum):
    """What a verdict rests on."""

    MUST = "must"
    """The documents say it in words, in a table or by a sample, or the fixtures declare it: an error."""
    SHOULD = "should"
    """Public material, inference, or what any careful server does: a warning, and an error with
    `--strict`.
    """
    OPEN = "open"
    """The server's choice: never reported."""

    @property
    def rank(self) -> int:
        """The stronger the grade, the higher."""
        return (Grade.OPEN, Grade.SHOULD, Grade.MUST).index(self)

    @classmethod
    def of(cls, *evidence: Evidence) -> Grade:
        """What the weakest of some evidence bears."""
        return cls.SHOULD if {"public", "inferred"} & set(evidence) else cls.MUST


_LINE: Final = re.compile(r"\d{3}:|DOC:")
_LINES_OF: Final[Mapping[Api, tuple[str, ...]]] = {
    "globale": ("000:", "001:", "002:", "003:", "DOC:"),
    "merchant": ("002:", "DOC:"),
    "s2": ("004:",),
}
"""By API, the documents that are about it, as a source cites them."""


@dataclass(frozen=True)
class Rule:
    """What a server must keep to."""

    id: str
    sentence: str
    source: str
    """Where it is said: a line of a seed such as `003:84`, or the part of the published document that says
    it.
    """
    evidence: Evidence = "documented"
    family: str = "wire"
    apis: tuple[Api, ...] = APIS
    needs: tuple[str, ...] = ()
    """What it needs to know of the server's data, as names of the fixtures file; without them it is not run.
    """

    @property
    def grade(self) -> Grade:
        """The strongest grade that a breach of the rule can have."""
        return Grade.of(self.evidence)

    def source_for(self, api: Api) -> str:
        """Where it is said of one API: the source without the lines that are about others."""
        places = self.source.split(", ")
        own = [place for place in places if not _LINE.match(place) or place.startswith(_LINES_OF[api])]
        return ", ".join(own or places)


NO_SERVER_ERROR: Final = Rule(
    "no-server-error",
    "A request never makes the server fail (status 5xx).",
    "001:251, 002:138-143, 003:282, 004:90",
)
STATUS: Final = Rule(
    "status",
    "The status is one that the document lists.",
    "the documented responses",
    evidence="inferred",
)
CONTENT_TYPE: Final = Rule(
    "content-type",
    "The response says that it is JSON.",
    "the documented responses",
    evidence="inferred",
)
BODY: Final = Rule(
    "body", "The body is JSON and has the documented members and types.", "the documented responses"
)
METHOD: Final = Rule(
    "method",
    "An operation is taken by the method under which it is published.",
    "DOC:general-api-reference",
    evidence="public",
    apis=("globale",),
)
REFUSE: Final = Rule(
    "refuse-invalid",
    "A request that breaks the document is refused, by status 4xx or by an error envelope.",
    "003:287, the documented parameters and request bodies",
)
ACCEPT: Final = Rule(
    "accept-valid",
    "A request that keeps to the document is not refused as malformed.",
    "the documented parameters and request bodies",
)
CREDENTIALS: Final = Rule(
    "credentials", "A request without credentials is refused.", "003:227-231, 004:11-13, 002:69"
)
UNAUTHORIZED: Final = Rule(
    "unauthorized",
    "A request without credentials is refused with 401, by the status or by the code.",
    "DOC:general-api-reference",
    evidence="public",
    apis=("globale",),
)
GOOD_CREDENTIALS: Final = Rule(
    "good-credentials",
    "Good credentials are never refused with 401.",
    "003:227-231, 004:11-13, 002:69, DOC:general-api-reference",
)
LEAK: Final = Rule(
    "no-leak",
    "A refusal shows no credentials, no data of a customer and nothing of the server's inside; a success no "
    "token and no card.",
    "the documented error envelopes",
    evidence="inferred",
)
ANSWER: Final = Rule("answer", "Every request gets a response in time.", "the documented responses")
NO_TRACE: Final = Rule(
    "no-stack-trace",
    "No response shows a stack trace or the error page of a framework.",
    "the documented error envelopes",
    evidence="inferred",
)
REASON: Final = Rule(
    "refusal-reason",
    "A refusal says why, by a code or in words.",
    "the documented error envelopes",
    evidence="inferred",
)
EXACT: Final = Rule(
    "exact-amounts",
    "Amounts have the digits of the amount, not those of binary floating point.",
    "002:80-82, 004:71, the documented format decimal",
    evidence="inferred",
)
HOSTILE: Final = Rule(
    "hostile-input",
    "Hostile bytes, sizes and encodings are refused or accepted: they never make the server fail (status "
    "5xx) or hang.",
    "the documented responses",
    family="robustness",
    evidence="inferred",
)
ALIVE: Final = Rule(
    "alive-afterwards",
    "After hostile input, a documented request gets the same response as before.",
    "the documented responses",
    family="robustness",
    evidence="inferred",
)

WIRE: Final = (
    NO_SERVER_ERROR,
    STATUS,
    CONTENT_TYPE,
    BODY,
    METHOD,
    REFUSE,
    ACCEPT,
    CREDENTIALS,
    UNAUTHORIZED,
    GOOD_CREDENTIALS,
    LEAK,
    ANSWER,
    NO_TRACE,
    REASON,
    EXACT,
)
ROBUSTNESS: Final = (HOSTILE, ALIVE)
