"""Which version a change needs, what CHANGELOG.md must say, and what the gate answers."""

from __future__ import annotations

from datetime import date

import pytest

from codegen import CodegenError
from codegen.breaking import report, versions
from codegen.breaking.change import Change, ChangeKind
from codegen.breaking.versions import Version

BROKEN = Change("Product.Sku", "is gone", ChangeKind.breaking, "why", ("globale",))
ADDED = Change("Product.New", "is new", ChangeKind.additive, "why", ("globale",))
WORDS = Change("Product.Sku", "description otherwise", ChangeKind.cosmetic, "", ("globale",))
CHANGELOG = """# Changelog

## 0.2.0 (unreleased)

- `Product.Sku` is gone.

## 0.1.0 (2026-11-22)

- The first.
"""


@pytest.mark.parametrize(
    ("released", "change", "needed"),
    [
        ((0, 1, 4), BROKEN, "0.2.0"),
        ((0, 1, 4), ADDED, "0.1.5"),
        ((0, 1, 4), WORDS, "0.1.5"),
        ((2, 1, 4), BROKEN, "3.0.0"),
        ((2, 1, 4), ADDED, "2.2.0"),
        ((2, 1, 4), WORDS, "2.1.5"),
    ],
)
def test_the_worst_change_says_which_version_is_needed(
    released: tuple[int, int, int], change: Change, needed: str
) -> None:
    assert str(versions.needed(Version(*released), [WORDS, change])) == needed
    assert str(versions.needed(Version(1, 0, 9), [])) == "1.0.10"


@pytest.mark.parametrize("text", ["1.2", "v1.2.3", "1.2.3rc1", "01.2.3", "", "1.2.3 ", "1..3"])
def test_a_version_is_three_numbers(text: str) -> None:
    with pytest.raises(CodegenError, match="three numbers"):
        versions.parse(text)


def test_versions_are_compared_as_numbers() -> None:
    assert versions.parse("0.10.0") > versions.parse("0.9.9")


class TestTheChangelog:
    def test_a_section_ends_where_the_next_begins(self) -> None:
        assert versions.section(CHANGELOG, Version(0, 2, 0)) == ("unreleased", "- `Product.Sku` is gone.")
        assert versions.section(CHANGELOG, Version(0, 1, 0)) == ("2026-11-22", "- The first.")
        assert versions.section(CHANGELOG, Version(0, 3, 0)) is None

    def test_a_release_dates_its_own_section_only(self) -> None:
        dated = versions.dated(CHANGELOG, Version(0, 2, 0), date(2027, 1, 2))
        assert "## 0.2.0 (2027-01-02)\n" in dated
        assert "## 0.1.0 (2026-11-22)\n" in dated


class TestWhatMayGoOut:
    def test_anything_that_does_not_break(self) -> None:
        assert report.problems(Version(0, 1, 0), Version(0, 1, 0), "", [ADDED, WORDS]) == []

    def test_a_breaking_change_under_the_released_version(self) -> None:
        [problem] = report.problems(Version(0, 1, 0), Version(0, 1, 0), CHANGELOG, [BROKEN])
        assert "needs version 0.2.0 or higher" in problem

    def test_a_breaking_change_that_is_raised_too_little(self) -> None:
        assert report.problems(Version(0, 1, 0), Version(0, 1, 7), CHANGELOG, [BROKEN]) != []
        assert report.problems(Version(1, 0, 0), Version(1, 9, 0), CHANGELOG, [BROKEN]) != []

    def test_a_breaking_change_that_is_raised_and_named(self) -> None:
        assert report.problems(Version(0, 1, 0), Version(0, 2, 0), CHANGELOG, [BROKEN, ADDED]) == []

    def test_a_breaking_change_that_is_raised_and_not_named(self) -> None:
        other = Change("Product.Brand", "is gone", ChangeKind.breaking)
        [problem] = report.problems(Version(0, 1, 0), Version(0, 2, 0), CHANGELOG, [BROKEN, other])
        assert problem == "CHANGELOG.md, 0.2.0, does not name `Product.Brand`."

    def test_a_breaking_change_without_a_section(self) -> None:
        [problem] = report.problems(Version(0, 1, 0), Version(0, 3, 0), CHANGELOG, [BROKEN])
        assert "no section `## 0.3.0 (unreleased)`" in problem
