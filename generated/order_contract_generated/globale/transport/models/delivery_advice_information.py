from ...models import DeliveryAdviceInformation

__all__ = ["DeliveryAdviceInformation"]
