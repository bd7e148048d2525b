"""What the shop does when Global-e tells it of an order."""

from order_contract.callback.django_app.settings import receiver as make_receiver
from shop.models import Cancellation

receiver = make_receiver()
async_receiver = make_receiver()


def reason_of(order):
    return order.order_status_reason.name if order.order_status_reason else ""


@receiver.on_cancelled
def cancel(order):
    Cancellation.objects.create(order_id=order.order_id, reason=reason_of(order))
    if order.cart_id == "fail":
        raise RuntimeError("after the work")


@async_receiver.on_cancelled
async def cancel_async(order):
    await Cancellation.objects.acreate(order_id=order.order_id, reason=reason_of(order))
    if order.cart_id == "fail":
        raise RuntimeError("after the work")
