"""The transport: one module an operation, with `get_kwargs`, `parse_content`, `sync_detailed` and `asyncio_detailed`."""

from .client import Client

__all__ = ["Client"]
