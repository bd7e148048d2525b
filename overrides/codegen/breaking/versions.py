"""Which version a change needs, and what CHANGELOG.md must say of it.

Invariants: versions are three numbers; below 1.0.0 the second one is raised by a breaking change and the
third by any other, from 1.0.0 on the first, second and third are raised as semver says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from codegen import CodegenError
from codegen.breaking.change import Change, ChangeKind

_HEADING = re.compile(r"^## (\d+\.\d+\.\d+) \((unreleased|\d{4}-\d\d-\d\d)\)\n", re.MULTILINE)


@frozen(order=True)
class Version:
    """A version in its three numbers."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse(text: str) -> Version:
    """Read a version.

    :raises codegen.CodegenError: it is not three numbers without leading zeros.
    """
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", text):
        raise CodegenError(f"{text!r} is not a version; write three numbers, such as 1.4.0")
    return Version(*map(int, text.split(".")))


def needed(released: Version, changes: Iterable[Change]) -> Version:
    """The lowest version under which these changes may go out."""
    worst = max((change.verdict for change in changes), default=ChangeKind.cosmetic)
    major, minor, patch = released.major, released.minor, released.patch
    if worst is ChangeKind.breaking:
        return Version(major + 1, 0, 0) if major else Version(0, minor + 1, 0)
    return (
        Version(major, minor + 1, 0)
        if major and worst is ChangeKind.additive
        else Version(major, minor, patch + 1)
    )


def section(changelog: str, version: Version) -> tuple[str, str] | None:
    """The date of a version's section, or `unreleased`, and its text; None when there is none."""
    headings = list(_HEADING.finditer(changelog))
    for number, heading in enumerate(headings):
        if heading[1] == str(version):
            end = headings[number + 1].start() if number + 1 < len(headings) else len(changelog)
            return heading[2], changelog[heading.end() : end].strip()
    return None


def dated(changelog: str, version: Version, day: date) -> str:
    """The changelog with the version's section no longer unreleased."""
    return changelog.replace(f"## {version} (unreleased)\n", f"## {version} ({day.isoformat()})\n")


def unnamed(text: str, changes: Iterable[Change]) -> list[Change]:
    """The breaking changes that a section does not name: each by its place, in backquotes."""
    named = set(re.findall(r"`([^`]+)`", text))
    return [
        change for change in changes if change.verdict is ChangeKind.breaking and change.where not in named
    ]
