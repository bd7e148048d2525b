"""The corpus: the documented samples and every boundary of the document, each judged against a control.

Invariant: a request that keeps to the document and is refused is not a finding before the same request
without what is special about it was accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from order_contract.check import rulebook
from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.profiles import Shard
from order_contract.check.rulebook import Grade
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.violation import Violation

_NAMES_SOMETHING: Final = re.compile(
    r"(?:Id|Ids|Code|Codes|GUID|Numbers?|Date|Time|URL|Url|Email)\Z|Site\Z|Method\Z"
)
"""Members whose text has to be one that the server knows, or can read."""
_FUTILE: Final = 6
"""Controls of one operation that were refused in a row, after which no more are sent."""


class CorpusPhase:
    """Sends cases, and asks again without what is special where one is refused."""

    def __init__(self, session: Session, put_back: Callable[[], None] | None = None) -> None:
        """
        :param put_back: undoes what was done to the server's orders; None where nothing can.
        """
        self.session = session
        self._put_back = put_back
        self._changed = True
        """Whether orders may be otherwise than after the last time that they were put back."""
        self._futile: dict[str, int] = {}
        """How many controls in a row were refused, by operation."""

    def send(self, shard: Shard, most: int | None = None) -> None:
        """Send what belongs to a shard of the corpus, or of its head."""
        for operation, case in islice(corpus_cases.of(self.session.api, self.session.operations), most):
            if self.session.refuses_method(operation):
                continue
            if shard.owns(case.sent(operation, self.session.base)):
                self.put(operation, case)

    def put(self, operation: CheckedOperation, case: corpus_cases.Case) -> Exchange | None:
        """Send one case, unless it was sent before."""
        if case.expect == "either":
            expected = Expectation.UNSPECIFIED
        elif case.harmless and operation.accepts_repeats and self.session.has_accepted(operation):
            expected = Expectation.ACCEPT_AGAIN
        else:
            expected = Expectation.BY_DOCUMENT if case.at else Expectation.ACCEPT
        sent = case.sent(operation, self.session.base)
        exchange = self.session.once(operation, sent, at=case.at, expected=expected)
        if exchange is not None and self._put_back is not None and self._is_spent(operation, case, exchange):
            self._put_back()
            self._changed = False
            exchange = self.session.send(operation, sent, at=case.at, expected=expected)
        self._changed |= exchange is not None and not operation.reads
        if exchange is not None and exchange.judgement is not None and exchange.judgement.in_doubt:
            self._compare(operation, case, exchange)
        return exchange

    def _is_spent(self, operation: CheckedOperation, case: corpus_cases.Case, exchange: Exchange) -> bool:
        """Whether nothing is left of the order, perhaps by the cases before: then it proves nothing."""
        judgement = exchange.judgement
        refused = judgement is not None and judgement.refused and judgement.code in operation.spent_codes
        return refused and self._changed and case.expect == "accept"

    def _compare(self, operation: CheckedOperation, case: corpus_cases.Case, refused: Exchange) -> None:
        graded = acceptance(operation, case)
        unauthorized = refused.required_judgement.unauthorized
        if unauthorized and "email" not in operation.parameters:
            graded = Grade.MUST  # the credentials are those with which the other request is accepted
        if unauthorized and self.convict_of_401(operation, refused):
            return
        if graded is Grade.OPEN or self._futile.get(operation.id, 0) >= _FUTILE:
            return
        control = (case.control() if case.at else None) or self._plain(operation, case)
        if control is None:
            return
        sent = control.sent(operation, self.session.base)
        accepted = self.session.send(operation, sent, expected=Expectation.UNSPECIFIED)
        if accepted.judgement is None or not accepted.judgement.accepted:
            self._futile[operation.id] = self._futile.get(operation.id, 0) + 1
            return
        self._futile[operation.id] = 0
        if unauthorized and self.convict_of_401(operation, refused, accepted):
            return
        # an endpoint may refuse a notice that an earlier run has delivered
        may_be_repeated = "." not in case.at or operation.api == "merchant"
        if may_be_repeated and not self._is_repeated(operation, sent):
            return  # the server refuses what changes nothing, however it is spelled
        again = self._again(operation, case)
        if again is None or again.judgement is None or not again.judgement.refused:
            return  # the order's state is the reason, or may be
        reason = refused.required_judgement.refused_by
        what = f"A request with {case.about} at {case.at}" if case.at else f"The {case.about}"
        message = f"{what} was refused with {reason}; without what is special about it, it is accepted."
        violation = Violation(rulebook.ACCEPT, case.at, message, kind=case.about, graded=graded)
        self.session.add(operation, violation, (accepted.step, again.step))

    def _again(self, operation: CheckedOperation, case: corpus_cases.Case) -> Exchange | None:
        """A refused case once more. Documented samples act on the same order, which those before may have
        used up, so it is put back first; None where that cannot be.
        """
        if not (case.at or operation.reads or operation.accepts_repeats):
            if self._put_back is None:
                return None
            self._put_back()
        return self.session.send(
            operation, case.sent(operation, self.session.base), expected=Expectation.UNSPECIFIED
        )

    def convict_of_401(
        self, operation: CheckedOperation, refused: Exchange, accepted: Exchange | None = None
    ) -> bool:
        """Keep the 401 of a request that keeps to the document as a finding, where the server knows the
        credentials; whether it was kept.

        Of a pair of an order and an address, the server may mean the address: that is a warning.

        :param accepted: a request of the same operation that was accepted; without one, the server must never
            have accepted any.
        """
        session = self.session
        if session.api == "merchant" or not session.is_admitted:
            return False
        if accepted is None and session.has_accepted(operation):
            return False
        graded = Grade.SHOULD if "email" in operation.parameters else None
        message = (
            "A request that keeps to the document was refused with 401, by credentials with which others "
            "are accepted."
        )
        violation = Violation(rulebook.GOOD_CREDENTIALS, "", message, kind="401", graded=graded)
        steps = (refused.step,) if accepted is None else (accepted.step, refused.step)
        session.add(operation, violation, steps)
        return True

    def _is_repeated(self, operation: CheckedOperation, sent: Sent) -> bool:
        """Whether the server accepts the same request once more."""
        again = self.session.send(operation, sent, expected=Expectation.UNSPECIFIED)
        return again.judgement is not None and again.judgement.accepted

    def _plain(self, operation: CheckedOperation, other: corpus_cases.Case) -> corpus_cases.Case | None:
        """A documented sample; for a sample itself, the small request that the corpus starts from."""
        cases = (case for _, case in corpus_cases.of(self.session.api, {operation.id: operation}))
        if other.at:
            return next((case for case in cases if not case.at), None)
        return next((case for case in cases if case.at and case.expect == "accept" and case.harmless), None)


def acceptance(operation: CheckedOperation, case: corpus_cases.Case) -> Grade:
    """Whether a case must be taken, by what is special about it."""
    if not case.at:
        return Grade.SHOULD  # it may name products that this server does not have
    if case.about == "an undocumented member":
        return Grade.MUST if operation.api == "merchant" else Grade.SHOULD
    if case.about == "blanks and line feeds between its parts":
        return Grade.MUST  # as the samples print it
    if _SEVERAL.match(case.about) or _ONE_ID.match(case.about):
        return Grade.OPEN
    if case.about in ("null", "an empty list"):
        return Grade.SHOULD
    if case.at in operation.acts_on or _NAMES_SOMETHING.search(case.at):
        return Grade.OPEN
    return Grade.SHOULD


_ONE_ID: Final = re.compile(r"condition \d+: of .* only \w*(?:Ids?|Codes?|Numbers?)\Z")
"""The one id of several kinds: the server has to know it; a rule asks for each kind that is documented."""
_SEVERAL: Final = re.compile(r"condition \d+: (?:all of |\w+ and \w+\Z)")
"""Members of which each alone would do, sent together: which of them counts is not documented."""
