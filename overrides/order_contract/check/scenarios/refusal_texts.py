"""What a refusal says with its code, in about the documented words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Final

from order_contract.check.scenarios.conversation import NotTestedError, Reply, RuleViolationError
from order_contract_generated.globale.contract import ERROR_CODES

_DESCRIBED: Final[Mapping[str, frozenset[str]]] = {
    "D001": frozenset({"order", "id", "exist"}),
    "D002": frozenset({"cart", "item", "id", "exist", "order"}),
    "D003": frozenset({"product", "code", "exist", "order"}),
    "D004": frozenset({"country", "code", "exist", "system"}),
    "D005": frozenset({"value", "meta", "data", "empty", "null"}),
}
"""What a Description is about by 003:290-294; what stands in Error is known from a public page."""
_GAP: Final = re.compile(r"\{\w+\}")
_WORD: Final = re.compile(r"\w+")


def must_say(reply: Reply, code: str) -> None:
    """A refusal by a code says what the documents say with it, in about these words."""
    if reply.code != code:
        raise NotTestedError(f"The refusal has {reply.words} instead of {code}, which is reported elsewhere.")
    words = set(_WORD.findall(_GAP.sub(" ", ERROR_CODES[code]["text"]).casefold()))
    texts = {name: text.casefold() for name, text in reply.value.items() if isinstance(text, str)}
    if _says(_DESCRIBED.get(code, frozenset()), texts.get("Description", "")):
        return
    if not _says(words, " ".join(texts.values())):
        raise RuleViolationError(
            f"The refusal by {code} does not say what is documented: {ERROR_CODES[code]['text']}", code
        )
    if not _says(words, texts.get("Error", "")) and _says(words, texts.get("Description", "")):
        raise RuleViolationError(
            f"The refusal by {code} says what is documented in Description, not in Error.", code
        )


def _says(words: Set[str], text: str) -> bool:
    return bool(words) and 2 * len(words & set(_WORD.findall(text))) >= len(words)
