"""A shop on `http.server`: it knows its orders, looks at the GUID, and answers as the samples do."""

import json
from http.server import BaseHTTPRequestHandler

GUID = "0511db1d-cdc6"
ORDERS = {"GE10047946955SG": "00024345", "GE10047946956SG": "00024346"}
STATUSES = dict.fromkeys(ORDERS, "NEW")


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/order-status-update-url":
            return self.answer(404, self.failure("not found", "There is nothing at this address."))
        try:
            order = json.loads(body)
        except (ValueError, RecursionError) as broken:
            return self.answer(400, self.failure("malformed request", str(broken)))
        return self.answer(*self.update(order))

    def update(self, order):
        if not isinstance(order, dict):
            return 400, self.failure("malformed request", "The body must be an object.")
        for name in ("OrderId", "StatusCode"):
            if not isinstance(order.get(name), str) or not order[name].strip():
                return 400, self.failure("missing member", f"{name} is mandatory.")
        if order.get("MerchantGUID", GUID) != GUID:
            return 403, self.failure("forbidden", "This is not our GUID.")
        order_id = order["OrderId"].strip()
        if order_id not in ORDERS:
            return 404, self.failure("unknown order", "This shop has no such order.")
        STATUSES[order_id] = order["StatusCode"]
        return 200, {
            "action": "Globale-OrderUpdateStatus",
            "queryString": "",
            "locale": "en_SG",
            "InternalOrderId": ORDERS[order_id],
            "OrderId": ORDERS[order_id],
            "Success": True,
            "ErrorCode": None,
            "Message": None,
            "Description": None,
        }

    def failure(self, message, description):
        return {"Success": False, "Message": message, "Description": description}

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
