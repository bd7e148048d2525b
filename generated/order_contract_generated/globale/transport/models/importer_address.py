from ...models import ImporterAddress

__all__ = ["ImporterAddress"]
