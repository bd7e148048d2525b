"""UpdateOrderStatus and the legacy UpdateOrderDispatch (001, 003:181-206, 003:295-308)."""
import re
from . import schema
from .base import Refusal
from .jsontext import BadJson, parse

CANCEL = ("CANCELLED", "CANCELED")

class Statuses:
    def status_details(self):
        cfg = self.cfg
        r = self.json_arg("orderStatus", "OrderStatusDetails")
        if not r.get("OrderId"):
            raise Refusal("invalid", "400", "OrderId is missing")
        if cfg.bad("status_unknown_order_ok") and self.find(r["OrderId"]) is None:
            return r, None, None
        o = self.need(r["OrderId"], cfg["status_merchant_id"] == "accept")
        if cfg.bad("status_sample_refused") and "ConfirmationNumber" in r:
            raise Refusal("products", "BadRequest", "ConfirmationNumber is unknown")
        code = (r.get("OrderStatus") or {}).get("OrderStatusCode")
        if not code and cfg["status_code_missing"] == "refuse":
            raise Refusal("invalid", "400", "OrderStatus.OrderStatusCode is missing")
        cancel = bool(code) and code.upper() in CANCEL
        if cancel and not r.get("OrderStatusReason") and cfg["cancel_without_reason"] == "refuse":
            raise Refusal("invalid", "400", "OrderStatusReason is needed for a cancellation")
        if cfg.bad("status_reason_required") and not r.get("OrderStatusReason"):
            raise Refusal("invalid", "400", "OrderStatusReason is missing")
        if code and not cancel and not re.match(r"[A-Z]{3}_\d+\Z|[A-Z]+\Z", code) and cfg["unknown_status_code"] == "refuse":
            raise Refusal("invalid", "400", "unknown OrderStatusCode")
        if o["cancelled"] and not cancel and cfg["status_after_cancel"] == "refuse":
            raise Refusal("invalid", "400", "The order is cancelled")
        return r, o, (code, cancel)

    def apply_status(self, r, o, status):
        cfg, (code, cancel) = self.cfg, status
        if cfg.bad("status_not_kept_in_jpy") and o["digits"] == 0:
            code = None
        if code and not cfg.bad("status_not_kept"):
            o["status"] = code
        if cfg.bad("status_name_for_code") and r.get("OrderStatus", {}).get("Name"):
            o["status"] = r["OrderStatus"]["Name"]
        if cfg.bad("status_code_lowered") and code:
            o["status"] = code.lower()
        if r.get("OrderStatusReason") and not cfg.bad("status_reason_lost"):
            o["reason"] = r["OrderStatusReason"]
        if cancel and cfg["cancel_effect"] == "at once":
            o["cancelled"] = True
        if cfg.bad("status_any_update_cancels"):
            o["cancelled"] = True
        t = o["tracking"]
        number, site, url = r.get("TrackingNumber"), r.get("TrackingServiceSite"), r.get("TrackingURL")
        if number and cfg.bad("track_order_number_lost"):
            number = None
        if number and cfg.bad("track_leading_zeros_lost"):
            number = number.lstrip("0")
        if url and not cfg.bad("track_url_not_override"):            # 001:31
            t["url"] = url
            if cfg["tracking_url_and_number"] == "number kept" and number:
                t["number"] = number
            if cfg["tracking_url_and_number"] == "number dropped":
                t["number"] = None
        elif number or site:
            t["number"] = number or t["number"]
            if site:
                t["url"] = f"{site}?id={number}" if number else site
        if cfg.bad("track_url_lowered") and t["url"]:
            t["url"] = t["url"].lower()
        if cfg.bad("track_url_host_only") and t["url"]:
            t["url"] = t["url"].split("?")[0]
        if r.get("TrackingServiceName"):
            t["service"] = r["TrackingServiceName"]

    def UpdateOrderStatus(self):
        cfg = self.cfg
        if self.req.body.strip() and cfg["body_where_none"] == "refuse":
            raise Refusal("form", "400", "This method takes no body")
        r, o, status = self.status_details()
        if o is None:
            return self.ok()
        if cfg.bad("status_success_not_done"):
            return self.ok()
        self.apply_status(r, o, status)
        if cfg.bad("env_returns_order"):
            return [self.details(o)]
        return self.ok()

    def UpdateOrderDispatch(self):
        cfg = self.cfg
        r, o, status = self.status_details()
        if o is None:
            return self.ok()
        products = self.body_list("Product")
        if products is None:
            if cfg["legacy_products_missing"] == "refuse":
                raise Refusal("form", "400", "productsList is missing")
            products = []
        if products == [] and cfg["legacy_products_empty"] == "refuse":
            raise Refusal("invalid", "400", "productsList is empty")
        if cfg.bad("disp_legacy_sample_refused") and b'"Weight":"' in self.req.body:
            raise Refusal("products", "BadRequest", "Weight must be a number")
        if cfg.bad("disp_legacy_quantity_lost"):
            products = []
        parcels = self.parcels_arg()
        if cfg.bad("disp_legacy_parcels_required") and not parcels:
            raise Refusal("invalid", "400", "parcelsList is missing")
        lines = self.plan_lines(o, products, "productsList", {})
        plan = self.plan_parcels(o, parcels)
        self.apply_status(r, o, status)
        self.apply_parcels(o, plan, None)
        for line in lines:
            o["items"][line["cid"]]["delivered"] += line["qty"]
        return self.ok()

    def parcels_arg(self):
        cfg, out = self.cfg, []
        texts = [v for k, v in self.pairs if self.same_arg(k, "parcelsList")]
        if cfg.bad("jq_first_parcel_only"):
            texts = texts[:1]
        if cfg.bad("jq_last_parcel_only"):
            texts = texts[-1:]
        for text in texts:
            if text.strip() == "" and cfg["empty_parcels_argument"] == "accept":
                continue
            try:
                obj = parse(text, cfg)
            except BadJson:
                if cfg.bad("jq_bad_parcels_ignored"):
                    continue
                raise
            if cfg.bad("jq_repeated_refused") and len(texts) > 1:
                raise Refusal("form", "400", "parcelsList is given twice")
            if isinstance(obj, list):
                if cfg["parcels_list_array"] == "refuse":
                    raise Refusal("invalid", "400", "parcelsList must be one Parcel, repeated")
                out += obj
            else:
                out.append(obj)
        return [schema.bind(cfg, "Parcel", p, "parcelsList") for p in out]
