"""A client library for accessing Ventmere S2 Update Order API"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
