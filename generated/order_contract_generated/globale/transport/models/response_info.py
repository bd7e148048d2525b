from ...models import ResponseInfo

__all__ = ["ResponseInfo"]
