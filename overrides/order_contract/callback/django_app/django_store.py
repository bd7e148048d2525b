"""Remembers deliveries in the database of a Django project: with what the handler writes, or by leases.

Invariants: under `DjangoStore`, the record of a delivery and what its handler writes are one transaction, the
outermost one; under `DjangoLeaseStore`, each step is one short transaction and the lease goes by the
database's clock.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    connections,
    transaction,
)
from django.db.models import BigIntegerField, Func, Q

from order_contract.callback.sql import NOW_MS, label, lock_number
from order_contract.callback.store import DeliveryState, Key, milliseconds

if TYPE_CHECKING:
    from order_contract.callback.django_app.models import HandledDelivery


class NowMs(Func):  # type: ignore[misc]  # Django has no types
    """The database's clock, in milliseconds since 1970."""

    arity = 0
    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """See Django."""
        if connection.vendor not in NOW_MS:
            raise NotSupportedError(f"got a database of {connection.vendor}; pass one of {', '.join(NOW_MS)}")
        return NOW_MS[connection.vendor], []


class _DeliveryTable:
    """The table in one of the project's databases."""

    thread_bound: Final = True
    """Django's connections belong to threads: an attempt begins, works and ends in one."""

    def __init__(self, using: str = "default") -> None:
        self._using: Final = using

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._using!r})"

    def forget(self, older_than: float | timedelta, *, portion: int = 1_000) -> int:
        """Delete what was handled longer ago, in portions of a short transaction each. Such a delivery,
        repeated, would be handled again.

        :param older_than: seconds, or a timedelta; Global-e documents no time after which it stops repeating
            a callback.
        :param portion: rows of one transaction.
        :returns: how many were deleted.
        """
        old = self._rows().filter(done_ms__lt=NowMs() - milliseconds(older_than))
        deleted = 0
        while keys := list(old.order_by("done_ms").values_list("delivery_key", flat=True)[:portion]):
            deleted += old.filter(delivery_key__in=keys)._raw_delete(self._using)
        return deleted

    def _require_commits(self) -> None:
        """Refuse a database whose transactions Django does not end itself: `atomic` would commit nothing."""
        connection = connections[self._using]
        if not connection.in_atomic_block and not connection.get_autocommit():
            raise ImproperlyConfigured(
                f"got AUTOCOMMIT False for the database {self._using!r}; pass True, Django's default"
            )

    def _rows(self) -> Any:
        return self._model().objects.using(self._using)

    def _model(self) -> type[HandledDelivery]:
        from order_contract.callback.django_app.models import HandledDelivery

        return HandledDelivery

    def _look(self, key: Key, owner: str | None = None) -> DeliveryState | None:
        """What is on record, read without a lock; None without a record, CLAIMED for a claim that may be
        taken over.
        """
        rows = self._rows().filter(delivery_key=key.digest)
        row = (
            rows.annotate(now_ms=NowMs()).values_list("done_ms", "owner", "leased_until_ms", "now_ms").first()
        )
        if row is None:
            return None
        done_ms, holder, until_ms, now_ms = row
        if done_ms is not None:
            return DeliveryState.DONE
        return (
            DeliveryState.BUSY
            if until_ms is not None and until_ms > now_ms and holder != owner
            else DeliveryState.CLAIMED
        )

    def _write(
        self, key: Key, known: DeliveryState | None, owner: str | None, values: dict[str, Any]
    ) -> bool:
        """Insert the row of a delivery or, where there is the row of a claim that has ended, change it."""
        if known is None:
            row = self._model()(
                delivery_key=key.digest, order_id=label(key.order_id), status=label(key.status), **values
            )
            row.save(using=self._using, force_insert=True)
            return True
        ended = Q(leased_until_ms__lte=NowMs()) | Q(leased_until_ms=None)
        if owner is not None:
            ended |= Q(owner=owner)
        return bool(self._rows().filter(ended, delivery_key=key.digest, done_ms=None).update(**values))

    def _again(self, error: Exception) -> bool:
        """Whether a first step can be tried again because its connection was dead, as after a restart of
        the database.
        """
        connection = connections[self._using]
        if (
            not isinstance(error, OperationalError | InterfaceError)
            or connection.in_atomic_block
            or connection.is_usable()
        ):
            return False
        connection.close()
        return True


class DjangoStore(_DeliveryTable):
    """Records each delivery in the transaction in which its handler writes through Django: both are
    committed, or neither.

    A handler needs no parameter: what it writes to this database by Django's ORM or cursors is in the
    transaction, which is the outermost one, also under `ATOMIC_REQUESTS`. When the process is killed, the
    COMMIT fails or the connection is lost, the next delivery is handled as if this one had never come. What a
    handler does outside the database is not undone; `transaction.on_commit` is for that.

    :param using: the alias of the database in `DATABASES`; one with `AUTOCOMMIT` False is refused, because
        Django commits nothing there.
    """

    resources: Final[frozenset[str]] = frozenset()

    def begin(self, key: Key) -> DjangoTransaction:
        """See `TransactionalStore`."""
        try:
            return self._begin(key)
        except (DatabaseError, InterfaceError) as error:
            if not self._again(error):
                raise
            return self._begin(key)

    def _begin(self, key: Key) -> DjangoTransaction:
        self._require_commits()
        known = self._look(key)
        if known in (DeliveryState.DONE, DeliveryState.BUSY):
            return DjangoTransaction(self, key, known)
        begun = DjangoTransaction(self, key, DeliveryState.CLAIMED)
        try:
            taken = begun.lock() and self._write(
                key, known, None, {"owner": None, "leased_until_ms": None, "done_ms": NowMs()}
            )
        except IntegrityError:  # committed since it was looked for
            taken = False
        except OperationalError as error:
            begun.rollback()
            if not _is_contention(error):
                raise
            return DjangoTransaction(self, key, DeliveryState.BUSY)
        except BaseException:
            begun.rollback()
            raise
        if not taken:
            begun.rollback()
            return DjangoTransaction(self, key, DeliveryState.BUSY)
        return begun


class DjangoTransaction:
    """See `Transaction`."""

    def __init__(self, store: DjangoStore, key: Key, state: DeliveryState) -> None:
        self.state = state
        self._store: Final = store
        self._key: Final = key
        self._connection: Final[Any] = connections[store._using]
        self._locked = False
        self._atomic: Final = transaction.atomic(using=store._using, durable=True)
        if state is DeliveryState.CLAIMED:
            self._atomic.__enter__()

    def resource(self, name: str) -> Any:
        """See `Transaction`; Django's connections need none."""
        raise KeyError(name)

    def lock(self) -> bool:
        """Try a lock of a name, which fails at once, where a row that is not committed would make the next
        one wait.
        """
        if self._connection.vendor == "postgresql":
            return self._lock("SELECT pg_try_advisory_xact_lock(%s)", lock_number(self._key))
        if self._connection.vendor == "mysql":
            self._locked = self._lock("SELECT GET_LOCK(%s, 0)", self._key.digest)
            return self._locked
        return True

    def _lock(self, statement: str, name: str | int) -> bool:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, [name])
            return bool(cursor.fetchone()[0])

    def commit(self) -> None:
        """See `Transaction`."""
        try:
            # Django silently rolls back a transaction that an error has broken; in it, this query raises.
            if self._store._look(self._key) is not DeliveryState.DONE:
                raise RuntimeError(
                    "the transaction that recorded the delivery was ended before its handler returned"
                )
        except BaseException:
            self.rollback()
            raise
        try:
            self._atomic.__exit__(None, None, None)
        finally:
            self._unlock()

    def rollback(self) -> None:
        """See `Transaction`."""
        try:
            undo = RuntimeError("undo")
            self._atomic.__exit__(RuntimeError, undo, None)
        except Exception:  # noqa: BLE001  # a connection that is lost has rolled back already
            self._connection.close()
        finally:
            self._unlock()

    def _unlock(self) -> None:
        if not self._locked:
            return
        self._locked = False
        try:
            self._lock("SELECT RELEASE_LOCK(%s)", self._key.digest)
        except Exception:  # noqa: BLE001  # the lock ends with its connection
            self._connection.close()


class DjangoLeaseStore(_DeliveryTable):
    """Records deliveries by leases in the project's database, for handlers that work outside it; see `Store`.

    Each step is a transaction of its own. A lease goes by the database's clock (on SQLite, that is the
    machine's). A process that dies at work leaves a claim that ends with its lease; the delivery is then
    handled again.

    :param using: see `DjangoStore`.
    """

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store`."""
        try:
            return self._claim(key, owner, lease)
        except (DatabaseError, InterfaceError) as error:
            if not self._again(error):
                raise
            return self._claim(key, owner, lease)

    def _claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        self._require_commits()
        known = self._look(key, owner)
        if known in (DeliveryState.DONE, DeliveryState.BUSY):
            return known
        values = {"owner": owner, "leased_until_ms": NowMs() + milliseconds(lease), "done_ms": None}
        try:
            with transaction.atomic(using=self._using, durable=True):
                taken = self._write(key, known, owner, values)
        except IntegrityError:
            taken = False
        except OperationalError as error:
            if not _is_contention(error):
                raise
            taken = False
        return DeliveryState.CLAIMED if taken else DeliveryState.BUSY

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        try:
            return bool(self._claimed(key, owner).update(leased_until_ms=NowMs() + milliseconds(lease)))
        finally:
            connections[
                self._using
            ].close()  # it is called in a thread of its own, whose connection is closed nowhere else

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        values = {"owner": None, "leased_until_ms": None, "done_ms": NowMs()}
        try:
            with transaction.atomic(using=self._using, durable=True):
                if (
                    not self._rows().filter(delivery_key=key.digest, done_ms=None).update(**values)
                    and self._look(key) is not DeliveryState.DONE
                ):
                    self._write(key, None, None, values)
        except (OperationalError, InterfaceError):
            if not connections[self._using].is_usable():
                connections[self._using].close()
            raise

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        self._claimed(key, owner).delete()

    def _claimed(self, key: Key, owner: str) -> Any:
        return self._rows().filter(delivery_key=key.digest, owner=owner, done_ms=None)


def _is_contention(error: OperationalError) -> bool:
    """Whether a statement failed because another transaction was at the same delivery or has the
    database's write lock.
    """
    cause: Any = error.__cause__
    arguments = getattr(cause, "args", ())
    locked = getattr(cause, "sqlite_errorcode", 0) & 0xFF in (5, 6)
    return (
        locked
        or getattr(cause, "sqlstate", None) in ("40001", "40P01", "55P03")
        or bool(arguments and arguments[0] in (1020, 1205, 1213))
    )
