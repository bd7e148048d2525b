"""What is expected of a request when its response is judged."""

from __future__ import annotations

from enum import Enum, auto


class Expectation(Enum):
    """What the documents say of a request that carries valid credentials."""

    BY_DOCUMENT = auto()
    """The request is held against the published document, which says whether it keeps to it."""
    ACCEPT = auto()
    """It is known to keep to the document, unusual as it may look."""
    ACCEPT_AGAIN = auto()
    """It keeps to the document, and the server has accepted such a request for the same order."""
    REFUSE = auto()
    """Its credentials lack what the documents themselves ask for."""
    UNSPECIFIED = auto()
    """Whether it is accepted is the server's choice, so only the form of the response is judged."""
