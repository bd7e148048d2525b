"""V2, GetShippingDocuments, DispatchOrders, DispatchConsolidatedShipment (000, 003:74-161, 003:207-223)."""
import base64
import re
from decimal import Decimal as D
from . import data
from .base import Refusal

PDF = base64.b64encode(b"%PDF-1.4\n%bed\n%%EOF\n").decode()

class Dispatching:
    def dispatch_order(self, r):
        cfg = self.cfg
        oid, mid = r.get("OrderId"), r.get("MerchantOrderId")
        if cfg.bad("disp_merchant_member_unread") or (
                cfg.bad("disp_merchant_capitals_unread") and b'"MerchantOrderID"' in self.req.body):
            mid = None
        if not oid and not mid:
            raise Refusal("invalid", "400", "OrderId or MerchantOrderId is needed")
        merchant_ok = not cfg.bad("disp_merchant_id_in_order_id_refused")
        a = self.find(oid, merchant_ok) if oid else None
        b = self.find(mid) if mid else None
        if oid and mid and a is not b:
            how = cfg["two_ids_disagree"]
            if how == "refuse":
                raise Refusal("invalid", "400", "OrderId and MerchantOrderId name different orders")
            a = b if how == "MerchantOrderId" else a
        elif not oid:
            a = b
        if a is None:
            if cfg.bad("disp_unknown_order_ok"):
                return data.order("X", "X", "x@example.com", [])
            raise Refusal("notfound", "404", "The order was not found")
        if a["cancelled"] and cfg["dispatch_cancelled"] == "refuse":
            raise Refusal("invalid", "400", "The order is cancelled")
        return a

    def item_of(self, o, line, where):
        """The order's item that a product line names; None when the server looks no further."""
        cfg = self.cfg
        cid, code = line.get("CartItemId"), line.get("ProductCode") or line.get("SKU")
        if cfg.bad("disp_sku_unread") and "SKU" in line:
            code = line.get("ProductCode")
            cid = None
        by_code = next((i for i in o["items"].values() if i["code"] == code), None) if code else None
        if cfg.bad("disp_product_code_alone_refused") and not cid:
            by_code = None
            raise Refusal("invalid", "400", f"{where}: CartItemId is missing")
        item = o["items"].get(cid) if cid else by_code
        if cid and cfg.bad("disp_product_code_only_read"):
            item = by_code
        if cid is None and code is None:
            raise Refusal("invalid", "400", f"{where}: CartItemId or ProductCode is needed")
        if item is None:
            if cfg["unknown_product_in_dispatch"] == "ignore":
                return None
            raise Refusal("invalid", "400", f"{where}: no such product in this order")
        if cid and code and item["code"] != code and cfg["code_and_cart_item_disagree"] == "refuse":
            raise Refusal("invalid", "400", f"{where}: CartItemId and ProductCode name different products")
        return item

    def delivery_quantity(self, line, where):
        cfg, q = self.cfg, line.get("DeliveryQuantity")
        if q is None:
            if cfg["missing_delivery_quantity"] == "one":
                return D(1)
            raise Refusal("invalid", "400", f"{where}: DeliveryQuantity is missing")
        if cfg.bad("qty_delivery_cut"):
            q = D(int(q))
        if q < 0 and not cfg.bad("qty_delivery_negative_ok"):
            raise Refusal("invalid", "400", f"{where}: DeliveryQuantity must not be negative")
        if q == 0 and cfg["zero_delivery_quantity"] == "refuse":
            raise Refusal("invalid", "400", f"{where}: DeliveryQuantity must be positive")
        if q != int(q) and cfg["fractional_delivery_quantity"] == "refuse":
            raise Refusal("invalid", "400", f"{where}: DeliveryQuantity must be whole")
        return q

    def plan_lines(self, o, lines, where, planned):
        cfg, out = self.cfg, []
        if cfg.bad("list_first_product_only"):
            lines = lines[:1]
        for i, line in enumerate(lines):
            at = f"{where}[{i}]"
            item = self.item_of(o, line, at)
            q = self.delivery_quantity(line, at)
            if item is None:
                continue
            planned[item["cid"]] = planned.get(item["cid"], D(0)) + q
            if item["delivered"] + planned[item["cid"]] > item["qty"] and cfg["over_delivery"] == "refuse":
                raise Refusal("invalid", "400", f"{at}: more than was ordered")
            if cfg.bad("disp_quantity_is_one"):
                q = D(1)
            if cfg.bad("disp_quantity_is_ordered"):
                q = item["qty"]
            if cfg.bad("disp_quantity_plus_one"):
                q += 1
            if cfg.bad("disp_next_item"):
                cids = list(o["items"])
                item = o["items"][cids[(cids.index(item["cid"]) + 1) % len(cids)]]
            out.append({"cid": item["cid"], "code": item["code"], "qty": q})
        return out

    def plan_parcels(self, o, parcels):
        cfg, plan, planned = self.cfg, [], {}
        if cfg.bad("list_first_parcel_only"):
            parcels = parcels[:1]
        if cfg.bad("list_last_parcel_only"):
            parcels = parcels[-1:]
        seen = set()
        for i, p in enumerate(parcels):
            code = p.get("ParcelCode")
            if not code:
                if cfg["missing_parcel_code"] == "refuse":
                    raise Refusal("invalid", "400", f"Parcels[{i}]: ParcelCode is missing")
                code = f"{o['id']}-{i + 1}"
            if code in seen and cfg["parcel_twice_in_request"] == "refuse":
                raise Refusal("invalid", "400", f"Parcels[{i}]: ParcelCode is given twice")
            seen.add(code)
            if code in o["parcels"] and cfg["parcel_again"] == "refuse":
                raise Refusal("invalid", "400", f"Parcels[{i}]: this parcel was already sent")
            number = (p.get("TrackingDetails") or {}).get("TrackingNumber")
            if cfg.bad("track_parcel_number_lost"):
                number = None
            if number and cfg.bad("track_leading_zeros_lost"):
                number = number.lstrip("0")
            plan.append((code, self.plan_lines(o, p.get("Products", []), f"Parcels[{i}].Products", planned), number))
            if cfg.bad("disp_not_atomic"):
                self.apply_parcels(o, plan[-1:], None)
        return plan

    def apply_parcels(self, o, plan, hub, received=False):
        cfg = self.cfg
        if cfg.bad("disp_older_parcels_dropped"):
            o["parcels"] = {}
        for code, lines, number in plan:
            if cfg.bad("disp_parcel_code_upper"):
                code = code.upper()
            p = o["parcels"].get(code)
            if p is None or cfg["parcel_again"] == "replace":
                p = o["parcels"][code] = data.parcel(code, hub)
                p["received"] = False
            if cfg.bad("disp_lines_lost_in_jpy") and o["digits"] == 0:
                lines = []
            if not cfg.bad("disp_lines_lost"):
                p["products"] += lines
            p["number"] = number or p["number"]
            p["hub"] = None if cfg.bad("disp_hub_not_kept") else hub or p["hub"]
            p["received"] = p["received"] or received
            for line in lines:
                o["items"][line["cid"]]["delivered"] += line["qty"]

    def plan_exceptions(self, o, exceptions):
        cfg, out = self.cfg, []
        if cfg.bad("list_first_exception_only"):
            exceptions = exceptions[:1]
        for i, e in enumerate(exceptions):
            at = f"Exceptions[{i}]"
            kind = e.get("ExceptionType")
            if kind is None and cfg["missing_exception_type"] == "refuse":
                raise Refusal("invalid", "400", f"{at}: ExceptionType is missing")
            if kind is not None and kind not in (1, 2, 3) and cfg["unknown_exception_type"] == "refuse":
                raise Refusal("invalid", "400", f"{at}: unknown ExceptionType")
            if cfg.bad("disp_exception_type_two_refused") and kind == 2:
                raise Refusal("invalid", "400", f"{at}: unknown ExceptionType")
            line = dict(e)
            item = self.item_of(o, line, at)
            date = e.get("ExpectedFulfilmentDate")
            if date is not None and cfg["date_spelling"] == "YYYY-MM-DD" and not re.match(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z", str(date)):
                raise Refusal("invalid", "400", f"{at}: ExpectedFulfilmentDate must be a date")
            out.append((item and item["cid"], kind))
        return out

    def shipping_info_once(self, r):
        order_level = "ShippingAdditionalInformation" in r
        parcel_level = any("ShippingAdditionalInformation" in p for p in r.get("Parcels", []))
        if order_level and parcel_level and self.cfg["additional_info_both"] == "refuse":
            raise Refusal("invalid", "400", "ShippingAdditionalInformation is given at both levels")

    def check_hub(self, hub):
        if hub and hub not in data.HUBS and self.cfg["unknown_hub"] == "refuse":
            raise Refusal("invalid", "400", "unknown HubCode")

    def dispatch(self, o, r, hub, received):
        cfg = self.cfg
        if o["completed"] and cfg["dispatch_after_completed"] == "refuse":
            raise Refusal("invalid", "400", "The order is already completed")
        self.check_hub(hub)
        self.shipping_info_once(r)
        plan = self.plan_parcels(o, r.get("Parcels", []))
        exceptions = self.plan_exceptions(o, r.get("Exceptions", []))
        if not cfg.bad("disp_not_atomic"):
            self.apply_parcels(o, plan, hub, received)
        o["exceptions"] += exceptions
        number = (r.get("TrackingDetails") or {}).get("TrackingNumber")
        if number and not cfg.bad("track_order_number_lost"):
            o["tracking"]["number"] = number
            if cfg.bad("track_order_number_into_parcels"):
                for p in o["parcels"].values():
                    p["number"] = number
        if cfg.bad("track_parcel_number_into_order") and plan and plan[0][2]:
            o["tracking"]["number"] = plan[0][2]
        if r.get("IsCompleted") is True:
            o["completed"] = True
            o["status"] = "COMPLETED"
        elif plan and o["status"] == "N/A":
            o["status"] = "DISPATCHED"
        if cfg.bad("disp_always_completed"):
            o["completed"], o["status"] = True, "COMPLETED"
        if received and plan and not cfg.bad("disp_status_not_set"):
            o["ship"] = ("ReceivedInHub", "Received in Hub")
        return [code for code, _, _ in plan]

    def UpdateOrderDispatchV2(self):
        cfg = self.cfg
        r = self.body_object("DispatchRequest")
        o = self.dispatch_order(r)
        if cfg.bad("disp_v2_sample_refused") and "DeliveryReferenceNumber" in r:
            raise Refusal("products", "BadRequest", "DeliveryReferenceNumber is unknown")
        if "IsCompleted" not in r and cfg["is_completed_missing"] == "refuse":
            raise Refusal("invalid", "400", "IsCompleted is missing")
        if not r.get("Parcels") and not r.get("Exceptions") and cfg["v2_nothing_to_update"] == "refuse":
            raise Refusal("invalid", "400", "Parcels or Exceptions is needed")
        if not r.get("Parcels") and cfg.bad("disp_exceptions_only_refused"):
            raise Refusal("invalid", "400", "Parcels is missing")
        if not r.get("Exceptions") and cfg.bad("disp_exceptions_required"):
            raise Refusal("invalid", "400", "Exceptions is missing")
        if cfg.bad("track_details_required") and "TrackingDetails" not in r:
            raise Refusal("invalid", "400", "TrackingDetails is missing")
        if cfg.bad("disp_success_not_done"):
            return self.ok()
        self.dispatch(o, r, r.get("HubCode"), False)
        return self.ok()

    def GetShippingDocuments(self):
        cfg = self.cfg
        r = self.body_object("DispatchRequest")
        o = self.dispatch_order(r)
        empty = not r.get("Parcels") and not r.get("Exceptions")
        listed = "Parcels" in r or "Exceptions" in r
        hub = r.get("HubCode")
        if cfg.bad("docs_sample_refused") and b"ITNNumber" in self.req.body:
            raise Refusal("products", "BadRequest", "ITNNumber is unknown")
        if cfg.bad("disp_hub_required") and not hub:
            raise Refusal("invalid", "400", "HubCode is missing")
        if empty and not hub:
            if not listed and cfg["absent_lists"] == "refuse":
                raise Refusal("invalid", "400", "Parcels or Exceptions is needed")
            if cfg.bad("disp_empty_lists_refused"):
                raise Refusal("invalid", "400", "Parcels must not be empty")
            if cfg.bad("disp_usage_one_updates"):
                o["ship"] = ("ReceivedInHub", "Received in Hub")
            if r.get("IsCompleted") and cfg["usage_one_completes"] == "yes":
                o["completed"], o["status"] = True, "COMPLETED"
            return self.existing(o)
        if empty:
            if cfg["hub_with_empty_lists"] == "refuse":
                raise Refusal("invalid", "400", "HubCode needs a list of parcels")
            return self.existing(o)
        sent = self.dispatch(o, r, hub, True)
        parcels = [o["parcels"][c] for c in sent if c in o["parcels"]]
        if cfg.bad("doc_all_parcels_returned"):
            parcels = list(o["parcels"].values())
        if cfg.bad("doc_no_parcels_returned"):
            return self.documents([])
        if cfg.bad("doc_first_parcel_only"):
            parcels = parcels[:1]
        return self.documents(parcels, o)

    def existing(self, o):
        parcels = list(o["parcels"].values())
        if not parcels and self.cfg["no_documents_yet"] == "refuse":
            raise Refusal("invalid", "400", "There are no shipping documents for this order")
        if self.cfg.bad("doc_existing_not_returned"):
            parcels = []
        if self.cfg.bad("doc_of_other_order"):
            parcels = list(self.orders["GE2794621GB"]["parcels"].values())
        if self.cfg.bad("doc_other_orders_too"):
            parcels = parcels + list(self.orders["GE500000004FR"]["parcels"].values())
        return self.documents(parcels, o)

    def document(self, name, kind, code=None, number=None):
        cfg = self.cfg
        d = {"DocumentTypeCode": kind, "DocumentTypeName": name, "DocumentExtension": "pdf",
             "DocumentReference": code, "ParcelCode": code, "TrackingNumber": number, "ShippingServiceName": "Fedex",
             "CreationDateTime": "2024-01-30T10:55:21", "ErrorMessage": None}
        if cfg["document_carrier"] in ("data", "both"):
            d["DocumentData"] = PDF
        if cfg["document_carrier"] in ("url", "both"):
            d["URL"] = "https://docs.example.com/label.pdf"
        if cfg["document_extension_case"] == "upper":
            d["DocumentExtension"] = "PDF"
        if cfg.bad("doc_not_base64"):
            d["DocumentData"] = "%PDF-1.4 not base64!"
        if cfg.bad("doc_hex_data"):
            d["DocumentData"] = base64.b64decode(PDF).hex() + "=="
        if cfg.bad("doc_neither_data_nor_url"):
            d.pop("DocumentData", None), d.pop("URL", None)
        if cfg.bad("doc_empty_data"):
            d["DocumentData"] = ""
        if cfg.bad("doc_type_is_number"):
            d["DocumentTypeCode"] = int(kind)
        if cfg.bad("doc_type_unknown"):
            d["DocumentTypeCode"] = "99"
        if cfg.bad("doc_extension_wrong"):
            d["DocumentExtension"] = "application/octet"
        if cfg.bad("doc_parcel_code_lost"):
            d["ParcelCode"] = "0"
        if cfg.bad("doc_error_in_document"):
            d["ErrorMessage"] = "label could not be made"
        if cfg.bad("doc_data_is_html"):
            d["DocumentData"] = base64.b64encode(b"<html>login</html>").decode()
        if cfg.bad("doc_local_url"):
            d["URL"] = "file:///srv/labels/label.pdf"
        return {k: v for k, v in d.items() if v is not None} if cfg["optional_response_members"] == "absent" else d

    def documents(self, parcels, o=None, manifests=None, ok=True, error=None):
        cfg = self.cfg
        docs = [] if manifests is not None else [self.document("Label", "4", p["code"], p["number"]) for p in parcels]
        out = {"IsSuccess": ok, "ErrorText": error, "Documents": docs,
               "ParcelsTracking": [self.parcel_tracking(p) for p in parcels],
               "ShipperManifests": manifests or [],
               "TrackingDetails": {"TrackingNumber": o["tracking"]["number"], "ShipperName": "Fedex",
                                   "TrackingURL": o["tracking"]["url"]} if o else None,
               "DeliveryAdviceInformation": []}
        style = cfg["optional_response_members"]
        for k in list(out):
            if k == "IsSuccess" or out[k]:
                continue
            if style == "absent":
                del out[k]
            elif style == "null":
                out[k] = None
        if cfg.bad("doc_success_string"):
            out["IsSuccess"] = "true"
        if cfg.bad("doc_success_absent"):
            del out["IsSuccess"]
        if cfg.bad("doc_success_named_success"):
            out["Success"] = out.pop("IsSuccess")
        if cfg.bad("doc_false_with_documents"):
            out["IsSuccess"] = False
        if cfg.bad("doc_error_text_with_success"):
            out["ErrorText"] = "AWB failed"
        if cfg.bad("doc_answer_is_array"):
            return [out]
        if cfg.bad("doc_answer_is_response_info"):
            return self.ok()
        if cfg.bad("doc_manifest_among_documents") and out.get("ShipperManifests"):
            out["Documents"], out["ShipperManifests"] = out["ShipperManifests"], []
        if cfg.bad("doc_manifest_missing"):
            out.pop("ShipperManifests", None)
        if cfg.bad("disp_hub_ignored_elsewhere"):
            out["Parcels"] = out.pop("ParcelsTracking", [])
        if cfg.bad("doc_parcels_of_texts"):
            out["ParcelsTracking"] = [p["code"] for p in parcels]
        if cfg.bad("doc_parcels_as_object"):
            out["ParcelsTracking"] = {p["code"]: p["number"] for p in parcels}
        return out

    def parcel_tracking(self, p):
        number = p["number"]
        if self.cfg.bad("track_number_as_number") and number and number.isdigit():
            number = D(number)
        d = {"ParcelCode": p["code"], "ParcelTrackingNumber": number,
             "ParcelTrackingUrl": f"http://www.fedex.com/Track?id={p['number']}" if p["number"] else None}
        if self.cfg.bad("track_parcel_code_lost"):
            d["ParcelCode"] = None
        where = self.cfg["parcel_number_member"]
        if where != "ParcelTrackingNumber":
            number = d.pop("ParcelTrackingNumber")
            if where == "TrackingNumber":
                d["TrackingNumber"] = number
            elif where == "nested":
                d["TrackingDetails"] = {"TrackingNumber": number}
        return d

    def order_list(self, r, merchant_ids):
        """Orders named by a GetOrdersManifestRequest, and the ids that name none."""
        cfg = self.cfg
        ids = r.get("OrderIds", [])
        mids = r.get("MerchantOrderIds", [])
        if not ids and not mids:
            if cfg["empty_order_list"] == "refuse":
                raise Refusal("invalid", "400", "OrderIds is empty")
            return [], []
        if cfg.bad("list_first_order_only"):
            ids = ids[:1]
        if cfg.bad("list_last_order_lost"):
            ids = ids[:-1]
        found, missing, kinds = [], [], set()
        for oid in ids:
            o = self.find(oid, merchant_ids and not cfg.bad("disp_orders_merchant_ids_refused"), sampled_blanks=True)
            kinds.add(o is not None and o["id"] == oid.strip())
            found.append(o) if o is not None else missing.append(oid)
        for mid in mids:
            o = self.find(mid)
            found.append(o) if o is not None else missing.append(mid)
        if len(kinds) > 1 and not missing and cfg["mixed_id_kinds"] == "refuse":
            raise Refusal("invalid", "400", "OrderIds mixes Global-e and merchant ids")
        if len({o["id"] for o in found}) != len(found) and cfg["order_twice_in_list"] == "refuse":
            raise Refusal("invalid", "400", "An order is listed twice")
        if missing and (cfg["unknown_order_in_list"] == "refuse all" or not found):
            if cfg.bad("list_unknown_orders_ignored"):
                return found, []
            raise Refusal("notfound", "404", "An order was not found")
        unique = list({o["id"]: o for o in found}.values())
        return unique, missing

    def manifest_parcels(self, orders, hub):
        cfg = self.cfg
        self.check_hub(hub)
        if cfg.bad("disp_hub_ignored") or cfg.bad("disp_hub_ignored_elsewhere"):
            hub = None
        out = []
        for o in orders:
            if o["cancelled"] and cfg["dispatch_cancelled"] == "refuse":
                raise Refusal("invalid", "400", "An order is cancelled")
            if o["dispatched"] and cfg["dispatch_again"] == "refuse":
                raise Refusal("invalid", "400", "An order was already dispatched")
            mine = [p for p in o["parcels"].values() if not hub or p["hub"] == hub]
            if cfg.bad("disp_hub_reversed") and hub:
                mine = [p for p in o["parcels"].values() if p["hub"] != hub]
            out += [(o, p) for p in mine]
        if not out and cfg["nothing_to_dispatch"] == "refuse":
            raise Refusal("invalid", "400", "There is nothing to dispatch")
        return out

    def manifests(self, pairs):
        how = self.cfg["manifests_per"]
        if self.cfg.bad("doc_manifest_missing"):
            return []
        keys = {"all": lambda o, p: "all", "order": lambda o, p: o["id"], "hub": lambda o, p: p["hub"]}[how]
        groups = list(dict.fromkeys(keys(o, p) for o, p in pairs))
        return [self.document("ShipperManifest", "3", None if g == "all" else g) for g in groups]

    def mark_dispatched(self, pairs):
        if self.cfg.bad("disp_orders_not_marked"):
            return
        for o, p in pairs:
            p["dispatched"] = True
            o["dispatched"] = True
            o["ship"] = ("Dispatched", "Dispatched")

    def DispatchOrders(self):
        r = self.body_object("ManifestRequest")
        orders, missing = self.order_list(r, True)
        pairs = self.manifest_parcels(orders, r.get("HubCode"))
        if self.cfg.bad("doc_answer_is_list_of_ids"):
            return [o["id"] for o in orders]
        self.mark_dispatched(pairs)
        return self.documents([p for _, p in pairs], manifests=self.manifests(pairs),
                              error="Some orders were not found" if missing else None)

    def DispatchConsolidatedShipment(self):
        cfg = self.cfg
        r = self.body_object("ManifestRequest")
        orders, missing = self.order_list(r, cfg["consolidated_merchant_id"] == "accept")
        boxes = r.get("OuterBoxesAmount")
        if cfg.bad("disp_boxes_refused") and boxes is not None:
            raise Refusal("invalid", "400", "OuterBoxesAmount is unknown")
        if boxes is None and cfg["outer_boxes_missing"] == "refuse":
            raise Refusal("invalid", "400", "OuterBoxesAmount is missing")
        if boxes is not None and (boxes < 0 or boxes != int(boxes)) and not cfg.bad("qty_boxes_unchecked"):
            raise Refusal("invalid", "400", "OuterBoxesAmount must be a whole number")
        if boxes is not None and boxes == 0 and cfg["outer_boxes_zero"] == "refuse":
            raise Refusal("invalid", "400", "OuterBoxesAmount must be positive")
        pairs = self.manifest_parcels(orders, r.get("HubCode"))
        if boxes is not None and boxes > len(pairs) and cfg["outer_boxes_over_parcels"] == "refuse":
            raise Refusal("invalid", "400", "More outer boxes than parcels")
        if cfg.bad("list_together_first_only"):
            pairs = [(o, p) for o, p in pairs if o is orders[0]]
            orders[0]["status"] = "COMPLETED"
        self.mark_dispatched(pairs)
        return self.documents([p for _, p in pairs], manifests=self.manifests(pairs))
