"""Remembers deliveries in Redis, by leases that go by Redis's own clock.

Invariants: each step is one script on one key, so that it is atomic, on a cluster too; a key holds an owner
or the word done, nothing of an order.

What Redis promises is what this store promises. A primary that fails before its replicas or its disk have a
record forgets it, and the delivery, repeated, is handled again: run it with `appendonly yes` and, at best,
`appendfsync always`, and with the policy `noeviction`. A store in the database that the handler writes to
(`SQLAlchemyStore`, `DjangoStore`) has no such gap.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from redis.asyncio import Redis as AsyncRedis
from redis.asyncio import RedisCluster as AsyncRedisCluster

from order_contract.callback.store import DeliveryState, Key, milliseconds

if TYPE_CHECKING:
    from redis import Redis, RedisCluster

_CLAIM: Final = """
local held = redis.call('GET', KEYS[1])
if held == 'done' then return 'done' end
if held and held ~= ARGV[1] then return 'busy' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'claimed'
"""
_RENEW: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_DONE: Final = """
if ARGV[1] == '0' then return redis.call('SET', KEYS[1], 'done') end
return redis.call('SET', KEYS[1], 'done', 'PX', ARGV[1])
"""
_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class RedisStore:
    """Remembers in Redis or what has its protocol; see the module for what that is worth.

    :param client: `redis.Redis` or `redis.asyncio.Redis`, or a cluster of either.
    :param remember: seconds, or a timedelta, after which a handled delivery is forgotten and, repeated, would
        be handled again; None keeps it for ever.
    :param prefix: of the keys.
    :raises redis.RedisError: from every method, when Redis cannot be reached.
    """

    def __init__(
        self,
        client: Redis | RedisCluster | AsyncRedis | AsyncRedisCluster,
        *,
        remember: float | timedelta | None = None,
        prefix: str = "order_contract:delivery:",
    ) -> None:
        self._client: Final[Any] = client
        self._prefix: Final = prefix
        self._remember: Final = 0 if remember is None else max(1, milliseconds(remember))
        self._is_async: Final = isinstance(client, AsyncRedis | AsyncRedisCluster)

    @property
    def is_async(self) -> bool:
        """Whether the client is one to be awaited: then the methods that begin with `a` are used, and the
        others raise TypeError.
        """
        return self._is_async

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store`."""
        return _state(self._run(_CLAIM, key, owner, milliseconds(lease)))

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        return bool(self._run(_RENEW, key, owner, milliseconds(lease)))

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        self._run(_DONE, key, self._remember)

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        self._run(_RELEASE, key, owner)

    async def aclaim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `AsyncStore`."""
        return _state(await self._arun(_CLAIM, key, owner, milliseconds(lease)))

    async def arenew(self, key: Key, owner: str, lease: float) -> bool:
        """See `AsyncStore`."""
        return bool(await self._arun(_RENEW, key, owner, milliseconds(lease)))

    async def adone(self, key: Key, owner: str) -> None:
        """See `AsyncStore`."""
        await self._arun(_DONE, key, self._remember)

    async def arelease(self, key: Key, owner: str) -> None:
        """See `AsyncStore`."""
        await self._arun(_RELEASE, key, owner)

    def _run(self, script: str, key: Key, *arguments: str | int) -> Any:
        if self._is_async:
            raise TypeError("the client is async: await the method that begins with a")
        return self._client.eval(script, 1, self._prefix + key.digest, *arguments)

    async def _arun(self, script: str, key: Key, *arguments: str | int) -> Any:
        if not self._is_async:
            raise TypeError("the client is not async: call the method without the a")
        return await self._client.eval(script, 1, self._prefix + key.digest, *arguments)


def _state(response: bytes | str) -> DeliveryState:
    return DeliveryState(response.decode() if isinstance(response, bytes) else response)
