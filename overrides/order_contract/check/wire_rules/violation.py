"""One rule broken by one exchange, and its grade."""

from __future__ import annotations

from dataclasses import dataclass

from order_contract.check.rulebook import Evidence, Grade, Rule


@dataclass(frozen=True)
class Violation:
    """One rule broken by one exchange."""

    rule: Rule
    location: str
    message: str
    evidence: Evidence = "documented"
    kind: str = ""
    """The kind of breach, where a rule can be broken in several: one cause is one finding."""
    graded: Grade | None = None
    """Its grade; None where rule and evidence say it."""
    members: tuple[str, ...] = ()
    """Every place at which it shows, where that is not the location alone."""

    @property
    def grade(self) -> Grade:
        """Whether it is an error, a warning or nothing."""
        return self.graded or Grade.of(self.evidence, self.rule.evidence)

    @property
    def cause(self) -> tuple[str, str]:
        """What violations of one cause have in common: the rule, and the kind of breach or else the place."""
        return self.rule.id, f"{self.grade.value} {self.kind}" if self.kind else self.location
