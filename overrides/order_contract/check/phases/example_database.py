"""Where Hypothesis keeps what it finds: a directory, or a Redis server that several machines share.

Invariant: each unit of work has keys of its own, so that what one operation broke on is not tried on another.
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from order_contract.check.errors import CannotRunError
from order_contract.wire import private_files


def opened(place: str) -> ExampleDatabase:
    """The database at `redis://…`, or in a directory.

    :raises CannotRunError: the Redis client is not installed, or no server responds.
    """
    if not place.startswith(("redis://", "rediss://", "unix://")):
        private_files.make_folder(place)
        return DirectoryBasedExampleDatabase(place)
    try:
        import redis
        from hypothesis.extra.redis import RedisExampleDatabase
    except ImportError:
        raise CannotRunError(
            "A shared example database needs the Redis client: pip install 'order-contract[redis]'."
        ) from None
    client = redis.Redis.from_url(place)
    try:
        client.ping()
    except redis.RedisError as error:
        raise CannotRunError(
            f"No Redis server responds at the place of --example-db ({type(error).__name__}): start it, or "
            "correct the URL."
        ) from None
    return RedisExampleDatabase(client)


class NamespacedExampleDatabase(ExampleDatabase):
    """A part of a database under a name."""

    def __init__(self, database: ExampleDatabase, name: str) -> None:
        super().__init__()
        self._database = database
        self._name = name.encode() + b"\n"

    def save(self, key: bytes, value: bytes) -> None:
        """See `ExampleDatabase`."""
        self._database.save(self._name + key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """See `ExampleDatabase`."""
        return self._database.fetch(self._name + key)

    def delete(self, key: bytes, value: bytes) -> None:
        """See `ExampleDatabase`."""
        self._database.delete(self._name + key, value)
