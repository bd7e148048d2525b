"""What the operations are sent with."""

import httpx2
from attrs import define, field


@define
class Client:
    """A server, and the httpx2 clients for it. Credentials, timeouts and everything else belong to the httpx2 client that is given.

    `base_url` counts only for clients made here. An undocumented status raises when `raise_on_unexpected_status` is set.
    """

    base_url: str = ""
    raise_on_unexpected_status: bool = False
    httpx_client: httpx2.Client | None = field(default=None, repr=False)
    async_httpx_client: httpx2.AsyncClient | None = field(default=None, repr=False)

    def get_httpx_client(self) -> httpx2.Client:
        """The client for `sync_detailed`, made when there is none; close it when done."""
        if self.httpx_client is None:
            self.httpx_client = httpx2.Client(base_url=self.base_url)
        return self.httpx_client

    def get_async_httpx_client(self) -> httpx2.AsyncClient:
        """The client for `asyncio_detailed`, made when there is none; close it when done."""
        if self.async_httpx_client is None:
            self.async_httpx_client = httpx2.AsyncClient(base_url=self.base_url)
        return self.async_httpx_client
