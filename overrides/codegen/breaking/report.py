"""`make breaking`: report every change since the last release, and stop a breaking one that is not announced.

Invariant: a breaking change passes only under a version that is raised for it and named in that version's
section of CHANGELOG.md.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

from codegen.breaking import document_diff, last_release, oasdiff, python_diff, versions
from codegen.breaking.change import Change, ChangeKind


@frozen
class BreakingReport:
    """All changes, worst first; what stands in the way of letting them out, a sentence each; what could not
    be asked.
    """

    released: last_release.LastRelease
    working: last_release.LastRelease
    changes: list[Change]
    problems: list[str]
    notes: list[str]

    def text(self) -> str:
        """What people read."""
        counts = [
            f"{sum(change.verdict is verdict for change in self.changes)} {verdict.name}"
            for verdict in reversed(ChangeKind)
        ]
        lines = [change.line() for change in self.changes]
        versions_compared = f"order-contract {self.working.version}, compared with {self.released.version}"
        lines += [f"{versions_compared}: {', '.join(counts)}."]
        return "\n".join([*lines, *self.notes, *self.problems])

    def json(self) -> str:
        """What a program reads: one object, of format 1.

        `released`, `version`: three numbers each. `counts`: by verdict. `changes`: `verdict` (breaking,
        additive, cosmetic), `in` (documents, or `python`), `where`, `what`, `why`, `operations`, and
        `source`, which is `oasdiff` where only that program saw it. `problems`: what stands in the way, a
        sentence each.
        `notes`: what could not be asked, and where oasdiff judges otherwise.
        """
        return json.dumps(
            {
                "format": 1,
                "released": str(self.released.version),
                "version": str(self.working.version),
                "counts": {
                    kind.name: sum(change.verdict is kind for change in self.changes)
                    for kind in reversed(ChangeKind)
                },
                "changes": [
                    {
                        "verdict": change.verdict.name,
                        "in": list(change.parts),
                        "where": change.where,
                        "what": change.what,
                        "why": change.why,
                        "operations": sorted(filter(None, change.operations)),
                        "source": "oasdiff" if change.why.startswith("oasdiff: ") else "order-contract",
                    }
                    for change in self.changes
                ],
                "problems": self.problems,
                "notes": self.notes,
            },
            indent=2,
            ensure_ascii=False,
        )


def report(root: Path) -> BreakingReport:
    """Compare the tree below `root` with its last release.

    :raises codegen.CodegenError: there is nothing to compare with, or the tree is not ready for it.
    """
    before = last_release.released(root)
    program = oasdiff.binary()
    with ThreadPoolExecutor(1) as executor:
        # a program of its own, which takes as long as reading our own sources does
        asked = program and executor.submit(
            oasdiff.opinion, program, before.folder, root / last_release.PUBLISHED, last_release.APIS
        )
        after = last_release.working(root, before.surface)
        changes, notes = document_diff.changes(before.documents, after.documents), []
        opinion = asked.result() if asked else None
    if opinion is None:
        notes.append(
            "oasdiff was not asked: npm has not installed it on this machine. "
            "Our own rules ran, and cover more."
        )
    else:
        notes += [
            f"oasdiff alone calls breaking: {change.where}: {change.what} ({change.why})"
            for change in oasdiff.disagreements(changes, opinion)
        ]
        changes += oasdiff.unseen(changes, opinion)
    changes += _not_from(changes, python_diff.changes(before.surface, after.surface))
    changes.sort(key=lambda change: (-change.verdict, change.parts, change.where, change.what))
    in_the_way = problems(before.version, after.version, (root / "CHANGELOG.md").read_text(), changes)
    return BreakingReport(before, after, changes, in_the_way, notes)


def problems(
    released: versions.Version, version: versions.Version, changelog: str, changes: list[Change]
) -> list[str]:
    """Why these changes may not go out under this version; empty when they may, or when none is breaking."""
    if all(change.verdict is not ChangeKind.breaking for change in changes):
        return []
    enough = versions.needed(released, changes)
    if version < enough:
        where = "in the package and in spec/ (see CHANGELOG.md)"
        return [f"A breaking change needs version {enough} or higher {where}, and this is {version}."]
    entry = versions.section(changelog, version)
    if entry is None:
        return [f"CHANGELOG.md has no section `## {version} (unreleased)`."]
    return [
        f"CHANGELOG.md, {version}, does not name `{change.where}`."
        for change in versions.unnamed(entry[1], changes)
    ]


def _not_from(seen: list[Change], python: list[Change]) -> list[Change]:
    """The Python changes without those of the models that the documents' own lines tell: a model follows its
    schema.
    """
    named = {_plain(change.where) for change in seen}
    return [
        change
        for change in python
        if ".models." not in change.where
        or not (
            change.verdict is ChangeKind.additive or _plain(change.where.partition(".models.")[2]) in named
        )
    ]


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
