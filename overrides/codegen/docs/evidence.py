"""`x-evidence` in words and as a badge.

Invariant: what the abbreviations stand for is read from `spec/README.md` and written down nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any


class Evidence:
    """Reads `x-evidence` objects, each with `how` and `at`.

    :param rules: the text of `spec/README.md`, whose section on `x-evidence` names the sources.
    """

    def __init__(self, rules: str) -> None:
        section = rules.split("## `x-evidence`")[1].split("\n## ")[0]
        prose = re.sub(r"\s+", " ", section)
        self.meanings = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|$", section, re.MULTILINE))
        self.seeds = dict(re.findall(r"(\d{3}) ([^,()]+)", prose))
        self.public = {
            name: meaning
            for names, meaning in re.findall(r"((?:`\w+(?::<page>)?`(?:, | \()?)+)([^()]+)\)", prose)
            for name in re.findall(r"`(\w+)", names)
        }

    def sources(self, at: list[str]) -> str:
        """Where, in words: `the Order methods, lines 57, 64; the vendor's portal, page jwt`."""
        lines: dict[str, list[str]] = {}
        for place in at:
            document, _, where = place.partition(":")
            lines.setdefault(document, []).append(where)
        return "; ".join(
            self._source(document, sorted((item for item in where if item), key=_natural))
            for document, where in lines.items()
        )

    def _source(self, document: str, where: list[str]) -> str:
        kind = "line" if document in self.seeds else "page"
        name = (
            self.seeds.get(document) or f"{document}, {self.public[document]}"
            if document != "DOC"
            else self.public[document]
        )
        return f"{name}, {kind}{'s' if len(where) > 1 else ''} {', '.join(where)}" if where else name

    def text(self, evidence: Mapping[str, Any]) -> str:
        """`documented: the Order methods, line 57`."""
        return f"{evidence['how']}: {self.sources(evidence['at'])}"

    def together(self, pieces: Iterable[Mapping[str, Any]]) -> str:
        """Several pieces of evidence as one text, by how it is known."""
        at: dict[str, list[str]] = {}
        for evidence in pieces:
            at.setdefault(evidence["how"], []).extend(evidence["at"])
        return "; ".join(
            self.text({"how": how, "at": list(dict.fromkeys(places))}) for how, places in at.items()
        )

    def badge(self, evidence: Mapping[str, Any], field: str = "") -> str:
        """A button that shows the source when the pointer or the keyboard comes to it.

        `field` is what the search finds it by.
        """
        attribute = f' data-field="{escape(field)}"' if field else ""
        how, sources = evidence["how"], escape(self.sources(evidence["at"]))
        source = f"<span>Source: {sources}</span>"
        return f'<button type="button" class="evidence {how}"{attribute}>{how}{source}</button>'


def _natural(where: str) -> tuple[int, str]:
    """Lines by number, pages by name."""
    return (int(where), "") if where.isdigit() else (0, where)
