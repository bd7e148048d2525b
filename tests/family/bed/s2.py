"""Ventmere S2, PUT /order/{orderId} (document 004)."""
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal as D
from . import data
from .base import App, Refusal, query_pairs
from .jsontext import BadJson, parse
from .wire import Reply

ORDER = "ae52b0ab-8f0c-4b11-9c13-c5c221228ecd"
ORDER2 = "11111111-2222-4333-8444-555555555555"
OTHER_ORG = "22222222-3333-4444-8555-666666666666"
OTHER_ORDER = "33333333-4444-4555-8666-777777777777"          # belongs to OTHER_ORG
SAMPLE_ORG = "3f424caf-0eba-4813-b3e7-7ca0393af888"           # 004:96
ACCOUNT = "1ac48942-405a-4841-a7d8-708f50dbe1ad"
ADDRESS = ["name", "company", "address1", "address2", "city", "state", "postalCode", "countryId", "phone", "email"]
ITEM = ["channelOrderItemId", "productId", "quantity", "unitPrice", "meta"]
MEMBERS = ["accountId", "channelOrderId", "channelOrderIdAlt", "channelOrderIdAlt2", "channelShippingMethod",
           "shippingAddress", "billingAddress", "meta", "channelOrderDate", "currencyId", "shipByDate",
           "deliveryByDate", "customerNote", "items", "attachments"]
REQUIRED = ["meta", "channelShippingMethod", "channelOrderDate", "currencyId", "items", "attachments"]    # 004:20-28
CREATED = "2024-06-04T05:32:34.20791Z"
CURRENCIES = set("AED AUD CAD CHF CNY DKK EUR GBP HKD JPY KWD NOK NZD PLN SEK SGD USD AMD MXN BRL INR KRW".split())
DATE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?\Z")

def product(pid, sku, brand, brand_name, gtin, name, sizes, unit, pack, flags):
    p = dict(zip(("packageLengthMm", "packageWidthMm", "packageHeightMm", "shippingWeightKg"), map(D, sizes[:4])))
    c = dict(zip(("caseLengthMm", "caseWidthMm", "caseHeightMm", "caseWeightKg"), map(D, sizes[4:])))
    return {"id": pid, "organization": None, "sku": sku,
            "brand": {"id": brand, "name": brand_name, "nameNormalized": brand_name.lower(),
                      "createdAt": "2024-03-05T22:17:28.679732Z"},
            "gtin": gtin, "name": name, "remarks": "", "imageMain": "", **p, "caseUnit": unit, "casePack": pack, **c,
            "condition": "NEW", "serialNumberRequired": flags, "expiryDateRequired": flags, "unknown": False,
            "createdAt": "2024-06-04T03:16:22.617577Z", "updatedAt": "2024-06-04T03:31:28.192345Z", "otherIds": []}

PRODUCTS = {p["id"]: p for p in (
    product("3775cc37-30e7-4579-a58e-c9adda6fac86", "test", "e0cbbf33-cbea-4867-9fd9-5d72f22c2321", "Sony",
            "7045557637838", "Test Product", ("33.27078", "64.29312", "96.57682", "76.44365", "34.340958", "20.323586",
                                              "12.659683", "0.35708416"), "EACH", 2, True),
    product("bab7c35b-2ecb-4b40-be82-8dc1e0a86171", "SKU-GREY", "5643b7ee-7df1-48c6-b690-1e29ffa8ab33", "", "",
            "SKU GREY", ("1500.0", "260.0", "810.0", "35.0", "0.0", "0.0", "0.0", "0.0"), "CARTON", 1, False))}

class S2(App):
    def reset(self):
        def fresh(oid, org, n):
            return {"id": oid, "org": org, "channelOrderId": f"test_order_id{n}", "channelOrderIdAlt": "test_order_ref_id1",
                    "channelOrderIdAlt2": "", "shippingAddress": None, "billingAddress": None, "attachments": [],
                    "updatedAt": CREATED}
        self.orders = {ORDER: fresh(ORDER, data.S2_ORG, 2), ORDER2: fresh(ORDER2, data.S2_ORG, 3),
                       OTHER_ORDER: fresh(OTHER_ORDER, OTHER_ORG, 4)}
        self.orders[ORDER]["attachments"].append({
            "id": "5eaf0698-d805-4318-8359-7b4b6d361830", "fileName": "听雨 (24 x 26.25)_PFPWig.jpg",
            "path": "e4affb47-1971-42bb-97a3-215d9bddd0ac/2024-04-24/order/听雨__24_x_26.25__PFPWig_Xbd0-WYobk1lFLdoCLl59.jpg",
            "createdAt": CREATED, "updatedAt": CREATED})
        self.clock = 0

    def now(self):
        self.clock += 1
        t = datetime(2024, 6, 4, 5, 34, 55, 224567, timezone.utc) + timedelta(seconds=self.clock)
        return t.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".") + "Z"

    def wire_error(self, text):
        return {"error": text}

    def answer(self, req):
        cfg = self.cfg
        m = re.fullmatch(r"/order/([^/]+)(/?)", req.path, re.I if cfg["path_case"] == "insensitive" else 0)
        if not m or (m.group(2) and cfg["trailing_slash"] == "refuse"):
            return self.unknown_path()
        if req.query and cfg.bad("s2_query_breaks_route"):
            return self.unknown_path()
        if req.header("Transfer-Encoding") and cfg.bad("s2_chunked_unread"):
            req.body = b""
        verb = req.verb
        if cfg.bad("http_method_override"):
            verb = req.header("X-HTTP-Method-Override") or verb
        loose = ((cfg.bad("s2_post_carried_out") and verb == "POST") or (cfg.bad("s2_patch_carried_out") and verb == "PATCH")
                 or (cfg.bad("s2_get_carried_out") and verb == "GET")
                 or (cfg.bad("s2_delete_carried_out") and verb == "DELETE"))
        if verb != "PUT" and not loose:
            return self.wrong_verb(verb, ["PUT"])
        try:
            self.authenticate(req)
            refused = self.media_type_refused(req)
            if refused:
                return refused
            return self.put(m.group(1), req)
        except Refusal as r:
            return self.refuse(r, req)
        except BadJson as e:
            return self.refuse(Refusal("form", "", str(e)), req)

    def refuse(self, r, req):
        cfg = self.cfg
        status = int(cfg["s2_status_" + r.kind])
        headers = []
        if cfg.bad("s2_leak_token"):
            r.text = "expected " + data.S2_TOKEN
        if cfg.bad("s2_leak_request_headers"):
            r.text = "got " + str(req.header("Authorization"))
        if cfg.bad("s2_leak_address"):
            r.text = "got " + req.body.decode("utf-8", "replace")[:400]
        if cfg.bad("s2_leak_stack"):
            r.text = "java.lang.NullPointerException\n\tat com.ventmere.s2.OrderController.update(OrderController.java:57)"
        if cfg.bad("s2_refusal_is_200"):
            status = 200
        if cfg.bad("s2_refusal_is_500"):
            status = 500
        if cfg.bad("s2_refusal_echoes_order"):
            return Reply(status, self.order_view(self.orders[ORDER], self.minimal(), data.S2_ORG))
        if cfg["s2_refusal_under_200"] == "yes":
            return Reply(200, {"error": {"code": str(status), "message": r.text}, "success": False}, headers)
        style = cfg["s2_error_body"]
        if style == "empty":
            return Reply(status, text="", headers=headers, ctype="text/plain")
        if style == "problem":
            return Reply(status, {"type": "about:blank", "title": r.text, "status": status}, headers,
                         ctype="application/problem+json")
        if style == "text":
            return Reply(status, text=r.text, headers=headers, ctype="text/plain")
        return Reply(status, {"error": r.text}, headers)

    def minimal(self):
        return {"channelShippingMethod": "", "meta": {}, "channelOrderDate": "2024-04-24T06:00:33.889Z",
                "currencyId": "AED", "items": [], "attachments": []}

    def authenticate(self, req):
        cfg = self.cfg
        given = req.header("Authorization")
        if given is None and cfg.bad("s2_auth_query_token"):
            given = "Bearer " + dict(query_pairs(cfg, req.query)).get("access_token", "")
        if given is None and cfg.bad("s2_auth_cookie_ok") and data.S2_TOKEN in (req.header("Cookie") or ""):
            given = "Bearer " + data.S2_TOKEN
        if given is None and cfg.bad("s2_auth_missing_ok"):
            given = "Bearer " + data.S2_TOKEN
        scheme, _, token = (given or "").partition(" ")
        right_scheme = scheme == "Bearer" or (scheme.lower() == "bearer" and cfg["s2_bearer_case"] == "insensitive")
        if cfg.bad("s2_auth_no_scheme_ok") and given == data.S2_TOKEN:
            right_scheme, token = True, given
        if cfg.bad("s2_auth_any_scheme_ok") and token:
            right_scheme = True
        if cfg.bad("s2_auth_glued_scheme_ok") and given == "Bearer" + data.S2_TOKEN:
            right_scheme, token = True, data.S2_TOKEN
        token = token.strip()
        right = token == data.S2_TOKEN
        if cfg.bad("s2_auth_any_token_ok") and token:
            right = True
        if cfg.bad("s2_auth_empty_token_ok") and right_scheme and token == "":
            right = True
        if cfg.bad("s2_auth_token_prefix_ok") and token and data.S2_TOKEN.startswith(token):
            right = True
        if cfg.bad("s2_auth_longer_token_ok") and token.startswith(data.S2_TOKEN):
            right = True
        if cfg.bad("s2_auth_token_any_case") and token.lower() == data.S2_TOKEN.lower():
            right = True
        if not (right_scheme and right):
            raise Refusal("auth", "", "unauthorized")
        org = req.header("X-S2-Organization")
        if org is None and cfg.bad("s2_org_missing_ok"):
            org = data.S2_ORG
        if org is not None and cfg.bad("s2_org_any_ok"):
            org = data.S2_ORG
        if org is not None and cfg.bad("s2_org_prefix_ok") and data.S2_ORG.startswith(org[:8]) and len(org) >= 8:
            org = data.S2_ORG
        known = (data.S2_ORG,)
        if not org or (org not in known and not (org.lower() in known and cfg["s2_org_case"] == "insensitive")):
            raise Refusal("org", "", "this organization is not open to you")

    def bad_value(self, text):
        raise Refusal("invalid", "", text)

    def date(self, v, name):
        cfg = self.cfg
        if cfg.bad("s2_any_date_ok") and isinstance(v, str):
            return v
        m = DATE.match(v) if isinstance(v, str) else None
        if m is None:
            self.bad_value(f"{name} must be a date with time and offset")
        if m.group(4) is None and cfg.bad("s2_date_without_zone_ok"):
            return v + "Z"
        if m.group(4) is None:
            self.bad_value(f"{name} must have an offset")
        try:
            t = datetime.fromisoformat(f"{m.group(1)}T{m.group(2)}" + (m.group(4).replace("Z", "+00:00")))
        except ValueError:
            if cfg.bad("s2_impossible_date_ok"):
                return v
            self.bad_value(f"{name} is not a date")
        digits = len(m.group(3) or "") - 1
        if cfg.bad("s2_six_digits_refused") and digits > 3 or cfg.bad("s2_no_fraction_refused") and digits < 0:
            self.bad_value(f"{name} must have three digits of a second")
        utc = m.group(4) in ("Z", "+00:00", "-00:00")
        if not utc and cfg["s2_other_offset"] == "refuse" and not cfg.bad("s2_offset_dropped"):
            self.bad_value(f"{name} must be in UTC")
        if cfg.bad("s2_offset_dropped"):
            t = t.replace(tzinfo=timezone.utc)
        if m.group(4) != "Z" and utc and cfg["s2_zero_offset"] == "refuse":
            self.bad_value(f"{name} must end in Z")
        if not utc and cfg["s2_other_offset"] == "verbatim" or utc and cfg["s2_date_echo"] == "verbatim":
            return v
        fraction = (m.group(3) or "")
        if cfg.bad("s2_milliseconds_lost"):
            fraction = ""
        if cfg.bad("s2_seven_digits_cut"):
            fraction = fraction[:4]
        return t.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"

    def address(self, v, name):
        cfg = self.cfg
        if v is None:
            if cfg.bad("s2_null_address_refused"):
                self.bad_value(f"{name} must be an object")
            return None
        if not isinstance(v, dict):
            self.bad_value(f"{name} must be an object")
        for k in v:
            if k not in ADDRESS and cfg["unknown_members"] == "refuse":
                self.bad_value(f"{name} has an unknown member")
        out = {}
        for k in ADDRESS:
            x = v.get(k)
            if k not in v:
                if not cfg.bad("s2_address_field_missing_ok"):
                    self.bad_value(f"{name}.{k} is missing")
                x = ""
            if x is None:
                if cfg["s2_null_address_field"] == "refuse":
                    self.bad_value(f"{name}.{k} must not be null")
            elif isinstance(x, D) and cfg["numbers_for_strings"] == "accept":
                x = format(x, "f")
            elif not isinstance(x, str):
                if not cfg.bad("s2_address_any_type_ok"):
                    self.bad_value(f"{name}.{k} must be a string")
            if x == "" and cfg.bad("s2_empty_address_field_refused"):
                self.bad_value(f"{name}.{k} is empty")
            out[k] = x
        if out["countryId"] and cfg["s2_unknown_country"] == "refuse":
            from .countries import ISO2
            if out["countryId"] not in ISO2:
                self.bad_value(f"{name}.countryId is unknown")
        return out

    def number(self, v, name):
        cfg = self.cfg
        if isinstance(v, str) and (cfg["quoted_numbers"] == "accept") and re.fullmatch(r"-?\d+(\.\d+)?", v):
            v = D(v)
        if not isinstance(v, D):
            if cfg.bad("s2_any_number_ok"):
                return D(1)
            self.bad_value(f"{name} must be a number")
        if v < 0 and not cfg.bad("s2_negative_" + name.split(".")[-1] + "_ok"):
            self.bad_value(f"{name} must not be negative")
        return v

    def item(self, v, i):
        cfg, at = self.cfg, f"items[{i}]"
        if not isinstance(v, dict):
            self.bad_value(f"{at} must be an object")
        for k in v:
            if k not in ITEM and cfg["unknown_members"] == "refuse":
                self.bad_value(f"{at} has an unknown member")
        v = dict(v)
        for k in ITEM:
            if k not in v:
                if not cfg.bad("s2_item_field_missing_ok"):
                    self.bad_value(f"{at}.{k} is missing")
                v[k] = {"quantity": D(0), "unitPrice": D(0), "meta": {}}.get(k, "")
            if v[k] is None and (k != "meta" or cfg["s2_null_meta"] == "refuse"):
                self.bad_value(f"{at}.{k} must not be null")
        for k in ("channelOrderItemId", "productId"):
            if isinstance(v[k], D) and cfg["numbers_for_strings"] == "accept":
                v[k] = format(v[k], "f")
            if not isinstance(v[k], str):
                self.bad_value(f"{at}.{k} must be a string")
        if cfg.bad("s2_empty_item_field_refused") and ("" in (v["channelOrderItemId"], v["productId"]) or v["unitPrice"] == 0):
            self.bad_value(f"{at} has an empty field")
        q = self.number(v["quantity"], f"{at}.quantity")
        if q != int(q) and cfg["s2_fractional_quantity"] == "refuse":
            self.bad_value(f"{at}.quantity must be whole")
        price = self.number(v["unitPrice"], f"{at}.unitPrice")
        pid = v["productId"]
        if pid and pid.lower() not in PRODUCTS and cfg["s2_unknown_product"] == "refuse":
            self.bad_value(f"{at}.productId is unknown")
        if pid == "" and cfg["s2_empty_product"] == "refuse":
            self.bad_value(f"{at}.productId is empty")
        return {"channelOrderItemId": v["channelOrderItemId"], "productId": pid, "quantity": q, "unitPrice": price,
                "meta": v["meta"]}

    def put(self, oid, req):
        cfg = self.cfg
        order = self.orders.get(oid) or (self.orders.get(oid.lower()) if cfg["s2_order_id_case"] == "insensitive" else None)
        if order is not None and order["org"] != data.S2_ORG and not cfg.bad("s2_other_org_order_ok"):
            order = None
        if order is None and cfg.bad("s2_unknown_order_created"):
            order = dict(self.orders[ORDER2], id=oid, attachments=[])
        if order is None and cfg.bad("s2_channel_id_as_id"):
            order = next((o for o in self.orders.values() if o["channelOrderId"] == oid), None)
        if order is None and cfg["s2_check_order"] == "order first":
            raise Refusal("notfound", "", "order not found")
        if not req.body.strip():
            raise Refusal("form", "", "the body is missing")
        r = parse(req.body, cfg)
        if isinstance(r, list) and r and cfg.bad("s2_list_taken"):
            r = r[0]
        if not isinstance(r, dict):
            raise Refusal("form", "", "the body must be an object")
        if cfg["member_case"] == "insensitive" and cfg["s2_member_case"] == "insensitive":
            names = {m.lower(): m for m in MEMBERS}
            r = {names.get(k.lower(), k): v for k, v in r.items()}
        if cfg.bad("s2_sample_refused") and "channelOrderIdAlt" in r:
            self.bad_value("channelOrderIdAlt is unknown")
        if order is None:
            self.check(r)
            raise Refusal("notfound", "", "order not found")
        kept = order["attachments"]
        if cfg.bad("s2_refused_but_kept") and isinstance(r.get("attachments"), list):
            try:
                self.check(r)
            except Refusal:
                kept.extend(self.new_attachment(a) for a in r["attachments"] if isinstance(a, dict))
                raise
        if cfg.bad("s2_refused_address_kept") and isinstance(r.get("shippingAddress"), dict):
            order["shippingAddress"] = r["shippingAddress"]
        clean = self.check(r)
        self.apply(order, r, clean)
        reply = Reply(200, self.order_view(order, clean, data.S2_ORG))
        return self.answer_faults(reply)

    def check(self, r):
        cfg = self.cfg
        for k in r:
            if k not in MEMBERS and not (k == "deliverByDate" and cfg["s2_deliver_by_in_request"] == "accept") and cfg["unknown_members"] == "refuse":
                self.bad_value("there is an unknown member")
        missing = {"meta": {}, "channelShippingMethod": "", "channelOrderDate": "2024-04-24T06:00:33.889Z",
                   "currencyId": "AED", "items": [], "attachments": []}
        r = dict(r)
        for k in REQUIRED:
            if k not in r:
                if not cfg.bad(f"s2_{k}_optional"):
                    self.bad_value(f"{k} is missing")
                r[k] = missing[k]
        for k in ("shippingAddress", "billingAddress", "shipByDate", "customerNote"):
            if cfg.bad(f"s2_{k}_required") and k not in r:
                self.bad_value(f"{k} is missing")
        out = {}
        if r["meta"] is None and cfg["s2_null_meta"] == "refuse":
            self.bad_value("meta must not be null")
        if cfg.bad("s2_empty_meta_refused") and r["meta"] == {}:
            self.bad_value("meta is empty")
        if cfg.bad("s2_meta_must_be_object") and not isinstance(r["meta"], dict):
            self.bad_value("meta must be an object")
        out["meta"] = r["meta"]
        method = r["channelShippingMethod"]
        if method is None and cfg.bad("s2_method_null_ok"):
            method = ""
        if not isinstance(method, str):
            self.bad_value("channelShippingMethod must be a string")
        if method == "" and cfg.bad("s2_empty_method_refused"):
            self.bad_value("channelShippingMethod is empty")
        out["channelShippingMethod"] = method
        out["channelOrderDate"] = self.date(r["channelOrderDate"], "channelOrderDate")
        currency = r["currencyId"]
        if cfg.bad("s2_currency_any_type_ok") and not isinstance(currency, str):
            currency = "AED"
        if not isinstance(currency, str) or (currency == "" and not cfg.bad("s2_empty_currency_ok")):
            self.bad_value("currencyId must be a string")
        if currency not in CURRENCIES and currency and cfg["s2_unknown_currency"] == "refuse":
            self.bad_value("currencyId is unknown")
        out["currencyId"] = currency
        for k in ("shipByDate", "deliveryByDate"):
            v = r.get(k)
            if k == "deliveryByDate" and v is None and cfg["s2_deliver_by_in_request"] == "accept":
                v = r.get("deliverByDate")
            if v is None and k in r and cfg.bad("s2_null_date_refused"):
                self.bad_value(f"{k} must not be null")
            out[k] = None if v is None else self.date(v, k)
        note = r.get("customerNote")
        if "customerNote" in r and note is None and cfg["s2_null_note"] == "refuse":
            self.bad_value("customerNote must not be null")
        if note is not None and not isinstance(note, str):
            self.bad_value("customerNote must be a string")
        if note == "" and cfg.bad("s2_empty_note_refused"):
            self.bad_value("customerNote is empty")
        out["customerNote"] = note
        for k in ("shippingAddress", "billingAddress"):
            if k in r:
                out[k] = self.address(r[k], k)
        for k in ("accountId", "channelOrderId", "channelOrderIdAlt", "channelOrderIdAlt2"):
            if r.get(k) is not None and not isinstance(r[k], str) and cfg["depth"] == "deep":
                self.bad_value(f"{k} must be a string")
        if r.get("accountId") is None and cfg["s2_account_missing"] == "refuse":
            self.bad_value("accountId is missing")
        ids = ("channelOrderId", "channelOrderIdAlt", "channelOrderIdAlt2")
        if cfg["s2_channel_ids_missing"] == "refuse" and not all(k in r for k in ids):
            self.bad_value("the ids of the channel are missing")
        if r.get("accountId") not in (None, ACCOUNT) and cfg["s2_unknown_account"] == "refuse":
            self.bad_value("accountId is unknown")
        items = r["items"]
        if isinstance(items, dict) and cfg.bad("s2_item_object_ok"):
            items = [items]
        if not isinstance(items, list):
            self.bad_value("items must be an array")
        if cfg.bad("s2_bad_items_skipped"):
            items = [x for x in items if isinstance(x, dict) and all(k in x for k in ITEM)]
        if cfg.bad("s2_text_items_skipped"):
            items = [x for x in items if not isinstance(x, str)]
        if not items and cfg["s2_no_items"] == "refuse":
            self.bad_value("items is empty")
        out["items"] = [self.item(x, i) for i, x in enumerate(items)]
        ids = [x["channelOrderItemId"] for x in out["items"]]
        if len(set(ids)) != len(ids) and cfg["s2_item_id_twice"] == "refuse":
            self.bad_value("channelOrderItemId is given twice")
        if cfg.bad("s2_text_attachments_skipped") and isinstance(r["attachments"], list):
            r["attachments"] = [x for x in r["attachments"] if not isinstance(x, str)]
        if not isinstance(r["attachments"], list):
            self.bad_value("attachments must be an array")
        if cfg.bad("s2_empty_attachments_refused") and not r["attachments"]:
            self.bad_value("attachments is empty")
        for a in r["attachments"]:
            if not isinstance(a, dict) or (not all(isinstance(a.get(k), str) for k in ("fileName", "path"))
                                           and not cfg.bad("s2_attachment_unchecked")):
                self.bad_value("an attachment needs fileName and path")
        out["attachments"] = r["attachments"]
        return out

    def new_attachment(self, a):
        t = self.now()
        self.serial = self.clock
        return {"id": f"565de869-3888-40d7-bd8d-{self.clock:012x}", "fileName": a.get("fileName", ""),
                "path": a.get("path", ""), "createdAt": t, "updatedAt": t}

    def apply(self, order, r, clean):
        cfg = self.cfg
        if cfg["s2_channel_ids"] == "updated":
            for k in ("channelOrderId", "channelOrderIdAlt", "channelOrderIdAlt2"):
                if isinstance(r.get(k), str):
                    order[k] = r[k]
        for k in ("shippingAddress", "billingAddress"):
            if k in clean and (clean[k] is not None or cfg["s2_null_address"] == "cleared"):
                order[k] = clean[k]
        if cfg["s2_attachments"] == "replaced":
            order["attachments"].clear()
        have = {(a["fileName"], a["path"]) for a in order["attachments"]}
        for a in clean["attachments"]:
            if (a.get("fileName"), a.get("path")) in have and cfg["s2_attachment_again"] == "once":
                continue
            if not cfg.bad("s2_attachments_lost"):
                order["attachments"].append(self.new_attachment(a))
        if cfg["s2_updated_at"] == "now":
            order["updatedAt"] = self.now()

    def organization(self, org):
        oid = SAMPLE_ORG if self.cfg["s2_org_in_response"] == "sample" else org
        return {"id": oid, "name": "test organization", "createdAt": "2024-03-05T22:17:23.520948Z",
                "updatedAt": "2024-04-09T21:15:15.615765Z"}

    def product_view(self, pid, org):
        p = PRODUCTS.get(pid.lower())
        if p is None:
            if pid == "" and self.cfg["s2_empty_product"] == "null":
                return None
            p = product(pid, "", "5643b7ee-7df1-48c6-b690-1e29ffa8ab33", "", "", "", ("0.0",) * 8, "EACH", 1, False)
            p["unknown"] = True
        return dict(p, organization=self.organization(org))

    def order_view(self, order, clean, org):
        cfg = self.cfg
        o = self.organization(org)
        note = clean.get("customerNote")
        if note in ("", None):
            note = None if cfg["s2_empty_note_echo"] == "null" else ""
        view = {"id": order["id"], "organization": o,
                "account": {"id": ACCOUNT, "organization": o, "name": "test organization", "type": "MARKETPLACE_GENERIC",
                            "autoAssignOrdersToWarehouse": None, "createdAt": "2024-04-11T02:52:03.791286Z",
                            "updatedAt": "2024-04-11T02:52:03.791286Z"},
                "accountSubChannel": None, "channelOrderId": order["channelOrderId"],
                "channelOrderIdAlt": order["channelOrderIdAlt"], "channelOrderIdAlt2": order["channelOrderIdAlt2"],
                "channelShippingMethod": clean["channelShippingMethod"], "shippingAddress": order["shippingAddress"],
                "shippingOverrideAddress": None, "billingAddress": order["billingAddress"], "meta": clean["meta"],
                "channelOrderDate": clean["channelOrderDate"], "status": "UNFULFILLED", "assignStatus": "PENDING",
                "archived": False, "currencyId": clean["currencyId"],
                "items": [{"channelOrderItemId": i["channelOrderItemId"], "product": self.product_view(i["productId"], org),
                           "quantity": self.echo(i["quantity"]), "unitPrice": self.echo(i["unitPrice"]), "meta": i["meta"]}
                          for i in clean["items"]],
                "attachments": [dict(a) for a in order["attachments"]], "fulfillments": [], "createdAt": CREATED,
                "updatedAt": order["updatedAt"], "shipByDate": clean.get("shipByDate"),
                "deliverByDate": clean.get("deliveryByDate"), "customerNote": note}
        if cfg["s2_null_members"] == "absent":
            view = {k: v for k, v in view.items() if v is not None}
        return view

    def echo(self, x):
        style = self.cfg["s2_number_echo"]
        if style == "plain":
            return D(format(x.normalize(), "f"))
        if style == "one place at least" and x == int(x):
            return x.quantize(D("0.0"))
        return x

    def answer_faults(self, reply):
        cfg, v = self.cfg, reply.obj
        items = v.get("items", [])
        for i in items:
            if cfg.bad("s2_price_rounded"):
                i["unitPrice"] = i["unitPrice"].quantize(D("0.1"))
            if cfg.bad("s2_price_two_places"):
                i["unitPrice"] = i["unitPrice"].quantize(D("0.01"))
            if cfg.bad("s2_price_string"):
                i["unitPrice"] = format(i["unitPrice"], "f")
            if cfg.bad("s2_price_cents"):
                i["unitPrice"] = D(int(i["unitPrice"] * 100))
            if cfg.bad("s2_price_float_noise"):
                i["unitPrice"] = float(i["unitPrice"]) * 3 / 3.0000000001
            if cfg.bad("s2_price_is_line_total"):
                i["unitPrice"] = i["unitPrice"] * i["quantity"]
            if cfg.bad("s2_quantity_string"):
                i["quantity"] = format(i["quantity"], "f")
            if cfg.bad("s2_quantity_is_one"):
                i["quantity"] = D(1)
            if cfg.bad("s2_item_meta_lost"):
                i["meta"] = {}
            if cfg.bad("s2_item_id_renumbered"):
                i["channelOrderItemId"] = str(items.index(i) + 100)
            if cfg.bad("s2_product_flat"):
                i["productId"] = (i.pop("product") or {}).get("id", "")
            if cfg.bad("s2_product_null"):
                i["product"] = None
            if cfg.bad("s2_product_other") and i.get("product"):
                i["product"] = self.product_view("bab7c35b-2ecb-4b40-be82-8dc1e0a86171", data.S2_ORG)
            if cfg.bad("s2_sizes_strings") and i.get("product"):
                i["product"] = {k: format(x, "f") if isinstance(x, D) else x for k, x in i["product"].items()}
            if cfg.bad("s2_flags_strings") and i.get("product"):
                i["product"]["unknown"] = "false"
            if cfg.bad("s2_brand_absent") and i.get("product"):
                i["product"].pop("brand")
        if cfg.bad("s2_extra_item") and items:
            items.append(dict(items[0], channelOrderItemId="extra"))
        if cfg.bad("s2_meta_list_lost") and isinstance(v["meta"], list):
            v["meta"] = {}
        if cfg.bad("s2_meta_number_as_text") and isinstance(v["meta"], D):
            v["meta"] = format(v["meta"], "f")
        if cfg.bad("s2_null_as_text"):
            for name in ("shipByDate", "customerNote", "accountSubChannel"):
                v[name] = v.get(name) or "null"
        if cfg.bad("s2_null_text_is_null") and v.get("customerNote") == "null":
            v["customerNote"] = None
        if cfg.bad("s2_id_empty"):
            v["id"] = ""
        if cfg.bad("s2_organization_id_number"):
            v["organization"] = dict(v["organization"], id=D(1))
        if cfg.bad("s2_account_absent"):
            del v["account"]
        if cfg.bad("s2_created_absent"):
            del v["createdAt"]
        if cfg.bad("s2_fulfillments_of_texts"):
            v["fulfillments"] = ["none"]
        if cfg.bad("s2_items_reversed"):
            items.reverse()
        if cfg.bad("s2_last_item_lost"):
            v["items"] = items[:-1]
        if cfg.bad("s2_items_merged") and len(items) > 1:
            v["items"] = items[:1]
        if cfg.bad("s2_meta_lost"):
            v["meta"] = {}
        if cfg.bad("s2_meta_number_as_float"):
            v["meta"] = {k: float(x) if isinstance(x, D) else x for k, x in v["meta"].items()} if isinstance(v["meta"], dict) else v["meta"]
        if cfg.bad("s2_meta_as_text"):
            v["meta"] = "{}"
        if cfg.bad("s2_billing_is_shipping"):
            v["billingAddress"] = v.get("shippingAddress")
        if cfg.bad("s2_addresses_swapped"):
            v["billingAddress"], v["shippingAddress"] = v.get("shippingAddress"), v.get("billingAddress")
        for k in ("shippingAddress", "billingAddress"):
            a = v.get(k)
            if a and cfg.bad("s2_postal_zeros_lost"):
                v[k] = dict(a, postalCode=(a["postalCode"] or "").lstrip("0"))
            if a and cfg.bad("s2_phone_number"):
                v[k] = dict(a, phone=D(a["phone"]) if (a["phone"] or "").isdigit() else a["phone"])
            if a and cfg.bad("s2_non_ascii_lost"):
                v[k] = {f: x and x.encode("ascii", "replace").decode() for f, x in a.items()}
            if a and cfg.bad("s2_address_trimmed"):
                v[k] = {f: x and x[:10] for f, x in a.items()}
            if a and cfg.bad("s2_empty_becomes_null"):
                v[k] = {f: x or None for f, x in a.items()}
            if a and cfg.bad("s2_address2_lost"):
                v[k] = {f: x for f, x in a.items() if f != "address2"}
        if cfg.bad("s2_currency_lower"):
            v["currencyId"] = v["currencyId"].lower()
        if cfg.bad("s2_currency_fixed"):
            v["currencyId"] = "USD"
        if cfg.bad("s2_method_lost"):
            v["channelShippingMethod"] = ""
        if cfg.bad("s2_note_lost"):
            v["customerNote"] = None
        if cfg.bad("s2_ship_by_lost"):
            v["shipByDate"] = None
        if cfg.bad("s2_deliver_by_lost"):
            v["deliverByDate"] = None
        if cfg.bad("s2_deliver_by_renamed"):
            v["deliveryByDate"] = v.pop("deliverByDate", None)
        if cfg.bad("s2_dates_swapped"):
            v["shipByDate"], v["deliverByDate"] = v.get("deliverByDate"), v.get("shipByDate")
        if cfg.bad("s2_date_epoch"):
            v["channelOrderDate"] = 1713938433889
        if cfg.bad("s2_date_without_zone"):
            v["channelOrderDate"] = v["channelOrderDate"].rstrip("Z")
        if cfg.bad("s2_id_other"):
            v["id"] = ORDER2 if v["id"] == ORDER else ORDER
        if cfg.bad("s2_id_absent"):
            del v["id"]
        if cfg.bad("s2_archived_string"):
            v["archived"] = "false"
        if cfg.bad("s2_status_absent"):
            del v["status"]
        if cfg.bad("s2_attachment_without_id"):
            for a in v["attachments"]:
                a.pop("id")
        if cfg.bad("s2_attachment_path_lost"):
            for a in v["attachments"]:
                a["path"] = ""
        if cfg.bad("s2_attachments_null"):
            v["attachments"] = None
        if cfg.bad("s2_fulfillments_null"):
            v["fulfillments"] = None
        if cfg.bad("s2_organization_text"):
            v["organization"] = v["organization"]["id"]
        if cfg.bad("s2_answer_request"):
            reply.obj = {"channelOrderId": v["channelOrderId"], "items": v["items"]}
        if cfg.bad("s2_answer_array"):
            reply.obj = [v]
        if cfg.bad("s2_answer_wrapped"):
            reply.obj = {"data": v}
        if cfg.bad("s2_answer_204"):
            return Reply(204)
        if cfg.bad("s2_answer_500"):
            reply.status = 500
        if cfg.bad("s2_echoes_token"):
            v["accessToken"] = data.S2_TOKEN
        return reply
