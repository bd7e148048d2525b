"""What the transport raises."""


class UnexpectedStatus(Exception):
    """An HTTP status that the contract does not name. The body is in `content`, not in the message: it may hold personal data."""

    def __init__(self, status_code: int, content: bytes):
        self.status_code = status_code
        self.content = content
        super().__init__(f"unexpected status {status_code} with a body of {len(content)} bytes")


__all__ = ["UnexpectedStatus"]
