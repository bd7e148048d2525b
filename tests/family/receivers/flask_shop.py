"""A shop on Flask: it takes every order, since its warehouse sorts them out later."""

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask("shop")
inbox = []


@app.post("/order-status-update-url")
def order_status():
    order = request.get_json(force=True, silent=True)
    if not isinstance(order, dict):
        return failed(400, "The body is not a JSON object")
    if not order.get("OrderId") or not order.get("StatusCode"):
        return failed(400, "OrderId and StatusCode are mandatory")
    if order["StatusCode"] in ("CANCELLED", "CANCELED"):
        inbox.append(("cancel", order["OrderId"]))
    else:
        inbox.append(("note", order["OrderId"]))
    return jsonify(Success=True, OrderId=order.get("MerchantOrderId"))


@app.errorhandler(HTTPException)
def failed_otherwise(error):
    return failed(error.code, error.name)


def failed(status, message):
    return jsonify(Success=False, Message=message, Description="See our log."), status
