"""Member names as the document spells them.

Invariants: the vendor's own samples write `MerchantOrderID` where its classes have `MerchantOrderId`, so a
name in another case is read as the documented one, unless the object has that one, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


def folded(value: Any, known: Mapping[str, frozenset[str]]) -> Any:
    """The value with every member name that only differs in case spelled as documented.

    :param known: the documented names, by their folded form; a form with several spellings is left alone.
    """
    if type(value) is dict:
        return {
            _spelled(name, value, known): folded(item, known) if type(item) in _HOLDERS else item
            for name, item in value.items()
        }
    if type(value) is list:
        return [folded(item, known) if type(item) in _HOLDERS else item for item in value]
    return value


_HOLDERS: Final = frozenset((dict, list))


def _spelled(name: str, holder: Mapping[str, Any], known: Mapping[str, frozenset[str]]) -> str:
    spellings = known.get(name.casefold(), frozenset())
    if name in spellings or len(spellings) != 1:
        return name
    (documented,) = spellings
    others = sum(other.casefold() == name.casefold() for other in holder)
    return documented if others == 1 else name
