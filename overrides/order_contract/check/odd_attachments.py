"""S2's attachments stay with the order, so odd ones that the check sent are in every response that follows.

Invariant: what a response has of its attachments is an error only where every attachment that the server took
had the members and types of the sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from order_contract.check.transport.messages import Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.judge import Judgement, form_as_warning
from order_contract.check.wire_rules.violation import Violation

_SAMPLED: Final = ("fileName", "path")
_PLACE: Final = "response.attachments."


class OddAttachments:
    """Whether the server has taken any."""

    def __init__(self) -> None:
        self._taken = False

    def weakened(self, sent: Sent, judgement: Judgement) -> Judgement:
        """The judgement of an exchange, with warnings of what the check brought about itself."""
        if judgement.accepted and not self._taken:
            self._taken = any(map(_is_odd, _attachments(parse(sent.body).value)))
        if not self._taken:
            return judgement
        return replace(judgement, violations=tuple(map(_weakened, judgement.violations)))


def _attachments(body: Any) -> list[Any]:
    sent = body.get("attachments") if isinstance(body, Mapping) else None
    return sent if isinstance(sent, list) else [sent] if sent is not None else []


def _is_odd(attachment: Any) -> bool:
    return not isinstance(attachment, Mapping) or not all(
        isinstance(attachment.get(name), str) for name in _SAMPLED
    )


def _weakened(violation: Violation) -> Violation:
    return form_as_warning(violation) if violation.location.startswith(_PLACE) else violation
