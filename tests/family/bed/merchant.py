"""The merchant's receiver of order status updates that Global-e calls (document 002)."""
from decimal import Decimal as D
from . import data
from .base import App, Refusal
from .jsontext import BadJson, parse
from .wire import Reply

PATH = "/order-status-update-url"
ORDERS = [("GE10047946955SG", "00024345"), ("GE20000000001SG", "00024346"), ("GE20000000002SG", "00024347")]
STRINGS = ("MerchantGUID", "CartId", "MerchantOrderId", "MerchantInternalOrderId", "CartHash", "WebStoreCode",
           "WebStoreInstanceCode", "TaxCalculationRule", "MerchantOrderID")
NUMBERS = ("PriceCoefficientRate", "DiscountedShippingPrice", "DeclarativeShippingPriceInCustomerCurrency",
           "TotalValueForCustoms")
KNOWN_STATUS = ("CANCELLED", "CANCELED", "PROCESSING", "COMPLETED", "FAILED")

class Merchant(App):
    def reset(self):
        self.orders = {g: {"id": g, "mid": m, "status": "NEW"} for g, m in ORDERS}
        self.orders["GE20000000002SG"]["status"] = "CANCELLED"

    def wire_error(self, text):
        return self.failure_body(text, "")

    def failure_body(self, text, desc):
        cfg = self.cfg
        flag = "false " if cfg["cb_failure_success"] == "sample" else False        # 002:141
        if cfg["cb_failure_success"] == "string":
            flag = "false"
        out = {"Success": flag, "Message": text, "Description": desc}
        if cfg["cb_error_code"] == "present":
            out["ErrorCode"] = "100"
        if cfg["cb_framework_keys"] == "present":
            out = {"action": "Globale-OrderUpdateStatus", "queryString": "", "locale": "en_SG", **out}
        return out

    def answer(self, req):
        cfg = self.cfg
        if req.path.lower() != PATH if cfg["path_case"] == "insensitive" else req.path != PATH:
            return self.unknown_path()
        verb = req.verb
        if cfg.bad("http_method_override"):
            verb = req.header("X-HTTP-Method-Override") or verb
        loose = (cfg.bad("cb_patch_carried_out") and verb == "PATCH") or (cfg.bad("cb_put_carried_out") and verb == "PUT") or (cfg.bad("cb_get_carried_out") and verb == "GET")
        if verb != "POST" and not loose:
            return self.wrong_verb(verb, ["POST"])
        try:
            refused = self.media_type_refused(req)
            if refused:
                return refused
            return self.update(req)
        except Refusal as r:
            return self.fail(r, req)
        except BadJson as e:
            return self.fail(Refusal("form", "", "error message", str(e)), req)

    def fail(self, r, req):
        cfg = self.cfg
        desc = r.desc or "error description"
        body = self.failure_body(r.text, desc)
        if cfg.bad("cb_leak_body"):
            body["Description"] = "received " + req.body.decode("utf-8", "replace")
        if cfg.bad("cb_leak_stack"):
            body["Description"] = 'Traceback (most recent call last):\n  File "merchant.py", line 1'
        if cfg.bad("cb_leak_guid"):
            body["Description"] = "expected MerchantGUID " + data.CALLBACK_GUID
        if cfg.bad("cb_failure_says_true"):
            body["Success"] = True
        if cfg.bad("cb_failure_without_success"):
            del body["Success"]
        if cfg.bad("cb_failure_without_message"):
            del body["Message"]
        if cfg.bad("cb_failure_without_description"):
            del body["Description"]
        if cfg.bad("cb_failure_errorinfo"):
            body = {"Code": "400", "Error": r.text, "Description": desc}
        if cfg.bad("cb_failure_reason_shape"):
            body = {"Success": False, "Reason": r.text}
        if cfg.bad("cb_failure_message_object"):
            body["Message"] = {"text": r.text}
        if cfg.bad("cb_failure_empty"):
            return Reply(int(cfg["cb_status_" + r.kind]), text="", ctype="text/plain")
        if cfg.bad("cb_failure_array"):
            body = [body]
        return Reply(int(cfg["cb_status_" + r.kind]), body)

    def member(self, o, name):
        if name in o:
            return o[name]
        if self.cfg["member_case"] == "insensitive":
            for k, v in o.items():
                if k.lower() == name.lower():
                    return v
        return None

    def text(self, o, name):
        cfg, v = self.cfg, self.member(o, name)
        if isinstance(v, D) and cfg["numbers_for_strings"] == "accept":
            v = format(v, "f")
        if cfg.bad("cb_any_type_ok") and v is not None and not isinstance(v, str):
            v = "GE10047946955SG" if name == "OrderId" else "CANCELLED"
        if cfg.bad("cb_number_as_OrderId") and name == "OrderId" and (v == 0 or v == "0"):
            v = "GE10047946955SG"
        if v is None or v == "":
            if cfg.bad("cb_missing_" + name) and v is None:
                return "GE10047946955SG" if name == "OrderId" else "CANCELLED"
            if cfg.bad("cb_empty_" + name) and v == "":
                return "GE10047946955SG" if name == "OrderId" else "CANCELLED"
            raise Refusal("invalid", "", "error message", f"{name} is missing")
        if not isinstance(v, str):
            raise Refusal("invalid", "", "error message", f"{name} must be a string")
        return v

    def deep(self, o):
        for k in STRINGS:
            if o.get(k) is not None and not isinstance(o[k], str):
                raise Refusal("invalid", "", "error message", f"{k} must be a string")
        for k in NUMBERS:
            if o.get(k) is not None and not isinstance(o[k], D):
                raise Refusal("invalid", "", "error message", f"{k} must be a number")
        if o.get("InternationalDetails") is not None and not isinstance(o["InternationalDetails"], dict):
            raise Refusal("invalid", "", "error message", "InternationalDetails must be an object")

    def picky(self, o, req):
        """Faults: a receiver that wants more than OrderId and StatusCode, or chokes on the sample."""
        cfg, no = self.cfg, lambda why: Refusal("invalid", "", "error message", why)
        for name in ("MerchantOrderId", "MerchantGUID", "CartId", "InternationalDetails", "CartHash"):
            if cfg.bad("cb_requires_" + name) and self.member(o, name) is None:
                raise no(f"{name} is missing")
        inter = o.get("InternationalDetails") or {}
        if cfg.bad("cb_unknown_members_refused") and any(k not in STRINGS + NUMBERS + (
                "OrderId", "StatusCode", "InternationalDetails", "GiftCards") for k in o):
            raise no("unknown member")
        if cfg.bad("cb_bare_percent_refused") and isinstance(inter, dict) and str(inter.get("OrderTrackingUrl")).endswith("%"):
            raise no("OrderTrackingUrl is not percent-encoded")
        if cfg.bad("cb_nulls_refused") and None in o.values():
            raise no("a member is null")
        if cfg.bad("cb_non_ascii_refused") and any(b > 127 for b in req.body):
            raise no("the body is not ASCII")
        if cfg.bad("cb_empty_list_refused") and isinstance(inter, dict) and inter.get("ParcelsTracking") == []:
            raise no("ParcelsTracking is empty")
        if cfg.bad("cb_expiration_date_refused") and isinstance(inter, dict) and inter.get("ExpirationDate") == "2030-3-31":
            raise no("ExpirationDate is not a date")
        if cfg.bad("cb_trailing_zeros_refused") and b"1.000000" in req.body:
            raise no("PriceCoefficientRate has too many digits")
        if cfg.bad("cb_processing_refused") and o.get("StatusCode") == "PROCESSING":
            raise no("unknown StatusCode")
        if cfg.bad("cb_cancel_refused") and o.get("StatusCode") == "CANCELLED":
            raise no("unknown StatusCode")
        if cfg.bad("cb_big_body_refused") and len(req.body) > 1500:
            raise no("too long")
        if cfg.bad("cb_member_order_matters") and list(o)[:1] != ["OrderId"]:
            raise no("OrderId must come first")

    def update(self, req):
        cfg = self.cfg
        body = req.body
        if not body.strip() and not cfg.bad("cb_empty_body_ok"):
            raise Refusal("form", "", "error message", "the body is missing")
        if cfg.bad("cb_form_body_taken") and body[:1] not in (b"{", b"["):
            from .base import query_pairs
            o = dict(query_pairs(cfg, body.decode("latin-1")))
        elif not body.strip():
            o = {"OrderId": "GE10047946955SG", "StatusCode": "PROCESSING"}
        else:
            try:
                o = parse(body, cfg)
            except BadJson:
                if not cfg.bad("cb_bad_json_ok"):
                    raise
                o = {"OrderId": "GE10047946955SG", "StatusCode": "PROCESSING"}
        if cfg.bad("cb_list_taken") and isinstance(o, list) and o:
            o = o[0]
        if not isinstance(o, dict):
            raise Refusal("form", "", "error message", "the body must be an object")
        self.picky(o, req)
        oid, status = self.text(o, "OrderId"), self.text(o, "StatusCode")
        if cfg["depth"] == "deep":
            self.deep(o)
        guid = self.member(o, "MerchantGUID")
        if cfg["cb_guid"] == "checked" and guid is not None and str(guid).lower() != data.CALLBACK_GUID:
            raise Refusal("auth", "", "error message", "MerchantGUID is wrong")
        order = self.orders.get(self.strip(oid))
        if order is None and cfg.bad("cb_found_by_prefix"):
            order = next((x for k, x in self.orders.items() if oid and k.startswith(oid)), None)
        mid = self.member(o, "MerchantOrderId")
        if order is None:
            if cfg["cb_unknown_order"] == "refuse":
                raise Refusal("notfound", "", "error message", "the order is not known")
            order = {"id": oid, "mid": mid if isinstance(mid, str) else oid, "status": "NEW"}
        if mid is not None and mid != order["mid"] and cfg["cb_merchant_id_disagrees"] == "refuse":
            raise Refusal("invalid", "", "error message", "OrderId and MerchantOrderId name different orders")
        known = status.strip() in KNOWN_STATUS or (status.strip().upper() in KNOWN_STATUS and cfg["cb_status_case"] == "insensitive")
        if not known and cfg["cb_unknown_status"] == "refuse":
            raise Refusal("invalid", "", "error message", "the status is not known")
        if order["status"] == "CANCELLED" and status.upper() not in ("CANCELLED", "CANCELED") and cfg["cb_after_cancel"] == "refuse":
            raise Refusal("invalid", "", "error message", "the order is already cancelled")
        if cfg.bad("cb_repeat_refused") and order["status"] == status:
            raise Refusal("invalid", "", "error message", "the order already has this status")
        if cfg.bad("cb_sticky") and order["status"] != "NEW" and order["status"] != "CANCELLED":
            raise Refusal("invalid", "", "error message", "the order was already updated")
        order["status"] = status
        return self.success(order, o, req)

    def strip(self, oid):
        return oid.strip() if self.cfg["blanks_around_ids"] == "trim" else oid

    def success(self, order, o, req):
        cfg = self.cfg
        out = {"InternalOrderId": order["mid"], "OrderId": order["mid"], "Success": True, "ErrorCode": None,
               "Message": None, "Description": None}
        if cfg["cb_order_id_echo"] == "Global-e":
            out["OrderId"] = order["id"]
        if cfg["cb_optional_members"] == "absent":
            out = {"Success": True}
        elif cfg["cb_optional_members"] == "no nulls":
            out = {k: v for k, v in out.items() if v is not None}
        elif cfg["cb_optional_members"] == "empty":
            out = {k: "" if v is None else v for k, v in out.items()}
        if cfg["cb_status_code_echo"] == "present":
            out["StatusCode"] = order["status"]
        if cfg["cb_framework_keys"] == "present":
            out = {"action": "Globale-OrderUpdateStatus", "queryString": "", "locale": "en_SG", **out}
        if cfg.bad("cb_success_string"):
            out["Success"] = "true"
        if cfg.bad("cb_success_number"):
            out["Success"] = 1
        if cfg.bad("cb_success_false"):
            out["Success"] = False
        if cfg.bad("cb_success_absent"):
            del out["Success"]
        if cfg.bad("cb_success_lower"):
            out["success"] = out.pop("Success")
        if cfg.bad("cb_success_with_error_code"):
            out["ErrorCode"] = "301"
        if cfg.bad("cb_order_id_number"):
            out["OrderId"], out["InternalOrderId"] = D(24345), D(24345)
        if cfg.bad("cb_other_order_id"):
            out["OrderId"], out["InternalOrderId"] = "00099999", "00099999"
        if cfg.bad("cb_null_as_text"):
            out["Message"] = "null"
        if cfg.bad("cb_order_id_empty"):
            out["OrderId"] = " "
        if cfg.bad("cb_answers_order"):
            return Reply(200, o)
        if cfg.bad("cb_answer_array"):
            return Reply(200, [out])
        if cfg.bad("cb_answer_wrapped"):
            return Reply(200, {"ResponseInfo": out})
        if cfg.bad("cb_answer_ok_text"):
            return Reply(200, text="OK", ctype="text/plain")
        if cfg.bad("cb_answer_html"):
            return Reply(200, text="<!DOCTYPE html><title>Shop</title>", ctype="text/html")
        if cfg.bad("cb_answer_204"):
            return Reply(204)
        if cfg.bad("cb_answer_redirect"):
            return Reply(302, headers=[("Location", "/")])
        if cfg.bad("cb_success_under_400"):
            return Reply(400, out)
        if cfg.bad("cb_no_answer"):
            return None
        if cfg.bad("cb_echoes_card"):
            out["Description"] = str((o.get("InternationalDetails") or {}).get("CardNumberLastFourDigits"))
        if cfg.bad("cb_message_object"):
            out["Message"] = {"text": "ok"}
        return Reply(200, out)
