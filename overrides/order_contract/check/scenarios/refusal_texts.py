"""What a refusal says with its code, in about the documented words."""

from __future__ import annotations

import re
from typing import Final

from order_contract.check.scenarios.conversation import NotTestedError, Reply, RuleViolationError
from order_contract_generated.globale.contract import ERROR_CODES

_GAP: Final = re.compile(r"\{\w+\}")
_WORD: Final = re.compile(r"\w+")


def must_say(reply: Reply, code: str) -> None:
    """A refusal by a code says what the documents say with it, in about these words."""
    if reply.code != code:
        raise NotTestedError(f"The refusal has {reply.words} instead of {code}, which is reported elsewhere.")
    words = set(_WORD.findall(_GAP.sub(" ", ERROR_CODES[code]["text"]).casefold()))
    texts = {name: text.casefold() for name, text in reply.value.items() if isinstance(text, str)}
    if not _says(words, " ".join(texts.values())):
        raise RuleViolationError(
            f"The refusal by {code} does not say what is documented: {ERROR_CODES[code]['text']}", code
        )
    if not _says(words, texts.get("Error", "")) and _says(words, texts.get("Description", "")):
        raise RuleViolationError(
            f"The refusal by {code} says what is documented in Description, not in Error.", code
        )


def _says(words: set[str], text: str) -> bool:
    return 2 * len(words & set(_WORD.findall(text))) >= len(words)
