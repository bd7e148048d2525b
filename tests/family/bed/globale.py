"""The ten Order methods, the server side (documents 000, 001, 003)."""
import re
from . import data, schema
from .base import App, Refusal, query_pairs
from .dispatching import Dispatching
from .jsontext import BadJson, parse
from .products import Products
from .reading import Reading
from .refunds import Refunds
from .statuses import Statuses
from .wire import Reply

METHODS = ["CreateOrderRefund", "DispatchConsolidatedShipment", "DispatchOrders", "GetOrdersDetails",
           "GetShippingDocuments", "TrackOrder", "UpdateOrderDispatch", "UpdateOrderDispatchV2",
           "UpdateOrderProducts", "UpdateOrderStatus"]
DOCUMENT_METHODS = ("DispatchConsolidatedShipment", "DispatchOrders", "GetShippingDocuments")

class Globale(Refunds, Dispatching, Statuses, Reading, Products, App):
    refusals = 0

    def reset(self):
        self.orders = data.orders()

    # ---- the frame -------------------------------------------------------------------------------------------

    def answer(self, req):
        cfg = self.cfg
        method = self.method_of(req.path)
        if cfg["auth_before_path"] == "yes":
            try:
                self.pairs = query_pairs(cfg, req.query)
                self.authenticate(req)
            except Refusal as r:
                return self.refuse(method, r, req)
        if method is None:
            return self.unknown_path()
        verb = req.verb
        if cfg.bad("http_method_override"):
            verb = req.header("X-HTTP-Method-Override") or verb
        reading = method in ("TrackOrder", "GetOrdersDetails")
        allow = ["POST"] + (["GET"] if reading and cfg["get_for_reading"] == "works" else [])
        head = verb == "HEAD" and "GET" in allow
        loose = ((cfg.bad("verb_get_carried_out") and verb == "GET") or (cfg.bad("verb_put_carried_out") and verb == "PUT")
                 or (cfg.bad("verb_delete_carried_out") and verb == "DELETE")
                 or (cfg.bad("verb_head_carried_out") and verb == "HEAD")
                 or (cfg.bad("verb_get_status_carried_out") and verb == "GET" and method == "UpdateOrderStatus")
                 or (cfg.bad("verb_put_products_carried_out") and verb == "PUT" and method == "UpdateOrderProducts")
                 or (cfg.bad("verb_any_carried_out") and verb not in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS")))
        if verb not in allow and not head and not loose:
            return self.wrong_verb(verb, allow)
        try:
            self.pairs = query_pairs(cfg, req.query)
            if cfg.bad("auth_after_work"):
                refused = None
                try:
                    self.authenticate(req)
                except Refusal as r:
                    refused, self.guid = r, data.GUID
                reply = self.work(method, req)
                if refused and not isinstance(reply.obj, list) and isinstance(reply.obj, dict) and "Code" not in reply.obj:
                    raise refused
                return reply
            self.authenticate(req)
            refused = self.media_type_refused(req)
            if refused:
                return refused
            return self.work(method, req)
        except Refusal as r:
            return self.refuse(method, r, req)
        except schema.Invalid as e:
            return self.refuse(method, Refusal("invalid", "400", str(e)), req)
        except BadJson as e:
            return self.refuse(method, Refusal("form", "400", str(e)), req)

    def work(self, method, req):
        self.req = req
        obj = getattr(self, method)()
        if isinstance(obj, Reply):
            return obj
        return self.success_faults(method, Reply(200, obj))

    def success_faults(self, method, reply):
        cfg, obj = self.cfg, reply.obj
        if isinstance(obj, dict) and "Success" in obj:
            if cfg.bad("env_success_string"):
                obj["Success"] = "true"
            if cfg.bad("env_success_number"):
                obj["Success"] = 1
            if cfg.bad("env_success_lower"):
                obj["success"] = obj.pop("Success")
            if cfg.bad("env_success_absent"):
                del obj["Success"]
            if cfg.bad("env_success_false"):
                obj["Success"] = False
            if cfg.bad("env_success_null"):
                obj["Success"] = None
            if cfg.bad("env_reason_number"):
                obj["Reason"] = 0
            if cfg.bad("env_reason_list"):
                obj["Reason"] = ["ok"]
            if cfg.bad("env_wrapped"):
                reply.obj = {"ResponseInfo": obj}
            if cfg.bad("env_array"):
                reply.obj = [obj]
            if cfg.bad("env_bare_true"):
                reply.obj = True
            if cfg.bad("env_both"):
                obj.update(Code="1002", Error="Refused", Description="")
            if cfg.bad("env_success_under_500"):
                reply.status = 500
            if cfg.bad("env_success_redirect"):
                return Reply(302, headers=[("Location", "/login")])
            if cfg.bad("wire_no_answer"):
                return None
            if cfg.bad("wire_html_answer"):
                return Reply(200, text="<!DOCTYPE html><title>OK</title>", ctype="text/html")
        return reply

    def method_of(self, path):
        for m in METHODS:
            if path == "/Order/" + m:
                return m
            if path.lower() == ("/Order/" + m).lower() and self.cfg["path_case"] == "insensitive":
                return m
            if path == "/Order/" + m + "/" and self.cfg["trailing_slash"] == "accept":
                return m
        if path == "/Order/DispatchConsolodatedShipment" and self.cfg["misspelt_method"] == "accept":
            return "DispatchConsolidatedShipment"
        return None

    def wire_error(self, text):
        return {"Code": "400", "Error": text, "Description": ""}

    def refuse(self, method, r, req):
        cfg = self.cfg
        status = int(cfg["status_" + r.kind])
        if r.kind not in ("refund", "products"):
            r.code = {"numeric": {"auth": "401", "notfound": "404"}.get(r.kind, "400"),
                      "word": {"auth": "Unauthorized", "notfound": "OrderNotFound"}.get(r.kind, "InvalidRequest"),
                      "empty": ""}[cfg["generic_code"]]
        text, desc = r.text, r.desc
        if desc is None:
            desc = {"text": "The request was refused.", "empty": "", "null": None}[cfg["error_description"]]
        if cfg["error_texts"] == "terse" and r.kind not in ("refund", "products"):
            text = {"auth": "Unauthorized", "notfound": "Not found"}.get(r.kind, "Bad request")
        if cfg.bad("leak_guid_in_refusal"):
            desc = f"merchant {data.GUID}"
        if cfg.bad("leak_stack_trace"):
            desc = 'Traceback (most recent call last):\n  File "/srv/bed/globale.py", line 1, in answer\nKeyError'
        if cfg.bad("leak_customer_in_refusal"):
            desc = "customer anna@example.com"
        if cfg.bad("leak_query_in_refusal"):
            desc = req.query
        if cfg.bad("leak_sql_in_refusal"):
            desc = "SELECT * FROM Orders WHERE OrderId=@p0; Server=db01;User Id=sa;Password=secret"
        code = r.code
        if cfg["error_code_type"] == "number" and code and code.isdigit():
            code = int(code)
        if cfg.bad("env_refused_200_success"):
            return Reply(200, {"Success": True, "Reason": text})
        if cfg.bad("env_refusal_empty"):
            return Reply(status, {})
        if cfg.bad("env_refusal_null"):
            return Reply(status, None)
        if cfg.bad("env_refusal_text"):
            return Reply(status, text=text, ctype="text/plain")
        if cfg.bad("env_status_500"):
            status = 500
        everywhere = cfg.bad("env_response_info_everywhere") and method != "CreateOrderRefund"
        if everywhere or (cfg.bad("env_response_info_of_status") and method == "UpdateOrderStatus") or (
                cfg.bad("env_response_info_of_details") and method == "GetOrdersDetails"):
            return Reply(status, {"Success": False, "Reason": text})
        use_response_info = method == "CreateOrderRefund" and cfg["refund_envelope"] == "ResponseInfo" and r.kind != "auth"
        if cfg.bad("env_setting_ignored") and r.kind == "refund":
            use_response_info = not use_response_info
        if use_response_info:
            reason = text if cfg["response_info_reason"] == "text" else f"{r.code} - {text}"
            return Reply(status, {"Success": False, "Reason": reason})
        if method in DOCUMENT_METHODS and cfg["documents_refusal"] == "OrderDocumentsResponse" and r.kind in ("notfound", "invalid"):
            return Reply(status, self.documents([], ok=False, error=text))
        if cfg.bad("env_error_absent"):
            return Reply(status, {"Code": code, "Description": desc})
        if cfg.bad("env_code_absent"):
            return Reply(status, {"Error": text, "Description": desc})
        if cfg.bad("env_names_lower"):
            return Reply(status, {"code": code, "error": text, "description": desc})
        if cfg.bad("env_nested"):
            return Reply(status, {"ErrorInfo": {"Code": code, "Error": text, "Description": desc}})
        if cfg.bad("env_error_array"):
            return Reply(status, [{"Code": code, "Error": text, "Description": desc}])
        if cfg.bad("env_error_object"):
            text = {"Message": text}
        if cfg.bad("env_swapped"):
            text, desc = desc, text
        if cfg.bad("env_message_for_error"):
            return Reply(status, {"Code": code, "Message": text, "Description": desc})
        if cfg.bad("env_code_null"):
            code = None
        if cfg.bad("env_code_in_text"):
            text, code = f"{code} {text}", ""
        if cfg.bad("env_problem_json"):
            return Reply(status, {"type": "about:blank", "title": text, "status": status}, ctype="application/problem+json")
        out = {"Code": code, "Error": text, "Description": desc}
        if cfg["refusal_trace_id"] == "counted":
            self.refusals += 1
            out["TraceId"] = f"{self.refusals:032x}"
        return Reply(status, out)

    # ---- auth ------------------------------------------------------------------------------------------------

    def authenticate(self, req):
        cfg = self.cfg
        given = [v for k, v in self.pairs if self.same_arg(k, "merchantGUID")]
        if not given and cfg["guid_header"] == "accept" and req.header("MerchantGUID"):
            given = [req.header("MerchantGUID")]
        if cfg.bad("auth_guid_in_body") and not given:
            m = re.search(rb'"MerchantGUID"\s*:\s*"([^"]*)"', req.body)
            given = [m.group(1).decode()] if m else []
        guid = self.pick("merchantGUID", given)
        if guid is None and cfg.bad("auth_missing_ok"):
            guid = data.GUID
        if guid == "" and cfg.bad("auth_empty_ok"):
            guid = data.GUID
        if guid is not None and cfg.bad("auth_any_ok") and guid:
            guid = data.GUID
        if guid and cfg.bad("auth_prefix_ok") and data.GUID.startswith(guid[:8]) and len(guid) >= 8:
            guid = data.GUID
        if guid and cfg.bad("auth_blanks_stripped_inside") and guid.replace(" ", "") == data.GUID:
            guid = data.GUID
        if cfg.bad("auth_reading_open") and req.path.rpartition("/")[2] in ("TrackOrder", "GetOrdersDetails"):
            guid = data.GUID
        if guid and cfg.bad("auth_wildcard") and guid in ("*", "%"):
            guid = data.GUID
        if guid and cfg.bad("auth_zero_guid") and guid.strip("0-") == "":
            guid = data.GUID
        if guid and cfg.bad("auth_any_of_repeated") and data.GUID in given:
            guid = data.GUID
        for known in (data.GUID, data.OTHER_GUID):
            if guid is not None and self.same_guid(guid, known):
                self.guid = known
                return
        raise Refusal("auth", "401", "The merchant GUID is missing or invalid")

    def same_guid(self, a, b):
        style = self.cfg["guid_spelling"]
        if style == "exact":
            return a == b
        if style == "any case":
            return a.lower() == b
        return a.lower().strip().strip("{}()").replace("-", "") == b.replace("-", "")

    def same_arg(self, given, name):
        if name == "orderStatus" and given == "OrderStatus" and self.cfg.bad("query_capital_name_unread"):
            return False
        if given == name or (name == "orderStatus" and given == "OrderStatus"):     # 001:16, 003:193
            return True
        return self.cfg["query_name_case"] == "insensitive" and given.lower() == name.lower()

    def pick(self, name, values):
        if not values:
            return None
        if len(values) > 1:
            how = self.cfg["repeated_argument"]
            if how == "refuse":
                raise Refusal("form", "400", f"{name} is given more than once")
            return values[-1] if how == "last" else values[0]
        return values[0]

    def arg(self, name):
        return self.pick(name, [v for k, v in self.pairs if self.same_arg(k, name)])

    # ---- reading the request ---------------------------------------------------------------------------------

    def json_arg(self, name, cls):
        cfg, text = self.cfg, self.arg(name)
        if text is None and cfg.bad("form_refund_taken") and name == "orderRefund" and self.req.body[:12] == b"orderRefund=":
            text, self.req.body = dict(query_pairs(cfg, self.req.body.decode("latin-1")))[name], b""
        if text is None and cfg.bad("jq_argument_from_body") and self.req.body:
            text = self.req.body.decode("utf-8", "replace")
        if text is None or text.strip() == "":
            raise Refusal("form", "400", f"{name} is missing")
        if cfg.bad("jq_single_quotes_ok") and "'" in text and '"' not in text:
            text = text.replace("'", '"')
        if cfg.bad("jq_trailing_text_ok"):
            text = text[:text.rfind("}") + 1] or text
        try:
            obj = parse(text, cfg)
        except BadJson:
            if cfg.bad("jq_bad_json_is_empty"):
                obj = {}
            else:
                raise
        if cfg.bad("jq_array_taken") and isinstance(obj, list) and obj:
            obj = obj[0]
        if cfg.bad("jq_string_unwrapped") and isinstance(obj, str):
            obj = parse(obj, cfg)
        return schema.bind(cfg, cls, obj)

    def body_object(self, cls):
        cfg = self.cfg
        body = self.req.body
        if cfg.bad("type_form_body_taken") and body[:1] not in (b"{", b"[") and b"=" in body:
            obj = dict(query_pairs(cfg, body.decode("latin-1")))
            for k in ("Parcels", "Products", "OrderIds", "Exceptions"):
                if k in obj:
                    obj[k] = parse(obj[k], cfg) if obj[k][:1] == "[" else [obj[k]]
            return schema.bind(cfg, cls, obj)
        if not body.strip():
            if cfg.bad("form_empty_body_ok"):
                return {}
            raise Refusal("form", "400", "the body is missing")
        obj = parse(body, cfg)
        if isinstance(obj, list) and len(obj) == 1 and cfg.bad("type_array_for_object"):
            obj = obj[0]
        return schema.bind(cfg, cls, obj)

    def body_list(self, cls):
        body = self.req.body
        if not body.strip():
            return None
        obj = parse(body, self.cfg)
        if obj is None and self.cfg["null_optional"] == "accept":
            return None
        return schema.value(self.cfg, "L:" + cls, obj, "body")

    def trim(self, oid, sampled=False):
        if sampled and self.cfg.bad("list_blanks_kept"):
            return oid
        return oid.strip() if sampled or self.cfg["blanks_around_ids"] == "trim" else oid

    def find(self, oid, merchant_ids=True, sampled_blanks=False):
        """The order of an id, or None."""
        cfg = self.cfg
        oid = self.trim(oid, sampled_blanks)
        for o in self.orders.values():
            if o["guid"] != self.guid and not cfg.bad("auth_other_merchant_seen"):
                continue
            if o["id"] == oid or (cfg["id_case"] == "insensitive" and o["id"].lower() == oid.lower()):
                return o
            if merchant_ids and o["mid"] == oid:
                return o
            if cfg.bad("id_prefix_matches") and len(oid) > 5 and o["id"].startswith(oid):
                return o
            if cfg.bad("id_digits_match") and re.sub(r"\D", "", oid) == re.sub(r"\D", "", o["id"]) != "":
                return o
        if cfg.bad("id_unknown_is_first") and oid:
            return next(iter(self.orders.values()))
        return None

    def need(self, oid, merchant_ids=True):
        o = self.find(oid, merchant_ids)
        if o is None:
            raise Refusal("notfound", "404", "The order was not found")
        return o

    def ok(self):
        style = self.cfg["response_reason"]
        out = {"Success": True}
        if style != "absent":
            out["Reason"] = {"null": None, "empty": "", "text": "OK"}[style]
        return out
