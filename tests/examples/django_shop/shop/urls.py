"""The shop's addresses."""

from django.urls import path

from order_contract.callback.django import async_view, view
from shop.callbacks import async_receiver, receiver

urlpatterns = [
    path("order-status", view(receiver)),
    path("order-status-async", async_view(async_receiver)),
]
