"""GetOrdersDetails and TrackOrder (003:109-124, 003:162-180)."""
import re
from decimal import Decimal as D
from . import data
from .base import Refusal

STATUS_TIME = "Fri, 8 Aug 2014 17:13:07 +0000"

class Reading:
    def GetOrdersDetails(self):
        cfg = self.cfg
        body = self.req.body
        if not body.strip() and self.req.verb in ("GET", "HEAD"):
            raise Refusal("form", "400", "the body is missing")
        r = self.body_object("DetailsFilter")
        ids = r.get("OrderIds")
        if not ids:
            if cfg.bad("leak_empty_filter_is_all"):
                return [self.details(o) for o in self.orders.values() if o["guid"] == self.guid]
            if cfg["empty_details_filter"] == "refuse":
                raise Refusal("invalid", "400", "OrderIds is empty")
            return []
        if cfg.bad("list_first_order_only"):
            ids = ids[:1]
        if cfg.bad("list_last_order_lost"):
            ids = ids[:-1]
        if cfg.bad("list_two_at_most"):
            ids = ids[:2]
        found = []
        for oid in ids:
            o = self.find(oid, cfg["details_merchant_id"] == "accept")
            if o is None:
                if cfg["details_not_found"] == "refuse":
                    raise Refusal("notfound", "404", "An order was not found")
                if cfg.bad("list_null_for_unknown"):
                    found.append(None)
                if cfg.bad("list_unknown_empties_all"):
                    return []
                continue
            if o in found and cfg["details_order_twice"] == "once":
                continue
            found.append(o)
        if cfg["details_order"] == "by id":
            found.sort(key=lambda o: o["id"] if o else "")
        out = [o and self.details(o) for o in found]
        if cfg.bad("list_extra_order") and found:
            others = [o for o in self.orders.values() if o not in found and o["guid"] == self.guid]
            out += [self.details(o) for o in others[:1]]
        if cfg.bad("list_details_of_texts") and found:
            out.append(found[0]["id"])
        if cfg.bad("env_details_object"):
            return {"Orders": out}
        if cfg.bad("env_details_single_unwrapped") and len(out) == 1:
            return out[0]
        if cfg.bad("env_details_ids_only"):
            return [o["id"] for o in found]
        return out

    def num(self, x, places):
        style = self.cfg["number_style"]
        if style == "plain":
            x = x.normalize()
            return D(format(x, "f"))
        places = {"sample": places, "two": 2, "four": 4}[style]
        if self.cfg["number_style"] == "two":
            places = max(places if places == 3 else 2, 2)
        return x.quantize(D(1).scaleb(-places))

    def details(self, o):
        cfg = self.cfg
        digits = max(2, o["digits"])
        t = o["tracking"]
        inter = {"CurrencyCode": o["currency"], "TotalPrice": self.num(o["total"], digits),
                 "TransactionCurrencyCode": o["currency"], "TransactionTotalPrice": self.num(o["total"], 4),
                 "TotalShippingPrice": self.num(o["shipping"], 4), "TotalDutiesPrice": self.num(o["duties"], 4),
                 "OrderTrackingNumber": t["number"], "OrderTrackingUrl": t["url"],
                 "ParcelsTracking": [self.parcel_tracking(p) for p in o["parcels"].values()],
                 "ShippingMethodStatusCode": o["ship"][0], "ShippingMethodStatusName": o["ship"][1],
                 "ShipmentStatusUpdateTime": None, "ShipmentLocation": None}
        if cfg["details_tracking_url"] == "percent-encoded" and t["url"]:
            from urllib.parse import quote
            inter["OrderTrackingUrl"] = re.sub(r"%[0-9A-F]{2}", lambda m: m.group().lower(), quote(t["url"], safe=""))
        products = [self.detail_product(i) for i in o["items"].values()]
        parcels = [{"ParcelCode": p["code"], "Products": [
            {"CartItemId": x["cid"], "ProductCode": x["code"], "DeliveryQuantity": self.num(x["qty"], 0)}
            for x in p["products"]]} for p in o["parcels"].values()]
        out = {"OrderId": o["id"], "StatusCode": o["status"], "MerchantGUID": o["guid"], "CartId": "52c615003faea0995",
               "MerchantOrderId": o["mid"], "MerchantInternalOrderId": o["mid"],
               "PriceCoefficientRate": D("1.000000"), "CurrencyCode": "EUR", "OrderStatusReason": o["reason"],
               "DateCreated": "2021-06-22T19:21:55", "InternationalDetails": inter,
               "Customer": {"EmailAddress": o["email"]}, "Products": products, "Parcels": parcels,
               "GiftCards": None, "TotalValueForCustoms": None, "TaxCalculationRule": None}
        if cfg["details_depth"] == "sample":
            for k in ("CurrencyCode", "DateCreated", "Customer", "OrderStatusReason"):
                del out[k]
        if cfg["details_optional"] == "absent":
            out = {k: v for k, v in out.items() if v is not None}
            out["InternationalDetails"] = {k: v for k, v in inter.items() if v is not None}
        self.detail_faults(o, out)
        if cfg.hide:
            out.pop("Parcels", None)
            for p in out["Products"]:
                for k in ("DeliveryQuantity", "OriginCountryCode", "MetaData", "ProductCode"):
                    del p[k]
        return out

    def detail_faults(self, o, out):
        cfg = self.cfg
        inter = out["InternationalDetails"]
        if cfg.bad("lost_order_id"):
            del out["OrderId"]
        if cfg.bad("lost_order_id_number"):
            out["OrderId"] = D(re.sub(r"\D", "", o["id"]) or "0")
        if cfg.bad("lost_order_id_empty"):
            out["OrderId"] = ""
        if cfg.bad("lost_null_as_text"):
            for name in ("OrderTrackingNumber", "OrderTrackingUrl"):
                inter[name] = inter.get(name) or "null"
        if cfg.bad("number_total_finer"):
            inter["TotalPrice"] += D("0.00049")
        if cfg.bad("lost_status_code"):
            del out["StatusCode"]
        if cfg.bad("lost_merchant_order_id"):
            out["MerchantOrderId"] = ""
        if cfg.bad("lost_international_details"):
            out["InternationalDetails"] = None
        if cfg.bad("lost_products"):
            out["Products"] = []
        if cfg.bad("lost_currency"):
            inter["CurrencyCode"] = None
        if cfg.bad("lost_parcels"):
            out["Parcels"], inter["ParcelsTracking"] = [], []
        if cfg.bad("number_total_string"):
            inter["TotalPrice"] = format(inter["TotalPrice"], "f")
        if cfg.bad("number_total_float_noise"):
            inter["TotalPrice"] = float(inter["TotalPrice"]) + 1e-9
        if cfg.bad("number_total_whole"):
            inter["TotalPrice"] = D(int(inter["TotalPrice"]))
        if cfg.bad("number_total_in_cents"):
            inter["TotalPrice"] = D(int(inter["TotalPrice"] * 100))
        if cfg.bad("number_total_with_symbol"):
            inter["TotalPrice"] = f"{inter['TotalPrice']} {o['currency']}"
        if cfg.bad("number_two_totals_differ"):
            inter["TransactionTotalPrice"] = inter["TransactionTotalPrice"] + 1
        if cfg.bad("number_currency_lower"):
            inter["CurrencyCode"] = o["currency"].lower()
        if cfg.bad("number_currency_other"):
            inter["CurrencyCode"] = "CHF"
        if cfg.bad("number_products_lose_cents"):
            for p in out["Products"]:
                p["InternationalPrice"] = D(int(D(str(p["InternationalPrice"]))))
        if cfg.bad("number_null_total"):
            inter["TotalPrice"] = None
        if cfg.bad("leak_other_guid") :
            out["MerchantGUID"] = data.OTHER_GUID
        if cfg.bad("leak_card_number"):
            out["PaymentDetails"] = {"CardNumber": "4111111111111111", "CVVNumber": "123"}
        if cfg.bad("lost_wrong_order"):
            out["OrderId"] = "GE000000000GB"

    def detail_product(self, i):
        style = self.cfg["details_product_numbers"]
        def n(x, places=2):
            if style == "quoted":
                return format(x.quantize(D("0.0001")), "f")           # 001:274 prints "25.0000"
            return x.quantize(D("0.0001")) if style == "four" else self.num(x, places)
        attrs = [{"AttributeKey": k, "AttributeValue": v} for k, v in i["attrs"].items()]
        return {"CartItemId": i["cid"], "Sku": i["code"], "ProductCode": i["code"], "Name": i["name"],
                "Quantity": n(i["qty"], 0), "DeliveryQuantity": n(i["delivered"], 0 if i["delivered"] == int(i["delivered"]) else 2),
                "InternationalPrice": n(i["price"], 2 if i["price"] == i["price"].quantize(D("0.01")) else 3),
                "OriginCountryCode": i["origin"], "Attributes": attrs, "MetaData": {"Attributes": attrs}}

    def TrackOrder(self):
        cfg = self.cfg
        if self.req.body.strip() and cfg["body_where_none"] == "refuse":
            raise Refusal("form", "400", "This method takes no body")
        oid, email = self.arg("orderId"), self.arg("email")
        if not oid:
            raise Refusal("form", "400", "orderId is missing")
        if not email and not cfg.bad("track_email_missing_ok"):
            raise Refusal("form", "400", "email is missing")
        o = self.find(oid, cfg["track_merchant_id"] == "accept")
        same = o is not None and (email or "").strip() == o["email"]
        if o is not None and cfg["email_case"] == "insensitive":
            same = (email or "").strip().lower() == o["email"].lower()
        if cfg.bad("track_any_email_ok") or (cfg.bad("track_email_missing_ok") and not email):
            same = o is not None
        if cfg.bad("track_email_domain_only") and o is not None and email:
            same = email.split("@")[-1] == o["email"].split("@")[-1]
        if o is not None and not same and cfg.bad("leak_email_in_refusal"):
            raise Refusal("notfound", "404", f"The email should be {o['email']}", f"The email should be {o['email']}")
        if o is not None and not same and cfg.bad("leak_order_exists"):
            raise Refusal("invalid", "400", "The order exists but the email is wrong", "wrong email for this order")
        if not same:
            raise Refusal("notfound", "404", "The order was not found")
        if o["ship"][0] == "Undefined" and cfg["untracked_order"] == "refuse":
            raise Refusal("notfound", "404", "There is no tracking for this order")
        undefined = o["ship"][0] == "Undefined" and cfg["untracked_order"] == "nulls"
        out = {"ShippingMethodCode": "STANDARD_APAC", "ShippingMethodName": "Ship-GlobalE",
               "ShippingMethodStatusCode": None if undefined else o["ship"][0],
               "ShippingMethodStatusName": None if undefined else o["ship"][1],
               "ShipmentStatusUpdateTime": None if o["ship"][0] == "Undefined" else STATUS_TIME,
               "ShipmentLocation": None}
        if cfg["status_time_zone"] == "GMT" and out["ShipmentStatusUpdateTime"]:
            out["ShipmentStatusUpdateTime"] = "Fri, 08 Aug 2014 17:13:07 GMT"
        if cfg["tracking_status_code"] == "digits" and out["ShippingMethodStatusCode"]:
            out["ShippingMethodStatusCode"] = {"Undefined": "0", "ReceivedInHub": "1", "Dispatched": "2"}.get(o["ship"][0], "3")
        if cfg.bad("track_nothing_shown"):
            return {"OrderId": o["id"]}
        if cfg.bad("track_answer_is_array"):
            return [out]
        if cfg.bad("track_answer_is_response_info"):
            return self.ok()
        if cfg.bad("track_status_is_number"):
            out["ShippingMethodStatusCode"] = 3
        if cfg.bad("track_time_is_number"):
            out["ShipmentStatusUpdateTime"] = 1407517987
        if cfg.bad("track_time_iso"):
            out["ShipmentStatusUpdateTime"] = "2014-08-08 17:13"
        if cfg.bad("track_names_changed"):
            out = {"status": out["ShippingMethodStatusName"]}
        if cfg.bad("track_stale_status"):
            out["ShippingMethodStatusCode"], out["ShippingMethodStatusName"] = "Undefined", "undefined"
        return out
