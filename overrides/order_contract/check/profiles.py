"""How much a run does: by examples, and by seconds on two cores.

Invariants: the same profile and seed give the same requests in the same order; seconds may end that order
early, never change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from order_contract.check.errors import CannotRunError
from order_contract.check.transport.messages import Sent
from order_contract.wire.problems import alternatives, did_you_mean


@dataclass(frozen=True)
class Profile:
    """What a run may spend. A phase that ends early leaves its seconds to those behind it."""

    name: str
    seconds: int | None
    """For the whole run; None when `--max-time` has to say it."""
    examples: int | None
    """Requests made up per operation in each of three ways (valid, invalid, broken JSON texts); None until
    the time is over.
    """
    boundaries: int
    """Boundary cases of schemathesis per operation, beyond the corpus."""
    rule_examples: int
    """Sequences of calls per documented rule; 0 leaves them out."""
    robustness: bool = True
    """Whether hostile bytes are sent."""
    corpus: bool = True
    """Whether the corpus is sent.

    Without these two, what is left is what the seed changes: sequences of calls, and what is made up.
    """


PROFILES: Final[Mapping[str, Profile]] = {
    profile.name: profile
    for profile in (
        Profile("quick", seconds=20, examples=15, boundaries=0, rule_examples=5),
        Profile("default", seconds=90, examples=60, boundaries=100, rule_examples=20),
        Profile("deep", seconds=None, examples=None, boundaries=2_000, rule_examples=100),
    )
}


def chosen(profile: str | Profile, max_time: int | None) -> tuple[Profile, int]:
    """A profile and its seconds.

    :raises CannotRunError: there is no such profile, or one that needs `max_time` has none.
    """
    known = PROFILES.get(profile) if isinstance(profile, str) else profile
    if known is None:
        near = did_you_mean(str(profile), PROFILES) or "."
        raise CannotRunError(f"There is no profile {profile}; pass {alternatives(PROFILES)}{near}")
    seconds = max_time or known.seconds
    if seconds is None:
        raise CannotRunError(
            f"The profile {known.name} runs until --max-time: say how many seconds it may take."
        )
    return known, seconds


@dataclass(frozen=True)
class Shard:
    """One of several machines that share a run: together they send everything, no two the same case."""

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str | None) -> Shard:
        """`2/5` is the second of five; None is all.

        :raises CannotRunError: it is written otherwise.
        """
        if text is None:
            return cls()
        number, separator, count = text.partition("/")
        if not (separator and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
            raise CannotRunError(f"--shard: got {text}; pass a part such as 2/5, the second of five.")
        return cls(int(number), int(count))

    def has(self, index: int) -> bool:
        """Whether a unit of work, by its place in the order of all, is this machine's."""
        return index % self.of == self.number - 1

    def owns(self, sent: Sent) -> bool:
        """Whether a request is this machine's, wherever the server is; the same request is always the same
        machine's.
        """
        content = (
            f"{sent.method} {sent.path}?{sent.query}".encode("utf-8", "surrogatepass") + b"\n" + sent.body
        )
        return self.has(int.from_bytes(blake2b(content, digest_size=8).digest(), "big"))
