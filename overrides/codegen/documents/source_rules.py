"""The rules of `spec/README.md` that the source is held to, and the faults that break one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from attrs import frozen

from codegen.documents.yaml12 import Located

_SEED = re.compile(r"00[0-4]:[1-9][0-9]*")
_PUBLIC = re.compile(r"DOC:[a-z0-9,-]+|SFCC|WA|PHP|QA|JS|TS|VB|VM")


class SpecRule(StrEnum):
    """The rules that are held here, each as its row in `spec/README.md` begins."""

    YAML = "Every file is YAML, and a key stands once in a mapping"
    REFERENCE = "Every `$ref` is relative and leads to something in `spec/`"
    SCHEMA = "OpenAPI 3.1.0, JSON Schema 2020-12"
    COMPONENT = (
        "Every object, enumeration and map is a named component; arrays of references may stand inline"
    )
    NAME = "Component names are the vendor's class names without dots"
    ADDITIONAL = "`additionalProperties: true` on every object, said explicitly"
    AMOUNT = "Numbers that are not counters are `$ref: …#/Amount`"
    NULLABLE = "Nullable: `type: [string, 'null']`, and `oneOf: [{$ref}, {type: 'null'}]` for references"
    TYPES = "A value of several types is an `anyOf` of plain types"
    CONDITION = '"One of these members": `if` / `then`'
    QUERY = "JSON in the query string: `type: string`, `contentMediaType: application/json`"
    PATTERN = "No `oneOf` of objects, no lookaround in `pattern`"
    DESCRIPTION = "Every operation, parameter and property has a `description` in our own words"
    EVIDENCE = "Every operation, parameter, property and condition has `x-evidence`"
    OPERATION_ID = "`operationId` is the vendor's method in camelCase"
    OPERATION = "Every operation has `summary`, `tags`, `responses`, and what programs read of it"
    PARAMETER = "Every parameter has `name`, `in` and `schema`; those of the path are the names in the path"
    EXAMPLE = "Every required parameter and every JSON request body has an example"
    EXTENSION = "Only the extensions of the table below"
    STATUS = "No list of statuses is fixed: a success is `'200'`, a refusal `4XX`, anything else `default`"
    QUOTES = "Single quotes around strings that YAML could take for something else"


@frozen
class Fault:
    """One place in the source that breaks a rule."""

    file: Path
    line: int
    message: str
    rule: SpecRule

    def sentence(self, folder: Path) -> str:
        """`FILE:LINE: MESSAGE. Rule of spec/README.md: RULE`, the file as seen from the folder above."""
        name = self.file.relative_to(folder.parent) if self.file.is_relative_to(folder.parent) else self.file
        stop = "" if self.message.endswith("?") else "."
        return f"{name}:{self.line}: {self.message}{stop} Rule of spec/README.md: {self.rule}"


def extensions(readme: str) -> frozenset[str]:
    """The extensions in the table of `spec/README.md`."""
    table = readme.partition("\n## Extensions\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return frozenset(name for row in rows for name in re.findall(r"`(x-[a-z0-9-]+)`", row))


class Faults:
    """The faults of a source, gathered in the order in which they are met."""

    def __init__(self) -> None:
        self.gathered: list[Fault] = []

    def add(self, node: Located, rule: SpecRule, message: str) -> None:
        """One fault, at the line of a value."""
        self.gathered.append(Fault(node.file, node.line, message, rule))

    def check_description_and_evidence(self, node: Located, what: str) -> None:
        """That an operation, a parameter or a property says what it is and how it is known."""
        if not node.text("description").strip():
            self.add(node, SpecRule.DESCRIPTION, f"{what} has no description")
        self.check_evidence(node, what)

    def check_evidence(self, node: Located, what: str) -> None:
        """That a value says how it is known."""
        evidence = node.get("x-evidence")
        if evidence is None:
            self.add(node, SpecRule.EVIDENCE, f"{what} has no x-evidence")
        else:
            self.check_evidence_form(evidence, f"x-evidence of {what}")

    def check_evidence_form(self, evidence: Located, what: str) -> None:
        """That evidence names sources, and one that is strong enough for its grade."""
        stated = evidence.plain()
        if not isinstance(stated, dict) or set(stated) != {"how", "at"} or not isinstance(stated["at"], list):
            message = f"{what} must be {{how: ..., at: [...]}}, got {stated}"
            self.add(evidence, SpecRule.EVIDENCE, message)
            return
        sources = [str(source) for source in stated["at"]]
        seeds = [source for source in sources if _SEED.fullmatch(source)]
        public = [source for source in sources if _PUBLIC.fullmatch(source)]
        for source in sources:
            if source not in seeds and source not in public:
                self.add(evidence, SpecRule.EVIDENCE, f"{what} names {source}, which is not a source")
        enough: dict[Any, bool] = {
            "documented": bool(seeds),
            "example": bool(seeds),
            "public": bool(public),
            "inferred": bool(sources),
        }
        how = stated["how"]
        if not isinstance(how, str) or how not in enough:
            message = f"{what} has how: {how}{near_name(how, enough)}"
            self.add(evidence, SpecRule.EVIDENCE, message)
        elif not enough[how]:
            self.add(evidence, SpecRule.EVIDENCE, f"{what} is {how} and names no such source")


def near_name(name: object, known: Iterable[object]) -> str:
    """What was probably meant by a misspelt name, as a clause; empty when nothing is near."""
    near = difflib.get_close_matches(str(name), [str(other) for other in known], n=1)
    return f"; did you mean {near[0]}?" if near else ""
