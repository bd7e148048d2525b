from ...models import ExceptionType

__all__ = ["ExceptionType"]
