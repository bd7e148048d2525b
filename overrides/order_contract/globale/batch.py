"""GetOrdersDetails and DispatchOrders for many orders: in portions, a few at a time, with what succeeded kept
when something fails.

Invariants: no id is sent twice; a failed portion stops no other; a portion whose outcome is unknown stands
among the failures with its ids.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from order_contract.errors import InvalidRequestError, OrderContractError

if TYPE_CHECKING:
    from order_contract.globale import AsyncGlobalEClient, GlobalEClient
    from order_contract_generated.globale.mappings import GetOrdersManifestRequestDict
    from order_contract_generated.globale.models import MerchantOrder, OrderDocumentsResponse

T = TypeVar("T")
Ids = tuple[str, ...]
"""The ids of the orders of one portion."""
Progress = Callable[[int, int], object]
"""Called with the number of ids that are done, and of all."""


@dataclass(frozen=True)
class Batch(Generic[T]):
    """The outcome of each portion, in the order of the ids.

    `responses` holds the ids of each portion that succeeded with its response, `failures` the ids of each
    that failed with its error.
    """

    responses: list[tuple[Ids, T]] = field(repr=False)
    failures: list[tuple[Ids, OrderContractError]]

    @property
    def complete(self) -> bool:
        """Whether every portion succeeded."""
        return not self.failures

    @property
    def failed(self) -> list[str]:
        """The ids of all failed portions."""
        return [order_id for ids, _ in self.failures for order_id in ids]

    @property
    def unknown(self) -> list[str]:
        """The ids among them whose outcome is unknown: look before you repeat those."""
        return [order_id for ids, error in self.failures for order_id in ids if error.outcome_unknown]


@contextmanager
def bar(title: str = "orders") -> Iterator[Progress]:
    """A progress bar on standard error, while that is a terminal: `with bar() as progress:
    get_orders_details(..., progress=progress)`.

    Anywhere else nothing is shown. It needs the extra `progress`.

    :param title: what stands before the bar.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def get_orders_details(
    client: GlobalEClient,
    order_ids: Iterable[str],
    *,
    size: int = 50,
    concurrency: int = 4,
    progress: Progress | None = None,
) -> Batch[list[MerchantOrder]]:
    """Fetch many orders (`GetOrdersDetails`).

    :param order_ids: Global-e's ids; repeats are left out.
    :param size: ids in one call. No limit is documented.
    :param concurrency: calls at a time.
    :param progress: called after each portion with the number of ids that are done and of all; `bar` gives
        one that shows them.
    :returns: for each portion that succeeded its ids and orders, and the failures.
    :raises InvalidRequestError: size or concurrency is not above zero.
    """
    return _run(
        lambda ids: client.get_orders_details({"OrderIds": list(ids)}), order_ids, size, concurrency, progress
    )


def dispatch_orders(
    client: GlobalEClient,
    order_ids: Iterable[str],
    *,
    hub_code: str | None = None,
    size: int = 50,
    concurrency: int = 1,
    progress: Progress | None = None,
) -> Batch[OrderDocumentsResponse]:
    """Dispatch many orders (`DispatchOrders`).

    :param order_ids: Global-e's ids; repeats are left out.
    :param hub_code: dispatch only what was sent from this hub.
    :param size: ids in one call. No limit is documented.
    :param concurrency: calls at a time.
    :param progress: called after each portion with the number of ids that are done and of all.
    :returns: for each portion that succeeded its ids and manifests, and the failures. `unknown` has the ids
        that may have been dispatched.
    :raises InvalidRequestError: size or concurrency is not above zero.
    """
    return _run(
        lambda ids: client.dispatch_orders(_manifest(ids, hub_code)), order_ids, size, concurrency, progress
    )


async def async_get_orders_details(
    client: AsyncGlobalEClient,
    order_ids: Iterable[str],
    *,
    size: int = 50,
    concurrency: int = 4,
    progress: Progress | None = None,
) -> Batch[list[MerchantOrder]]:
    """`get_orders_details` without blocking."""
    return await _async_run(
        lambda ids: client.get_orders_details({"OrderIds": list(ids)}), order_ids, size, concurrency, progress
    )


async def async_dispatch_orders(
    client: AsyncGlobalEClient,
    order_ids: Iterable[str],
    *,
    hub_code: str | None = None,
    size: int = 50,
    concurrency: int = 1,
    progress: Progress | None = None,
) -> Batch[OrderDocumentsResponse]:
    """`dispatch_orders` without blocking."""
    return await _async_run(
        lambda ids: client.dispatch_orders(_manifest(ids, hub_code)), order_ids, size, concurrency, progress
    )


def _manifest(ids: Ids, hub_code: str | None) -> GetOrdersManifestRequestDict:
    return {"OrderIds": list(ids)} if hub_code is None else {"OrderIds": list(ids), "HubCode": hub_code}


def _portions(order_ids: Iterable[str], size: int, concurrency: int) -> list[Ids]:
    wrong = [
        (name, "must be above zero")
        for name, value in (("size", size), ("concurrency", concurrency))
        if value < 1
    ]
    if isinstance(order_ids, str):
        wrong.append(("order_ids", "must be a list of ids"))
    if wrong:
        raise InvalidRequestError("the batch", wrong)
    ids = list(dict.fromkeys(order_ids))
    return [tuple(ids[start : start + size]) for start in range(0, len(ids), size)]


class _BatchProgress:
    def __init__(self, portions: list[Ids], progress: Progress | None) -> None:
        self._total = sum(map(len, portions))
        self._done = 0
        self._progress = progress
        self._lock = threading.Lock()

    def add(self, ids: Ids) -> None:
        with self._lock:
            self._done += len(ids)
            if self._progress is not None:
                self._progress(self._done, self._total)


def _sorted(portions: list[Ids], ends: dict[Ids, T | OrderContractError]) -> Batch[T]:
    responses: list[tuple[Ids, T]] = []
    failures: list[tuple[Ids, OrderContractError]] = []
    for ids in portions:
        end = ends[ids]
        if isinstance(end, OrderContractError):
            failures.append((ids, end))
        else:
            responses.append((ids, end))
    return Batch(responses, failures)


def _run(
    send: Callable[[Ids], T], order_ids: Iterable[str], size: int, concurrency: int, progress: Progress | None
) -> Batch[T]:
    portions = _portions(order_ids, size, concurrency)
    tally = _BatchProgress(portions, progress)

    def end(ids: Ids) -> T | OrderContractError:
        try:
            return send(ids)
        except OrderContractError as error:
            return error
        finally:
            tally.add(ids)

    with ThreadPoolExecutor(concurrency) as pool:
        return _sorted(portions, dict(zip(portions, pool.map(end, portions), strict=True)))


async def _async_run(
    send: Callable[[Ids], Awaitable[T]],
    order_ids: Iterable[str],
    size: int,
    concurrency: int,
    progress: Progress | None,
) -> Batch[T]:
    import anyio

    portions = _portions(order_ids, size, concurrency)
    tally = _BatchProgress(portions, progress)
    ends: dict[Ids, T | OrderContractError] = {}
    limit = anyio.CapacityLimiter(concurrency)

    async def end(ids: Ids) -> None:
        async with limit:
            try:
                ends[ids] = await send(ids)
            except OrderContractError as error:
                ends[ids] = error
            tally.add(ids)

    async with anyio.create_task_group() as tasks:
        for ids in portions:
            tasks.start_soon(end, ids)
    return _sorted(portions, ends)
