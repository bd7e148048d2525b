"""One change between the last release and the working tree, and how it is judged.

Invariant: the verdict follows from the effect on a value and from who writes that value, nothing else.
"""

from __future__ import annotations

from enum import Enum, IntEnum

from attrs import define, field, frozen


class ChangeKind(IntEnum):
    """How bad, in rising order; the name is what people read."""

    cosmetic = 0
    additive = 1
    breaking = 2


class Effect(Enum):
    """What a change does to the set of values that are allowed in a place."""

    NARROWS = "fewer values are allowed"
    WIDENS = "more values are allowed"
    ALTERS = "other values, or another name"
    GAINS = "something new that need not be used"
    COSMETIC = "words only"


class Role(Enum):
    """What the user of the contract does with a value: a client sends requests, the receiver of a callback
    sends responses.
    """

    SENDS = "sent"
    READS = "read"


_REASONS = {
    (Effect.NARROWS, Role.SENDS): (ChangeKind.breaking, "what was accepted may be refused"),
    (Effect.NARROWS, Role.READS): (ChangeKind.additive, "what readers rely on still holds"),
    (Effect.WIDENS, Role.SENDS): (ChangeKind.additive, "what was accepted still is"),
    (Effect.WIDENS, Role.READS): (ChangeKind.breaking, "what never came may come"),
    (Effect.ALTERS, Role.SENDS): (ChangeKind.breaking, "what was built on it no longer fits"),
    (Effect.ALTERS, Role.READS): (ChangeKind.breaking, "what was built on it no longer fits"),
    (Effect.GAINS, Role.SENDS): (ChangeKind.additive, "it need not be used"),
    (Effect.GAINS, Role.READS): (ChangeKind.additive, "it need not be used"),
    (Effect.COSMETIC, Role.SENDS): (ChangeKind.cosmetic, ""),
    (Effect.COSMETIC, Role.READS): (ChangeKind.cosmetic, ""),
}


@frozen
class Difference:
    """A change of one place in a document, before anybody is known to send or to read it."""

    where: str
    what: str
    effect: Effect


@frozen
class Change:
    """A judged change. `parts` are the documents it stands in, or `python`; `why` is empty for words."""

    where: str
    what: str
    verdict: ChangeKind
    why: str = ""
    parts: tuple[str, ...] = ("python",)
    operations: frozenset[str] = frozenset()

    def line(self) -> str:
        """The one line that people read."""
        reason = f" ({self.why})" if self.why else ""
        return f"{self.verdict.name:<8}  {' '.join(self.parts):<16}  {self.where}: {self.what}{reason}"


@frozen
class Use:
    """Where a value travels: the operation, what the user does with it, and the document that says so."""

    operation: str
    role: Role
    document: str


@define
class ChangeList:
    """Every difference with all its uses, so that a component that ten operations share is reported once."""

    uses: dict[tuple[str, str], list[tuple[Effect, Use]]] = field(factory=dict)

    def note(self, difference: Difference, use: Use) -> None:
        """Add one use of a difference."""
        uses = self.uses.setdefault((difference.where, difference.what), [])
        if (difference.effect, use) not in uses:
            uses.append((difference.effect, use))

    def changes(self) -> list[Change]:
        """A change for each difference, judged by the effect and the role in which it does most harm."""
        return [_judged(where, what, uses) for (where, what), uses in self.uses.items()]


def _judged(where: str, what: str, uses: list[tuple[Effect, Use]]) -> Change:
    effect, worst = max(((effect, use.role) for effect, use in uses), key=lambda used: _REASONS[used][0])
    verdict, reason = _REASONS[effect, worst]
    operations = list(
        dict.fromkeys(
            use.operation for kind, use in uses if (kind, use.role) == (effect, worst) and use.operation
        )
    )
    if verdict is ChangeKind.cosmetic:
        why = ""
    elif not operations or where in operations:
        why = reason
    else:
        named = ", ".join(operations[:3]) + (
            f" and {len(operations) - 3} more" if len(operations) > 3 else ""
        )
        why = f"{worst.value} in {named}: {reason}"
    parts = tuple(sorted({use.document for _, use in uses}))
    return Change(where, what, verdict, why, parts, frozenset(use.operation for _, use in uses))
