"""A shop on Django: an unknown order is a failure under status 200, and so is everything else."""

import json

from django.http import HttpResponseNotAllowed, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

NUMBERS = {"GE10047946955SG": "00024345", "GE10047946956SG": "00024346"}


def failure(message):
    return JsonResponse({"Success": "false ", "Message": message, "Description": message})


@csrf_exempt
def order_status(request):
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        order = json.loads(request.body)
        order_id, status = order["OrderId"], order["StatusCode"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return failure("OrderId or StatusCode is missing")
    if not order_id or not status:
        return failure("OrderId or StatusCode is empty")
    number = NUMBERS.get(str(order_id))
    if number is None:
        return failure("unknown order")
    return JsonResponse({"InternalOrderId": number, "OrderId": number, "Success": True, "Message": None})


urlpatterns = [path("order-status-update-url", order_status)]
