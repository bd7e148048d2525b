"""A receiver of six lines, which reads OrderId and StatusCode and nothing else."""

import json


def receiver(environ, start):
    order = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or "null")
    known = isinstance(order, dict) and order.get("OrderId") and order.get("StatusCode")
    failure = {"Success": False, "Message": "OrderId or StatusCode is missing", "Description": ""}
    start("200 OK" if known else "400 Bad Request", [("Content-Type", "application/json")])
    return [json.dumps({"Success": True} if known else failure).encode()]
