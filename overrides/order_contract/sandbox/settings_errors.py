"""Settings that are wrong, in our words: what was given, and what to pass.

Invariant: no text that was given is quoted, since it may be a secret.
"""

from __future__ import annotations

from functools import wraps
from typing import Any, TypeVar

from pydantic import ValidationError

from order_contract.errors import SettingsError
from order_contract.wire import codec
from order_contract.wire.problems import problems

T = TypeVar("T")


def worded(settings: type[T]) -> type[T]:
    """Let a pydantic dataclass raise `SettingsError` with the name of the first wrong field, such as
    `Settings.max_body got 0; pass a number of at least 1`.
    """
    validate: Any = settings.__init__

    @wraps(validate)
    def construct(self: Any, *values: Any, **named: Any) -> None:
        try:
            validate(self, *values, **named)
        except ValidationError as broken:
            known = tuple(settings.__annotations__)
            (first, *inner) = broken.errors(include_url=False)[0]["loc"]
            _, sentence = problems(broken, known=known)[0]
            named_place = (settings.__name__, known[first] if isinstance(first, int) else first, *inner)
            raise SettingsError(codec.pointer(named_place), sentence) from None

    settings.__init__ = construct  # type: ignore[method-assign]  # what pydantic made is called in it
    return settings
