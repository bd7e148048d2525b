"""Secrets that a recorded response shows.

Invariants: what a recorder put in the place of a secret is none, and is looked for nowhere; whose address a
response shows is not judged, since a recording does not tell who asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from order_contract.check.document.operations import CheckedOperation
from order_contract.check.transport.masking import Mask
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.judge import Judgement
from order_contract.check.wire_rules.leaks import leaked, shown
from order_contract.check.wire_rules.violation import Violation
from order_contract.replay.operation_matcher import schemes
from order_contract.wire import codec
from order_contract.wire.query import split

_SECRETS: Final = frozenset({"merchantguid", "authorization"})
_SCHEME: Final = re.compile(r"(?i)bearer\s+")
_SECRET: Final = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{4,27}\Z|(?=.*\d)[\w.~+/=-]{8,}\Z")
"""What a secret looks like; `***`, `REDACTED` and `<GUID>` do not."""
_CERTAIN: Final = frozenset({"credentials", "database"})
"""What no refusal may show, whoever asked."""


def leak(
    operation: CheckedOperation, sent: Sent, received: Received, judgement: Judgement
) -> Violation | None:
    """What a response shows of the credentials that its request carries, of a card or of a database."""
    secrets = [secret for secret in _carried(operation, sent) if _SECRET.match(secret)]
    if judgement.refused:
        violation = leaked(operation.api, sent, received, Mask.of(secrets))
        return violation if violation is not None and violation.kind in _CERTAIN else None
    return next(filter(None, (shown(received, secret) for secret in secrets)), shown(received, None))


def _carried(operation: CheckedOperation, sent: Sent) -> Iterator[str]:
    """The credentials of a request."""
    try:
        query = {name.casefold(): value for name, value in split(sent.query)}
    except (codec.CodecError, UnicodeEncodeError):
        query = {}
    value = parse(sent.body).value
    body = {name.casefold(): text for name, text in value.items()} if isinstance(value, dict) else {}
    places = {"query": query, "header": sent.headers, "body": body}
    for place, name in schemes(operation.api):
        carried = places[place].get(name) if name in _SECRETS else None
        if isinstance(carried, str):
            yield _SCHEME.sub("", carried.strip(), count=1)
