"""`x-evidence` in words and as a mark.

Invariant: what a grade and a source stand for is read from the `x-evidence-key` of the published document
and written down nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup


class Evidence:
    """Reads `x-evidence` objects, each with `how` and `at`.

    :param key: the `x-evidence-key` of a published document.
    """

    def __init__(self, key: Mapping[str, Any]) -> None:
        self.meanings: Mapping[str, str] = key["how"]
        self.sources: Mapping[str, str] = key["sources"]

    def places(self, at: Sequence[str]) -> str:
        """Where, in words: `Global-e, Order methods, lines 57, 64`. Sources are separated by semicolons."""
        lines: dict[str, list[str]] = {}
        for place in at:
            source, _, where = place.partition(":")
            lines.setdefault(source, []).append(where)
        return "; ".join(
            self._source(source, sorted(filter(None, where), key=_natural)) for source, where in lines.items()
        )

    def _source(self, source: str, where: Sequence[str]) -> str:
        # the explanation of the portal goes on after its first clause with how to read a page's name
        name = re.split(r"[.;]", self.sources[source])[0]
        kind = "line" if source.isdigit() else "page"
        name = "Global-e's documentation portal" if source == "DOC" else name
        return f"{name}, {kind}{'s' if len(where) > 1 else ''} {', '.join(where)}" if where else name

    def text(self, evidence: Mapping[str, Any]) -> str:
        """`documented: Global-e, Order methods, line 57`."""
        return f"{evidence['how']}: {self.places(evidence['at'])}"

    def together(self, several: Iterable[Mapping[str, Any]]) -> str:
        """Several pieces of evidence as one text, by how it is known."""
        at: dict[str, list[str]] = {}
        for item in several:
            at.setdefault(item["how"], []).extend(item["at"])
        return "; ".join(
            self.text({"how": how, "at": list(dict.fromkeys(places))}) for how, places in at.items()
        )

    def mark(self, evidence: Mapping[str, Any]) -> Markup:
        """The grade as a small label that opens to show the source; it needs no script."""
        how = evidence["how"]
        return Markup(  # noqa: S704  # the grade is one of four words, the places are escaped
            f'<details class="evidence {how}"><summary>{how}</summary>'
            f"<span>{escape(self.places(evidence['at']))}</span></details>"
        )


def _natural(where: str) -> tuple[int, str]:
    """Lines by number, pages by name."""
    return (int(where), "") if where.isdigit() else (0, where)
