"""Which operation of which API a recorded exchange is one of.

Invariant: an exchange is told by method and path alone; what belongs to no operation is counted and named,
never judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import unquote

from order_contract.check.document.operations import Operation, operations
from order_contract.check.transport.messages import Sent
from order_contract.spec import APIS, Api

_KEPT: Final = 1_000


class Sorter:
    """Knows the paths of the operations, and counts what is none of them."""

    def __init__(self, apis: Collection[Api] = APIS, callback_paths: Iterable[str] = ()) -> None:
        known = [operation for api in apis for operation in operations(api)]
        self._named = {_folded(operation.path): operation for operation in known if "{" not in operation.path}
        self._numbered = {
            (operation.method, _folded(operation.path).rpartition("/")[0]): operation
            for operation in known
            if "{" in operation.path
        }
        callback = next((operation for operation in known if operation.api == "merchant"), None)
        self._callbacks = {_folded(path): callback for path in callback_paths if callback is not None}
        self.strangers: Counter[str] = Counter()
        """By method and path, how often."""
        self.callback_like: Counter[str] = Counter()
        """By path, what looks like a callback and stands at no known path."""

    def find(self, sent: Sent) -> Operation | None:
        """The operation, wherever its server is mounted."""
        path = _folded(sent.path)
        found = (
            self._callbacks.get(path)
            or self._last(path)
            or self._numbered.get((sent.method, _numberless(path)))
        )
        if found is None:
            self._count(self.strangers, f"{sent.method} {sent.path}")
            if sent.method == "POST" and b'"OrderId"' in sent.body and b'"StatusCode"' in sent.body:
                self._count(self.callback_like, sent.path)
        return found

    def _last(self, path: str) -> Operation | None:
        parts = path.split("/")
        return self._named.get("/" + "/".join(parts[-2:])) or self._named.get("/" + parts[-1])

    def _count(self, counter: Counter[str], what: str) -> None:
        if what in counter or len(counter) < _KEPT:
            counter[what] += 1


def _folded(path: str) -> str:
    return unquote(path).rstrip("/").casefold()


def _numberless(path: str) -> str:
    return "/" + path.rpartition("/")[0].rpartition("/")[2]
