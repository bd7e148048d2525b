"""`make breaking`: tell every change since the last release, and stop a breaking one that is not announced.

Invariant: a breaking change passes only under a version that is raised for it and named in that version's
section of CHANGELOG.md.
"""

from __future__ import annotations

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
        compared = f"order-contract {self.working.version}, compared with {self.released.version}"
        lines.append(f"{compared}: {', '.join(counts)}.")
        return "\n".join([*lines, *self.notes, *self.problems])


def report(root: Path) -> BreakingReport:
    """Compare the tree below `root` with its last release.

    :raises codegen.CodegenError: there is nothing to compare with, or the tree is not ready for it.
    """
    before = last_release.released(root)
    after = last_release.working(root, before.surface)
    found, notes = document_diff.changes(before.documents, after.documents), []
    program = oasdiff.binary()
    if program is None:
        notes.append(
            "oasdiff was not asked: npm has not installed it on this machine. "
            "Our own rules ran, and cover more."
        )
    else:
        opinion = oasdiff.opinion(program, before.folder, after.folder, last_release.APIS)
        notes += [
            f"oasdiff alone calls breaking: {each.where}: {each.what} ({each.why})"
            for each in oasdiff.disagreements(found, opinion)
        ]
        found += oasdiff.unseen(found, opinion)
    found += _not_from(found, python_diff.changes(before.surface, after.surface))
    found.sort(key=lambda change: (-change.verdict, change.parts, change.where, change.what))
    in_the_way = problems(before.version, after.version, (root / "CHANGELOG.md").read_text(), found)
    return BreakingReport(before, after, found, in_the_way, notes)


def problems(
    released: versions.Version, version: versions.Version, changelog: str, found: list[Change]
) -> list[str]:
    """Why these changes may not go out under this version; empty when they may, or when none is breaking."""
    if all(change.verdict is not ChangeKind.breaking for change in found):
        return []
    enough = versions.needed(released, found)
    if version < enough:
        places = "in the package and in spec/ (see CHANGELOG.md)"
        return [f"A breaking change needs version {enough} or higher {places}, and this is {version}."]
    entry = versions.section(changelog, version)
    if entry is None:
        return [f"CHANGELOG.md has no section `## {version} (unreleased)`."]
    return [
        f"CHANGELOG.md, {version}, does not name `{change.where}`."
        for change in versions.unnamed(entry[1], found)
    ]


def _not_from(told: list[Change], python: list[Change]) -> list[Change]:
    """The Python changes without those of the models that the documents' own lines tell: a model follows its
    schema.
    """
    named = {_plain(change.where) for change in told}
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
