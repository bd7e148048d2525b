from ...models import ErrorInfo

__all__ = ["ErrorInfo"]
