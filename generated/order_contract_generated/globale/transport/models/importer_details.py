from ...models import ImporterDetails

__all__ = ["ImporterDetails"]
