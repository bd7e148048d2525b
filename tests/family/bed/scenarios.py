"""Named request sequences: the documents' samples first, then the witnesses of switches and faults.

A step is {verb, target, headers, body}; a scenario is (api, [steps]). Every scenario starts on a reset server."""
import copy
import json
from urllib.parse import quote
from . import data
from .merchant import PATH
from .s2 import ORDER, ORDER2, OTHER_ORDER, OTHER_ORG

SCENARIOS = {}

def text(v):
    return v if isinstance(v, str) else json.dumps(v, ensure_ascii=False, separators=(",", ":"))

def step(verb, target, body=None, headers=None, ctype="application/json"):
    h = dict(headers or {})
    if body is not None:
        body = body if isinstance(body, bytes) else text(body).encode()
        if ctype:
            h.setdefault("Content-Type", ctype)
    return {"verb": verb, "target": target, "headers": h, "body": body or b""}

def g(method, body=None, verb="POST", guid=data.GUID, headers=None, raw=None, ctype="application/json", **args):
    """One Global-e call; a list argument is repeated."""
    pairs = [] if guid is None else [("merchantGUID", guid)]
    for k, v in args.items():
        for x in v if isinstance(v, list) else [v]:
            pairs.append((k, text(x)))
    query = "&".join(f"{k}={quote(v, safe='')}" for k, v in pairs)
    if raw:
        query = (query + "&" if query else "") + raw
    return step(verb, f"/Order/{method}" + ("?" + query if query else ""), body, headers, ctype)

def c(body, verb="POST", **kw):
    return step(verb, kw.pop("path", PATH), body, **kw)

S2_HEADERS = {"Authorization": "Bearer " + data.S2_TOKEN, "X-S2-Organization": data.S2_ORG}

def s(body, oid=ORDER, verb="PUT", path=None, drop=(), **headers):
    h = {k: v for k, v in S2_HEADERS.items() if k not in drop}
    h.update({k.replace("_", "-"): v for k, v in headers.items()})
    return step(verb, path or f"/order/{oid}", body, h)

def add(name, api, *steps):
    assert name not in SCENARIOS, name
    SCENARIOS[name] = (api, list(steps))

def G(name, *steps):
    add("g_" + name, "globale", *steps)

# ---- the documents' bodies ----
V2 = {"OrderId": "GE123874638GB", "MerchantOrderID": "100018322", "DeliveryReferenceNumber": "123756483",
      "IsCompleted": False, "Parcels": [{"ParcelCode": "123454321", "Products": [
          {"DeliveryQuantity": 1, "CartItemId": "12365", "ProductCode": "121212"},
          {"DeliveryQuantity": 2, "CartItemId": "12376", "ProductCode": "131313"}],
          "TrackingDetails": {"TrackingNumber": "111111122666"}}],
      "Exceptions": [{"CartItemId": "12366", "ProductCode": "121213", "ExceptionType": 1},
                     {"CartItemId": "12367", "SKU": "SKU121214", "ExceptionType": 2,
                      "ExpectedFulfilmentDate": "2018-01-18"}],
      "TrackingDetails": {"TrackingNumber": "111111122666"}}
REASON = {"OrderRefundReasonCode": "RETURN", "Name": "RETURN"}
REFUND = {"OrderId": "GE123874638GB", "TotalRefundAmount": 100, "RefundComments": "", "RefundReason": REASON}
LINES = [{"CartItemId": "134643", "RefundQuantity": "1", "RefundAmount": "42", "RefundReason": REASON, "RefundComments": ""},
         {"CartItemId": "134644", "RefundQuantity": "1", "RefundAmount": "58", "RefundReason": REASON, "RefundComments": ""}]
LEGACY = [{"ProductCode": "1020872", "Name": "Lanolin", "Description": "Breast%20Feeding%20Ointment", "GenericHSCode": "",
           "OriginCountryCode": "", "Weight": "1.0000", "Height": None, "Length": None, "Volume": "60",
           "ImageURL": "/a/3/a3c9ef_ece3bec0467310603bce72e9a58e33d3.jpg", "ImageHeight": "", "ImageWidth": "",
           "ListPrice": "25.0000", "OriginalListPrice": "17.7000", "SalePrice": "15.0000", "OriginalSalePrice": "17.7000",
           "VATRateType": {"VATRateTypeCode": 1, "Name": "Low", "Rate": "18.0000"},
           "Brand": {"BrandCode": "7", "Name": "Brand2"}, "Categories": [{"CategoryCode": "3", "Name": "Maternity"}],
           "DeliveryQuantity": 1}]
STATUS = {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "DEL_12", "Name": "Delayed"},
          "OrderStatusReason": {"OrderStatusReasonCode": "1009", "Name": "InventoryMissing"}, "ConfirmationNumber": "1234",
          "TrackingServiceName": "Fedex", "TrackingServiceSite": "http://www.fedex.com", "TrackingNumber": "1234",
          "TrackingURL": "http://www.fedex.com/Track?id=1234"}
LEGACY_STATUS = dict(STATUS, DeliveryReferenceNumber="abc123")
USAGE1 = {"OrderId": "GE123874638GB", "MerchantOrderID": "100018322", "DeliveryReferenceNumber": "123756483",
          "IsCompleted": True, "Parcels": [], "Exceptions": []}
INFO = [{"name": "ITNNumber", "value": "12345"}]
USAGE2 = dict(V2, HubCode="Store", IsCompleted=True, ShippingAdditionalInformation=INFO)
THREE = ["GE2794623GB", "GE2794622GB", "GE2794621GB"]
CALLBACK_TEXT = """{
    "OrderId": "GE10047946955SG", "StatusCode": "CANCELLED", "MerchantGUID": "0511db1d-cdc6",
    "CartId": "52c615003faea0995", "MerchantOrderId": "00024345", "MerchantInternalOrderId": "00024345",
    "PriceCoefficientRate": 1.000000, "CartHash": "ICEzF5/PznED/VyE=", "WebStoreCode": "shop",
    "WebStoreInstanceCode": "www.qa.shop.asia", "DiscountedShippingPrice": 7.12,
    "InternationalDetails": {"CurrencyCode": "SGD", "TotalPrice": 29.90, "TransactionCurrencyCode": "SGD",
        "TransactionTotalPrice": 29.9000, "TotalShippingPrice": 4.1600, "SameDayDispatchCost": 0.0000,
        "TotalCCFPrice": 0.0000, "TotalDutiesPrice": 0.000000000, "USSalesTax": 0.0,
        "ShippingMethodCode": "STANDARD_APAC", "ShippingMethodName": "Ship-GlobalE", "PaymentMethodCode": "1",
        "PaymentMethodName": "Visa", "CardNumberLastFourDigits": "1111", "ExpirationDate": "2030-3-31",
        "DutiesGuaranteed": false, "OrderTrackingNumber": null,
        "OrderTrackingUrl": "https%3a%2f%2fwww2.bglobale.com%2fOrder%2fTrack%2fmZVW%3fOrderId%3dGE10047946955SG%",
        "OrderWaybillNumber": null, "ShippingMethodTypeCode": "Standard", "ShippingMethodTypeName": "Standard Courier",
        "DeliveryDaysFrom": 2, "DeliveryDaysTo": 3, "ConsignmentFee": 0.0000, "SizeOverchargeValue": 0.0000,
        "RemoteAreaSurcharge": 0.0000, "DiscountedShippingPrice": 10.0000, "CashOnDeliveryFee": 0.0,
        "ParcelsTracking": [], "TotalVATAmount": 1.95, "ShippingVATRate": 7.0000,
        "ShippingMethodStatusCode": "Undefined", "ShippingMethodStatusName": "undefined",
        "ShipmentStatusUpdateTime": null, "ShipmentLocation": null},
    "GiftCards": null, "DeclarativeShippingPriceInCustomerCurrency": null, "TotalValueForCustoms": null,
    "TaxCalculationRule": null}"""
ADDRESS1 = {"name": "test", "company": "test company", "address1": "test address", "address2": "test address2",
            "city": "test city", "state": "test", "postalCode": "123456", "countryId": "CN", "phone": "123456", "email": ""}
ADDRESS2 = dict(ADDRESS1, name="test2", company="test company2", address1="test address2", city="test city2",
                countryId="AM", phone="12345678")
S2BODY = {"accountId": "1ac48942-405a-4841-a7d8-708f50dbe1ad", "channelOrderId": "test_order_id2-new",
          "channelOrderIdAlt": "test_order_ref_id1", "channelOrderIdAlt2": "", "channelShippingMethod": "Standard",
          "shippingAddress": ADDRESS1, "billingAddress": ADDRESS2, "meta": {},
          "channelOrderDate": "2024-04-24T06:00:33.889Z", "currencyId": "AED",
          "items": [{"channelOrderItemId": "0", "productId": "3775cc37-30e7-4579-a58e-c9adda6fac86", "quantity": 2,
                     "unitPrice": 9.99, "meta": {}},
                    {"channelOrderItemId": "1", "productId": "bab7c35b-2ecb-4b40-be82-8dc1e0a86171", "quantity": 1,
                     "unitPrice": 8.89, "meta": {}}],
          "attachments": [{"fileName": "PFPWig.jpg", "path": "e4affb47-1971-42bb-97a3-215d9bddd0ac/2024-04-24/order/PFPWig_Xbd0-WYobk1lFLdoCLl59.jpg"}]}

def but(base, **changes):
    """A deep copy of BASE with members changed, or removed where the value is DROP."""
    out = copy.deepcopy(base)
    for k, v in changes.items():
        if v is DROP:
            out.pop(k, None)
        else:
            out[k] = v
    return out

DROP = object()

def details(*ids, **kw):
    return g("GetOrdersDetails", {"OrderIds": list(ids)}, **kw)

def track(oid="testID", email="customer@example.com", **kw):
    return g("TrackOrder", orderId=oid, email=email, **kw)

def refund(order, lines=None, **kw):
    return g("CreateOrderRefund", lines, orderRefund=order, **kw)

def r(oid="GE500000001US", **kw):
    return {"OrderId": oid, **kw}

def line(cid="12", q="1", **kw):
    return {"CartItemId": cid, "RefundQuantity": q, **kw}

def parcel(code="PX", *products, **kw):
    return {"ParcelCode": code, "Products": list(products), **kw}

def prod(cid=None, q=1, code=None, **kw):
    out = {"DeliveryQuantity": q, **kw}
    if cid:
        out["CartItemId"] = cid
    if code:
        out["ProductCode"] = code
    return out

def v2(oid="GE500000001US", parcels=None, exceptions=None, **kw):
    out = {"OrderId": oid, "IsCompleted": False, **kw}
    if parcels is not None:
        out["Parcels"] = parcels
    if exceptions is not None:
        out["Exceptions"] = exceptions
    return g("UpdateOrderDispatchV2", out)

def docs(oid="GE500000001US", parcels=None, exceptions=None, **kw):
    out = {"OrderId": oid, **kw}
    if parcels is not None:
        out["Parcels"] = parcels
    if exceptions is not None:
        out["Exceptions"] = exceptions
    return g("GetShippingDocuments", out)

def status(code="DEL_12", oid="testID", **kw):
    return g("UpdateOrderStatus", orderStatus={"OrderId": oid, "OrderStatus": {"OrderStatusCode": code, "Name": "n"}, **kw})

def update(products, oid="GE500000001US", **kw):
    return g("UpdateOrderProducts", {"OrderId": oid, "MetaDataUpdateType": "Merge", "Products": products, **kw})

def meta(*pairs):
    return {"Attributes": [{"AttributeKey": k, "AttributeValue": v} for k, v in pairs]}

# ---- the documents' sample calls ----
G("sample_v2", g("UpdateOrderDispatchV2", V2), details("GE123874638GB"), docs("GE123874638GB", [], []))
G("sample_refund", refund(REFUND, LINES))
G("sample_refund_raw_url", step("POST", "/Order/CreateOrderRefund?merchantGUID=" + data.GUID + "&orderRefund=" + text(REFUND), LINES))
G("sample_1006", refund(r("GE2794623GB"), [line("1", "3")]))
G("sample_consolidated", g("DispatchConsolidatedShipment", {"OrderIds": THREE, "OuterBoxesAmount": 1}), details(*THREE))
G("sample_dispatch_hub", g("DispatchOrders", {"HubCode": "Store", "OrderIds": ["GE2794623GB", " GE2794622GB", " GE2794621GB"]}), details(*THREE))
G("sample_dispatch_merchant_ids", g("DispatchOrders", {"OrderIds": ["2794623", " 2794622", " 2794621"]}), details(*THREE))
G("sample_details", details(*THREE))
G("sample_documents_1", g("GetShippingDocuments", USAGE1))
G("sample_documents_2", g("GetShippingDocuments", USAGE2), track("GE123874638GB", "anna@example.com"), details("GE123874638GB"))
G("sample_track", track())
G("sample_legacy", g("UpdateOrderDispatch", LEGACY, orderStatus=LEGACY_STATUS, parcelsList=[{"ParcelCode": "12345-1"}, {"ParcelCode": "12345-2"}]), details("testID"))
G("sample_legacy_raw_url", step("POST", "/Order/UpdateOrderDispatch?merchantGUID=" + data.GUID + "&orderStatus=" + text(LEGACY_STATUS) + '&parcelsList={"ParcelCode":"12345-1"}&parcelsList={"ParcelCode":"12345-2"}', LEGACY), details("testID"))
G("sample_status", g("UpdateOrderStatus", orderStatus=STATUS), details("testID"))
G("sample_products", update([{"CartItemId": "10", "OriginCountryCode": "DE", "MetaData": meta(("engraving", "Ann"))}]), details("GE500000001US"))

# ---- envelopes, wire ----
G("unknown_path", step("POST", "/Order/NoSuchMethod?merchantGUID=" + data.GUID, {}))
G("get_refund", refund(r(ServiceGestureAmount=3), verb="GET"), refund(r(TotalRefundAmount="323.27")))
G("put_refund", refund(r(ServiceGestureAmount=3), verb="PUT"))
G("patch_refund", refund(r(ServiceGestureAmount=3), verb="PATCH"))
G("delete_refund", refund(r(ServiceGestureAmount=3), verb="DELETE"))
G("head_refund", refund(r(FullRefund=True), verb="HEAD"), refund(r(FullRefund=True)))
G("override_refund", refund(r(ServiceGestureAmount=3), verb="GET", headers={"X-HTTP-Method-Override": "POST"}))
G("options", g("GetOrdersDetails", verb="OPTIONS"))
G("get_track", track(verb="GET"))
G("head_track", track(verb="HEAD"))
G("gzip", details("testID", headers={"Accept-Encoding": "gzip"}))
G("lower_path", step("POST", "/order/getordersdetails?merchantGUID=" + data.GUID, {"OrderIds": ["testID"]}))
G("slash_path", step("POST", "/Order/GetOrdersDetails/?merchantGUID=" + data.GUID, {"OrderIds": ["testID"]}))
G("misspelt", step("POST", "/Order/DispatchConsolodatedShipment?merchantGUID=" + data.GUID, {"OrderIds": THREE, "OuterBoxesAmount": 1}))
G("text_plain", g("GetOrdersDetails", {"OrderIds": ["testID"]}, ctype="text/plain"))
G("no_type", g("GetOrdersDetails", {"OrderIds": ["testID"]}, ctype=None))
G("form_body", g("GetOrdersDetails", b"OrderIds=testID", ctype="application/x-www-form-urlencoded"))
G("form_v2", g("UpdateOrderDispatchV2", b"OrderId=testID&IsCompleted=true", ctype="application/x-www-form-urlencoded"))
G("bom", g("GetOrdersDetails", b"\xef\xbb\xbf" + text({"OrderIds": ["testID"]}).encode()))
G("bad_json", g("GetOrdersDetails", b'{"OrderIds": ["testID"'))
G("comments", g("GetOrdersDetails", b'{"OrderIds": ["testID"] /* one */ // end\n}'))
G("smart_quotes", g("DispatchConsolidatedShipment", '{ "OrderIds": ["GE2794623GB"], \u201cOuterBoxesAmount\u201d: 1 }'.encode()))
G("duplicate_member", g("GetOrdersDetails", b'{"OrderIds": ["GE2794623GB"], "OrderIds": ["testID"]}'))
G("nan", g("DispatchConsolidatedShipment", b'{"OrderIds": ["GE2794623GB"], "OuterBoxesAmount": NaN}'))
G("empty_body", g("GetOrdersDetails", b""), g("UpdateOrderDispatchV2", b""))
G("array_body", g("UpdateOrderDispatchV2", [V2]))
G("null_body", g("UpdateOrderDispatchV2", b"null"))
G("unknown_order_v2", v2("GE000000000XX", [parcel("P", prod("10"))]))
G("non_ascii", status(TrackingURL="http://x/\u542c\u96e8", oid="testID"), details("testID"))
G("refused_v2", v2("GE500000001US", [parcel("P", prod("nope"))]))
G("refused_products", update([{"CartItemId": "10", "OriginCountryCode": "XX"}]))

# ---- auth ----
G("no_guid", details("testID", guid=None), g("UpdateOrderDispatchV2", V2, guid=None), track(guid=None))
G("wrong_guid", details("testID", guid="abcdabcd-0000-0000-0000-000000000000"), refund(r(ServiceGestureAmount=1), guid="ffffffff-abcd-abcd-abcd-abcdabcdabcd"))
G("empty_guid", details("testID", guid=""))
G("guid_upper", details("testID", guid=data.GUID.upper()))
G("guid_braces", details("testID", guid="{" + data.GUID + "}"), details("testID", guid=data.GUID.replace("-", "")))
G("guid_blanks", details("testID", guid=data.GUID.replace("-", " -")))
G("guid_header", details("testID", guid=None, headers={"MerchantGUID": data.GUID}))
G("guid_body", g("GetOrdersDetails", {"OrderIds": ["testID"], "MerchantGUID": data.GUID}, guid=None))
G("guid_star", details("testID", guid="*"))
G("guid_zero", details("testID", guid="00000000-0000-0000-0000-000000000000"))
G("guid_twice", details("testID", raw="merchantGUID=bad"), details("testID", guid="bad", raw="merchantGUID=" + data.GUID))
G("guid_upper_name", step("POST", "/Order/GetOrdersDetails?MerchantGUID=" + data.GUID, {"OrderIds": ["testID"]}))
G("other_merchant", details("GE900000001US"), refund(r("GE900000001US", FullRefund=True)), details("GE900000001US", guid=data.OTHER_GUID))
G("probe_without_guid", v2("GE000000000XX", [parcel()]), g("UpdateOrderDispatchV2", {"OrderId": "GE000000000XX", "IsCompleted": False, "Parcels": [{"ParcelCode": "1"}]}, guid="bad"), track("GE000", "x@y", guid="bad"))

# ---- JSON in the query ----
def sq(raw, body=None, method="UpdateOrderStatus"):
    return step("POST", f"/Order/{method}?merchantGUID={data.GUID}&" + raw, body)

G("jq_missing", sq(""), sq("", STATUS))
G("jq_bad", sq("orderStatus=%7B%22OrderId%22"), refund('{"OrderId":'), sq("orderRefund=%7B", [line()], "CreateOrderRefund"))
G("jq_plus", status(OrderComments="a+b c", oid="testID", TrackingURL="http://x/a+b c"), sq("orderStatus=" + quote(text(STATUS)).replace("%20", "+")),
  sq('orderStatus={"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12"},"TrackingURL":"http://x/a+b"}'), details("testID"))
G("jq_lower_hex", sq("orderStatus=" + quote(text(STATUS)).replace("%7B", "%7b").replace("%22", "%22").replace("%3A", "%3a")))
G("jq_ampersand", status(TrackingURL="http://x/?a=1&b=2;c=3"), details("testID"))
G("jq_semicolon", sq('orderStatus={"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12"},"TrackingURL":"http://x/a;b"}'), details("testID"))
G("jq_twice_encoded", status(TrackingURL="http://x/%2541?q=%26"), details("testID"))
G("jq_single_quotes", sq("orderStatus=" + quote(text(STATUS).replace('"', "'"))))
G("jq_array", sq("orderStatus=" + quote(text([STATUS]))))
G("jq_string", sq("orderStatus=" + quote(text(text(STATUS)) if 0 else json.dumps(text(STATUS)))))
G("jq_trailing", sq("orderStatus=" + quote(text(STATUS) + " and more")))
G("jq_repeated", g("UpdateOrderStatus", orderStatus=[STATUS, dict(STATUS, OrderId="GE500000001US")]), details("testID", "GE500000001US"))
G("jq_name_case", sq("OrderStatus=" + quote(text(STATUS))), sq("ORDERSTATUS=" + quote(text(STATUS))))
G("jq_bad_percent", sq("x=%zz&orderStatus=" + quote(text(STATUS))))
G("jq_bad_utf8", sq("x=%ff&orderStatus=" + quote(text(STATUS))))
G("long_head", status(OrderComments="x" * 17_000), details("testID"))
G("lenient_json", g("GetOrdersDetails", b'{"OrderIds": ["te\\stID",]}'))
G("jq_long", status(OrderComments="x" * 700), status(OrderComments="x" * 3000, TrackingURL="http://x/last"), details("testID"))
G("jq_parcels_array", g("UpdateOrderDispatch", LEGACY, orderStatus=LEGACY_STATUS, parcelsList=[text([{"ParcelCode": "A"}, {"ParcelCode": "B"}])]), details("testID"))
G("jq_parcels_bad", g("UpdateOrderDispatch", LEGACY, orderStatus=LEGACY_STATUS, parcelsList=["{"]))
G("jq_parcels_empty", g("UpdateOrderDispatch", LEGACY, orderStatus=LEGACY_STATUS, parcelsList=""))
G("jq_body", g("UpdateOrderStatus", {"x": 1}, orderStatus=STATUS), track(headers={}), g("TrackOrder", {"x": 1}, orderId="testID", email="customer@example.com"))

# ---- refunds ----
G("full", refund(r(FullRefund=True)), refund(r(ServiceGestureAmount="0.01")), refund(r(FullRefund=True)))
G("full_with_products", refund(r(FullRefund=True), [line()]), refund(r(FullRefund=True), []))
G("full_given_total", refund(r(FullRefund=True, TotalRefundAmount=5, OriginalTotalRefundAmount=4)), refund(r(ServiceGestureAmount=1)))
G("full_given_huge", refund(r(FullRefund=True, TotalRefundAmount=5000)))
G("full_given_original", refund(r(FullRefund=True, OriginalTotalRefundAmount=4)), refund(r(ServiceGestureAmount=1)))
G("full_after_partial", refund(r(ServiceGestureAmount=10)), refund(r(FullRefund=True)), refund(r(ServiceGestureAmount="0.01")))
G("full_quoted", refund(r(FullRefund="true")), refund(r(FullRefund=1)), refund(r(FullRefund="no", ServiceGestureAmount=1)))
G("exact_rest", refund(r(TotalRefundAmount="311.04")), refund(r(ServiceGestureAmount="0.01")))
G("one_cent_over", refund(r(TotalRefundAmount=311.05)), refund(r(TotalRefundAmount=311.04)))
G("exact_numbers", refund(r(TotalRefundAmount=311.04)), refund(r(ServiceGestureAmount=0.01)))
G("tenths", refund(r("GE500000007ES", TotalRefundAmount=59.7)), refund(r("GE500000007ES"), [line("71", "1", RefundAmount="0.1")]), refund(r("GE500000007ES", TotalRefundAmount=0.2)), refund(r("GE500000007ES", ServiceGestureAmount=0.01)))
G("float_lines", refund(r("GE500000007ES", ServiceGestureAmount=59.7)), refund(r("GE500000007ES"), [line("70", "1", RefundAmount="0.1"), line("71", "1", RefundAmount="0.2")]))
G("already_1001", refund(r("GE500000006IT", FullRefund=True)), refund(r("GE500000006IT", ServiceGestureAmount=1)), refund(r("GE500000005DE", FullRefund=True)), refund(r("GE500000005DE"), [line("50")]))
G("partly_refunded", refund(r("GE500000007ES", TotalRefundAmount=61)), refund(r("GE500000007ES", TotalRefundAmount=100)), refund(r("GE500000007ES"), [line("70", "2")]), refund(r("GE500000007ES"), [line("70", "1")]), refund(r("GE500000007ES", TotalRefundAmount="20")), refund(r("GE500000007ES", ServiceGestureAmount=1)))
G("quantity_zero", refund(r(), [line("12", "0")]), refund(r(), [line("12", 0)]))
G("quantity_negative", refund(r(), [line("12", "-1")]), refund(r(), [line("12", -1, RefundAmount=1)]))
G("quantity_fraction", refund(r(), [line("12", "1.5")]), refund(r(TotalRefundAmount="281.06")), refund(r(), [line("12", 0.5)]))
G("quantity_missing", refund(r(), [{"CartItemId": "12"}]))
G("quantity_words", refund(r(), [line("12", "one")]), refund(r(), [line("12", "1,5")]), refund(r(), [line("12", "3 pieces")]), refund(r(), [line("12", True)]), refund(r(), [line("12", [1])]))
G("quantity_blank", refund(r(), [line("12", " 1 ")]))
G("quantity_empty", refund(r(), [line("12", "")]))
G("quantity_over", refund(r(), [line("12", "11")]), refund(r(), [line("12", "10")]), refund(r(), [line("12", "1", RefundAmount=1)]), refund(r(), [line("10", "4")]), refund(r(), [line("10", "3")]))
G("quantity_far_over", refund(r(), [line("12", "16", RefundAmount=1)]), refund(r(), [line("12", "50", RefundAmount=1)]))
G("quantity_twice", refund(r(), [line("10", "2", RefundAmount=1), line("10", "2", RefundAmount=1)]), refund(r(), [line("10", "3", RefundAmount=1)]))
G("quantity_summed_calls", refund(r(), [line("10", "2")]), refund(r(), [line("10", "2")]), refund(r(), [line("10", "1")]))
G("no_component", refund(r()), refund(r(), []), refund(r(FullRefund=False)))
G("zero_amounts", refund(r(TotalRefundAmount=0)), refund(r(ServiceGestureAmount=0)))
G("unknown_cart_item", refund(r(), [line("nope")]), refund(r(), [line("134643")]), refund(r(), [line("1")]))
G("refund_order_unknown", refund(r("GE000000000XX", FullRefund=True)), refund({"FullRefund": True}), refund(r("", FullRefund=True)))
G("refund_merchant_id", refund(r("M-500000001", ServiceGestureAmount=1)))
G("refund_no_amounts", refund(r(), [line("10", "2")]), refund(r(TotalRefundAmount="244.38")), refund(r(ServiceGestureAmount="0.01")))
G("refund_no_amounts_two", refund(r(), [line("10", "1"), line("12", "2")]), refund(r(TotalRefundAmount="237.73")), refund(r(ServiceGestureAmount="0.01")))
G("refund_total_recalculated", refund(r(TotalRefundAmount=5), [line("10", "2")]), refund(r(TotalRefundAmount="244.38")), refund(r(ServiceGestureAmount="0.01")))
G("refund_components", refund(r(ServiceGestureAmount=1, DutiesAmount=2, ShippingAmount=3), [line("10", "1")]), refund(r(TotalRefundAmount="271.72")), refund(r(TotalRefundAmount="271.71")), refund(r(ServiceGestureAmount="0.01")))
G("refund_gesture", refund(r(ServiceGestureAmount=1)), refund(r(TotalRefundAmount="310.05")), refund(r(TotalRefundAmount="310.04")))
G("refund_duties", refund(r(DutiesAmount=2)), refund(r(TotalRefundAmount="309.05")), refund(r(TotalRefundAmount="309.04")))
G("refund_shipping", refund(r(ShippingAmount=3)), refund(r(TotalRefundAmount="308.05")), refund(r(TotalRefundAmount="308.04")))
G("refund_over_caps", refund(r(DutiesAmount=20)), refund(r(ShippingAmount=20)), refund(r(), [line("11", "1", RefundAmount=50)]))
G("refund_original", refund(r(), [line("12", "1", OriginalRefundAmount=8)]), refund(r(TotalRefundAmount="301.04")), refund(r(ServiceGestureAmount="0.01")))
G("refund_original_2", refund(r(), [line("12", "1", OriginalRefundAmount=8)]), refund(r(TotalRefundAmount="301.05")))
G("refund_original_total", refund(r(OriginalTotalRefundAmount=8)), refund(r(TotalRefundAmount="301.05")))
G("refund_stated", refund(r(), [line("12", "2", RefundAmount="3")]), refund(r(TotalRefundAmount="308.04")), refund(r(ServiceGestureAmount="0.01")))
G("refund_total_disagrees", refund(r(TotalRefundAmount=10), [line("12", "1", RefundAmount="3")]), refund(r(TotalRefundAmount="308.04")))
G("refund_negative", refund(r(TotalRefundAmount=-5)), refund(r(), [line("12", "1", RefundAmount="-5")]), refund(r(ServiceGestureAmount=-1)))
G("refund_many_digits", refund(r(TotalRefundAmount="1.005")), refund(r(), [line("12", "1", RefundAmount="1.005")]))
G("refund_rounded", refund(r(), [line("12", "1", RefundAmount="1.005")]), refund(r(TotalRefundAmount="310.035")))
G("full_proven", refund(r(ServiceGestureAmount=10)), refund(r(ServiceGestureAmount="311.04")), refund(r(FullRefund=True, TotalRefundAmount=5, OriginalTotalRefundAmount=4)), refund(r(ServiceGestureAmount="0.01")))
G("recalculated_proven", refund(r(ServiceGestureAmount=10)), refund(r(ServiceGestureAmount="311.04")), refund(r(TotalRefundAmount=5), [line("10", "2")]), refund(r(ServiceGestureAmount="234.39")), refund(r(ServiceGestureAmount="234.38")), refund(r(ServiceGestureAmount="0.01")))
G("original_proven", refund(r(ServiceGestureAmount=10)), refund(r(ServiceGestureAmount="311.04")), refund(r(), [line("12", "1", OriginalRefundAmount=8)]), refund(r(ServiceGestureAmount="291.05")), refund(r(ServiceGestureAmount="291.04")), refund(r(ServiceGestureAmount="0.01")))
G("total_and_components", refund(r(TotalRefundAmount=10, ShippingAmount=3)), refund(r(ServiceGestureAmount="308.04")))
G("check_1001_order", refund(r("GE500000005DE"), [line("nope")]), refund(r("GE500000005DE")))
G("prod_check_order", update([{"CartItemId": "10", "OriginCountryCode": "FR"}], oid="GE000000000XX", MetaDataUpdateType="Replace"))
G("unknown_path_no_guid", step("POST", "/Order/NoSuchMethod", {}), refund(r(), verb="PUT", guid=None))
G("refund_jpy", refund(r("GE500000002JP"), [line("20", "1")]), refund(r("GE500000002JP", TotalRefundAmount=1700)), refund(r("GE500000002JP", ServiceGestureAmount=1)))
G("refund_jpy_original", refund(r("GE500000002JP"), [line("20", "1", OriginalRefundAmount="1.2345")]), refund(r("GE500000002JP", TotalRefundAmount="2702.48")))
G("refund_kwd", refund(r("GE500000003KW"), [line("30", "1")]), refund(r("GE500000003KW", TotalRefundAmount="13.846")), refund(r("GE500000003KW", TotalRefundAmount="13.845")))
G("refund_refused_then", refund(r(TotalRefundAmount=999)), refund(r(ServiceGestureAmount=1)), refund(r(), [line("10", "9")]), refund(r(), [line("10", "3")]))
G("refund_twice", refund(r(TotalRefundAmount=200)), refund(r(TotalRefundAmount=200)), refund(r(TotalRefundAmount=100)))
G("refund_first_bad_order", refund(r(TotalRefundAmount=999), [line("nope", "1", RefundAmount=999)]))
G("refund_product_code", refund(r(), [{"ProductCode": "US12", "RefundQuantity": "1"}]))
G("refund_line_twice", refund(r(), [line("10", "1", RefundAmount=1), line("12", "1", RefundAmount=2)]), refund(r(TotalRefundAmount="308.05")), refund(r(TotalRefundAmount="308.04")))
G("refund_bad_list", refund(r(ServiceGestureAmount=1), {"CartItemId": "12"}), refund(r(ServiceGestureAmount=1), "none"), refund(r(ServiceGestureAmount=1), [None]), refund(r(), [line("10"), 5]))
G("refund_null_list", refund(r(ServiceGestureAmount=1), b"null"))
G("refund_object_line", refund(r(), line("12", "1")))
G("refund_number_types", refund(r(TotalRefundAmount="5")), refund(r(TotalRefundAmount="x")), refund(r(TotalRefundAmount=True)), refund(r(OrderId_=1, ServiceGestureAmount=1)), refund({"OrderId": ["GE500000001US"], "ServiceGestureAmount": 1}))
G("refund_cart_item_number", refund(r(), [{"CartItemId": 12, "RefundQuantity": 1}]))
G("refund_unknown_member", refund(r(ServiceGestureAmount=1, Nonsense=1)))
G("refund_member_case", refund({"orderid": "GE500000001US", "servicegestureamount": 1}))
G("refund_null_member", refund(r(ServiceGestureAmount=1, RefundComments=None, TotalRefundAmount=None)))
G("refund_deep_type", refund(r(ServiceGestureAmount=1, RefundComments=5, RefundReason="RETURN")))
G("refund_error_1005_id", refund(r("GE500000004FR"), [line("zz9")]))
G("refund_from_other", refund(r("GE2794622GB", ServiceGestureAmount=5)), refund(r("GE2794622GB", TotalRefundAmount="34.99")), refund(r("GE2794622GB", TotalRefundAmount="29.99")))
G("refund_full_then_items", refund(r("GE2794622GB", ServiceGestureAmount=1)), refund(r("GE2794622GB"), [line("1", "1", RefundAmount=1)]), refund(r("GE2794622GB"), [line("1", "1", RefundAmount=1)]))
G("refund_full_rest", refund(r("GE2794621GB", ShippingAmount=4)), refund(r("GE2794621GB", FullRefund=True)), refund(r("GE2794621GB", ServiceGestureAmount="0.01")))

# ---- dispatching ----
G("v2_merchant_id", v2("M-500000001", [parcel("PM", prod("10"))]), details("GE500000001US"))
G("v2_merchant_member", g("UpdateOrderDispatchV2", {"MerchantOrderID": "M-500000001", "IsCompleted": False, "Parcels": [parcel("PM", prod("10"))]}),
  g("GetShippingDocuments", {"MerchantOrderId": "M-500000001", "Parcels": [], "Exceptions": []}))
G("v2_ids_disagree", v2("GE500000001US", [parcel("PM", prod("10"))], MerchantOrderID="2794622"), details("GE500000001US", "GE2794622GB"))
G("v2_two_parcels", v2(parcels=[parcel("A1", prod("10", 1), prod("12", 2), TrackingDetails={"TrackingNumber": "00123"}), parcel("b2", prod("12", 3), TrackingDetails={"TrackingNumber": "B-7"})], TrackingDetails={"TrackingNumber": "0042"}), details("GE500000001US"), docs(parcels=[], exceptions=[]))
G("v2_two_calls", v2(parcels=[parcel("A1", prod("10", 1))]), v2(parcels=[parcel("A2", prod("10", 1))]), details("GE500000001US"))
G("v2_same_parcel", v2(parcels=[parcel("A1", prod("10", 1))]), v2(parcels=[parcel("A1", prod("12", 1))]), details("GE500000001US"))
G("v2_twice_parcel", v2(parcels=[parcel("A1", prod("10", 1)), parcel("A1", prod("12", 1))]), details("GE500000001US"))
G("v2_over", v2(parcels=[parcel("A1", prod("10", 4))]), details("GE500000001US"))
G("v2_zero", v2(parcels=[parcel("A1", prod("10", 0))]))
G("v2_negative", v2(parcels=[parcel("A1", prod("10", -1))]), details("GE500000001US"))
G("v2_fraction", v2(parcels=[parcel("A1", prod("10", 1.5))]), details("GE500000001US"))
G("v2_no_quantity", v2(parcels=[parcel("A1", {"CartItemId": "10"})]))
G("v2_quantity_text", v2(parcels=[parcel("A1", prod("10", "2"))]), v2(parcels=[parcel("A2", prod("10", "two"))]), v2(parcels=[parcel("A3", prod("10", True))]), v2(parcels=[parcel("A4", prod("10", [1]))]))
G("v2_code_alone", v2(parcels=[parcel("A1", prod(code="US10"))]), details("GE500000001US"))
G("v2_item_alone", v2(parcels=[parcel("A1", prod("10"))]), details("GE500000001US"))
G("v2_code_disagrees", v2(parcels=[parcel("A1", prod("10", code="US12"))]), details("GE500000001US"))
G("v2_no_id", v2(parcels=[parcel("A1", {"DeliveryQuantity": 1})]))
G("v2_unknown_item", v2(parcels=[parcel("A1", prod("nope"))]), v2(parcels=[parcel("A2", prod(code="nope"))]), v2(exceptions=[{"CartItemId": "nope", "ExceptionType": 1}]))
G("v2_half_bad", v2(parcels=[parcel("A1", prod("10")), parcel("A2", prod("nope"))]), details("GE500000001US"))
G("v2_no_parcel_code", v2(parcels=[{"Products": [prod("10")]}]))
G("v2_exceptions_only", v2(exceptions=[{"CartItemId": "10", "ExceptionType": 1}]))
G("v2_parcels_only", v2(parcels=[parcel("A1", prod("10"))], exceptions=[]))
G("v2_sku_only", v2(exceptions=[{"SKU": "US10", "ExceptionType": 2, "ExpectedFulfilmentDate": "2018-01-18"}]))
G("v2_exception_types", v2(exceptions=[{"CartItemId": "10", "ExceptionType": 9}]), v2(exceptions=[{"CartItemId": "10"}]), v2(exceptions=[{"CartItemId": "10", "ExceptionType": "x"}]), v2(exceptions=[{"CartItemId": "10", "ExceptionType": 2}]))
G("v2_exceptions_proven", v2(exceptions=[{"CartItemId": "nope", "ExceptionType": 1}]), v2(exceptions=[{"CartItemId": "10", "ExceptionType": 1}, {"CartItemId": "nope", "ExceptionType": 1}]))
G("v2_second_exception_bad", v2(exceptions=[{"CartItemId": "10", "ExceptionType": 1}, {"CartItemId": "nope", "ExceptionType": 1}]))
G("v2_date", v2(exceptions=[{"CartItemId": "10", "ExceptionType": 2, "ExpectedFulfilmentDate": "2018-1-18T00:00:00"}]))
G("v2_nothing", v2(), v2(parcels=[], exceptions=[]))
G("v2_no_completed", g("UpdateOrderDispatchV2", {"OrderId": "GE500000001US", "Parcels": [parcel("A1", prod("10"))]}))
G("v2_completed_then", v2(parcels=[parcel("A1", prod("10"))], IsCompleted=True), v2(parcels=[parcel("A2", prod("10"))]), details("GE500000001US"))
G("v2_not_completed", v2(parcels=[parcel("A1", prod("10"))]), v2(parcels=[parcel("A2", prod("10"))]), details("GE500000001US"))
G("v2_completed_text", v2(parcels=[parcel("A1", prod("10"))], IsCompleted="false"), details("GE500000001US"), v2(IsCompleted=0, parcels=[parcel("A2", prod("10"))]))
G("v2_cancelled", v2("GE500000005DE", [parcel("A1", prod("50"))]), g("DispatchOrders", {"OrderIds": ["GE500000005DE"]}))
G("v2_no_order_id", g("UpdateOrderDispatchV2", {"IsCompleted": True, "Parcels": [parcel("A1", prod("10"))]}))
G("v2_order_id_number", g("UpdateOrderDispatchV2", {"OrderId": 2794623, "IsCompleted": True, "Exceptions": []}), g("UpdateOrderDispatchV2", {"OrderId": True, "IsCompleted": True, "Parcels": []}))
G("v2_parcels_wrong", v2(parcels="none"), v2(parcels=5), v2(parcels=[None]), v2(parcels=["A1", parcel("A2", prod("10"))]))
G("v2_parcels_object", v2(parcels=parcel("A1", prod("10"))))
G("v2_nulls", g("UpdateOrderDispatchV2", {"OrderId": "GE500000001US", "IsCompleted": False, "Parcels": [parcel("A1", prod("10"))], "Exceptions": None, "TrackingDetails": None}))
G("v2_unknown_member", v2(parcels=[parcel("A1", prod("10"))], Nonsense=1))
G("v2_case", g("UpdateOrderDispatchV2", {"orderId": "GE500000001US", "isCompleted": False, "parcels": [{"parcelCode": "A1", "products": [{"cartItemId": "10", "deliveryQuantity": 1}]}]}))
G("v2_deep", v2(parcels=[parcel("A1", prod("10", Weight="heavy", IsBundle="x"), Height="tall")], DeliveryReferenceNumber=5))
G("v2_empty_decimal", v2(parcels=[parcel("A1", prod("10", Width=""))]))
G("v2_unknown_hub", v2(parcels=[parcel("A1", prod("10"))], HubCode="Nowhere"))
G("v2_tracking_number", v2(parcels=[parcel("A1", prod("10"), TrackingDetails={"TrackingNumber": 123})]))
G("v2_no_tracking", v2(parcels=[parcel("A1", prod("10"))]), details("GE500000001US"))
G("id_spellings", details("ge500000001us"), details("GE50000000"), details("500000001"), details("Z500000001Z"), details(" GE500000001US "))
G("id_merchant", details("M-500000001"), track("M-500000001", "fay@example.com"), status(oid="M-500000001"), g("DispatchConsolidatedShipment", {"OrderIds": ["2794623"], "OuterBoxesAmount": 1}))
G("docs_existing", docs("GE2794623GB", [], []), track("GE2794623GB", "bob@example.com"), docs("GE500000004FR", []))
G("docs_absent_lists", docs("GE2794623GB"))
G("docs_usage_1_completes", docs("GE2794623GB", [], [], IsCompleted=True), v2("GE2794623GB", exceptions=[{"CartItemId": "2", "ExceptionType": 1}]), details("GE2794623GB"))
G("docs_hub_empty", docs("GE2794623GB", [], [], HubCode="Store"))
G("docs_send", docs("GE2794622GB", [parcel("N1", TrackingDetails={"TrackingNumber": "N-1"}), parcel("N2")]), track("GE2794622GB", "cleo@example.com"))
G("docs_no_hub", docs("GE500000001US", [parcel("N1", prod("10"))]))
G("docs_exceptions_only", docs("GE500000001US", exceptions=[{"CartItemId": "10", "ExceptionType": 1}]))
G("docs_info_both", docs("GE500000001US", [parcel("N1", prod("10"), ShippingAdditionalInformation=INFO)], ShippingAdditionalInformation=INFO))
G("docs_none_yet", docs("GE500000001US", [], []))
G("docs_unknown", docs("GE000000000XX", [], []), docs("GE500000001US", [parcel("N1", prod("nope"))]))
G("dispatch_hub", docs("GE500000001US", [parcel("H1", prod("10"))], HubCode="Main"), docs("GE500000001US", [parcel("H2", prod("12"))], HubCode="Store"), g("DispatchOrders", {"HubCode": "Main", "OrderIds": ["GE500000001US"]}), details("GE500000001US"))
G("dispatch_twice", g("DispatchOrders", {"OrderIds": ["GE2794623GB"]}), g("DispatchOrders", {"OrderIds": ["GE2794623GB"]}), track("GE2794623GB", "bob@example.com"))
G("dispatch_some_unknown", g("DispatchOrders", {"OrderIds": ["GE2794623GB", "GE000000000XX"]}), g("DispatchOrders", {"OrderIds": ["GE000000000XX"]}))
G("dispatch_mixed", g("DispatchOrders", {"OrderIds": ["GE2794623GB", "2794622"]}))
G("dispatch_listed_twice", g("DispatchOrders", {"OrderIds": ["GE2794623GB", "GE2794623GB"]}))
G("dispatch_empty", g("DispatchOrders", {"OrderIds": []}), g("DispatchOrders", {}))
G("dispatch_merchant_list", g("DispatchOrders", {"MerchantOrderIds": ["2794623"]}))
G("dispatch_nothing", g("DispatchOrders", {"OrderIds": ["GE500000001US"]}))
G("dispatch_null_id", g("DispatchOrders", {"OrderIds": ["GE2794623GB", None]}), g("DispatchOrders", {"OrderIds": ["GE2794623GB", 5]}), g("DispatchOrders", {"OrderIds": "GE2794623GB"}))
G("dispatch_string_ids", g("DispatchOrders", {"OrderIds": "GE2794623GB"}))
G("boxes", g("DispatchConsolidatedShipment", {"OrderIds": ["GE2794623GB"]}))
G("boxes_zero", g("DispatchConsolidatedShipment", {"OrderIds": ["GE2794623GB"], "OuterBoxesAmount": 0}))
G("boxes_bad", g("DispatchConsolidatedShipment", {"OrderIds": ["GE2794623GB"], "OuterBoxesAmount": -1}), g("DispatchConsolidatedShipment", {"OrderIds": ["GE2794623GB"], "OuterBoxesAmount": 1.5}))
G("boxes_many", g("DispatchConsolidatedShipment", {"OrderIds": ["GE2794623GB"], "OuterBoxesAmount": 7}))
G("boxes_quoted", g("DispatchConsolidatedShipment", {"OrderIds": ["GE2794623GB"], "OuterBoxesAmount": "1"}))
G("legacy_no_parcels", g("UpdateOrderDispatch", LEGACY, orderStatus=LEGACY_STATUS), details("testID"))
G("legacy_no_products", g("UpdateOrderDispatch", orderStatus=LEGACY_STATUS))
G("legacy_empty_products", g("UpdateOrderDispatch", [], orderStatus=LEGACY_STATUS))
G("legacy_object", g("UpdateOrderDispatch", LEGACY[0], orderStatus=LEGACY_STATUS))
G("legacy_full_parcels", g("UpdateOrderDispatch", LEGACY, orderStatus=LEGACY_STATUS, parcelsList=[{"ParcelCode": "X1", "Products": [prod(code="1020872", q=2)], "TrackingDetails": {"TrackingNumber": "T1"}}, {"ParcelCode": "X2"}, {"ParcelCode": "X3"}]), details("testID"))
G("legacy_second_bad", g("UpdateOrderDispatch", LEGACY + [{"ProductCode": "nope", "DeliveryQuantity": 1}], orderStatus=LEGACY_STATUS))

# ---- status and tracking ----
G("status_number", status(TrackingNumber="00077", TrackingServiceSite="http://s/T"), details("testID"))
G("status_url_and_number", status(TrackingURL="http://Host/Path?id=9", TrackingNumber="55", TrackingServiceSite="http://s"), details("testID"))
G("status_cancel", status("CANCELLED", OrderStatusReason={"OrderStatusReasonCode": "1010", "Name": "x"}), details("testID"), refund(r("testID", FullRefund=True)), status("DEL_12"))
G("status_cancel_no_reason", status("CANCELLED"))
G("status_no_reason", status("DEL_12"))
G("status_no_code", g("UpdateOrderStatus", orderStatus={"OrderId": "testID"}))
G("status_unknown_code", status("weird code!"), details("testID"))
G("status_unknown_order", status(oid="GE000000000XX"), g("UpdateOrderDispatch", LEGACY, orderStatus=dict(STATUS, OrderId="nope")))
G("status_delayed_then_refund", status("DEL_12"), refund(r("testID", FullRefund=True)))
G("status_no_order", g("UpdateOrderStatus", orderStatus={"OrderStatus": {"OrderStatusCode": "DEL_12"}}))
G("track_delivered", track("GE500000004FR", "ines@example.com"), track("GE500000004FR", "INES@EXAMPLE.COM"))
G("track_wrong_email", track("testID", "other@example.com"), track("testID", "x@y.z"))
G("track_no_email", g("TrackOrder", orderId="testID"), track("testID", ""))
G("track_no_order", g("TrackOrder", email="customer@example.com"), track("GE000000000XX", "a@b.c"))
G("track_blank_id", track(" testID ", "customer@example.com"))

# ---- reading ----
G("details_all", details("GE500000001US", "testID", "GE500000003KW", "GE500000004FR", "GE500000002JP"))
G("details_one", details("testID"))
G("details_unknown", details("GE000000000XX"), details("testID", "GE000000000XX"))
G("details_twice", details("testID", "testID"))
G("details_empty", g("GetOrdersDetails", {"OrderIds": []}), g("GetOrdersDetails", {}))
G("details_order", details("testID", "GE2794621GB", "GE500000001US"))
G("details_null", g("GetOrdersDetails", {"OrderIds": ["testID", None]}))

# ---- products ----
G("prod_merge", update([{"CartItemId": "10", "MetaData": meta(("Engraving", "Ann"), ("b", "2"))}]), update([{"CartItemId": "10", "MetaData": meta(("Engraving", "Bob"), ("c", "3"))}]), details("GE500000001US"))
G("prod_errors", update([{"CartItemId": "10", "OriginCountryCode": "DE"}], oid="GE000000000XX"), update([{"CartItemId": "nope", "OriginCountryCode": "DE"}]), update([{"ProductCode": "nope", "OriginCountryCode": "DE"}]), update([{"CartItemId": "10", "OriginCountryCode": "QX"}]), update([{"CartItemId": "10", "OriginCountryCode": "DEU"}]), update([{"CartItemId": "10", "MetaData": meta(("a", ""))}]), update([{"CartItemId": "10", "MetaData": meta(("a", None))}]))
G("prod_by_code", update([{"ProductCode": "US12", "OriginCountryCode": "FR"}]), details("GE500000001US"))
G("prod_merchant_id", update([{"CartItemId": "10", "OriginCountryCode": "FR"}], oid="M-500000001"))
G("prod_type", update([{"CartItemId": "10", "OriginCountryCode": "FR"}], MetaDataUpdateType="Replace"), g("UpdateOrderProducts", {"OrderId": "GE500000001US", "Products": [{"CartItemId": "10", "OriginCountryCode": "FR"}]}))
G("prod_type_case", update([{"CartItemId": "10", "OriginCountryCode": "FR"}], MetaDataUpdateType="merge"))
G("prod_nothing", update([]), update([{"CartItemId": "10"}]))
G("prod_no_id", update([{"OriginCountryCode": "FR"}]))
G("prod_two", update([{"CartItemId": "10", "OriginCountryCode": "FR"}, {"CartItemId": "12", "OriginCountryCode": "IT"}]), details("GE500000001US"))
G("prod_half_bad", update([{"CartItemId": "10", "OriginCountryCode": "FR"}, {"CartItemId": "12", "OriginCountryCode": "QX"}]), details("GE500000001US"))
G("prod_again", update([{"CartItemId": "10", "OriginCountryCode": "FR"}]), update([{"CartItemId": "10", "OriginCountryCode": "FR"}]))
G("prod_country_case", update([{"CartItemId": "10", "OriginCountryCode": "fr"}]))
G("prod_country_empty", update([{"CartItemId": "10", "OriginCountryCode": "", "MetaData": meta(("a", "b"))}]))
G("prod_disagree", update([{"CartItemId": "10", "ProductCode": "US12", "OriginCountryCode": "FR"}]))
G("prod_boolean", update([{"CartItemId": "10", "MetaData": meta(("hasProductOptions", True))}]))
G("prod_blank_value", update([{"CartItemId": "10", "MetaData": meta(("a", "  "))}]))
G("prod_absent_value", update([{"CartItemId": "10", "OriginCountryCode": "FR", "MetaData": {"Attributes": [{"AttributeKey": "a"}]}}]))
G("prod_second_attribute", update([{"CartItemId": "10", "MetaData": meta(("a", "1"), ("b", ""))}]))

# ---- the callback ----
CB = json.loads(CALLBACK_TEXT)
MINI = {"OrderId": "GE10047946955SG", "StatusCode": "CANCELLED"}
def C(name, *steps):
    add("c_" + name, "merchant", *steps)
C("sample", c(CALLBACK_TEXT), c(CALLBACK_TEXT))
C("minimal", c(MINI), c(dict(MINI, StatusCode="PROCESSING", OrderId="GE20000000001SG")))
C("processing", c(dict(MINI, StatusCode="PROCESSING")), c(MINI))
C("processing_twice", c(dict(MINI, StatusCode="PROCESSING")), c(dict(MINI, StatusCode="PROCESSING")))
C("order", c({"StatusCode": "CANCELLED", "OrderId": "GE10047946955SG"}))
C("extra", c(dict(MINI, Products=[{"Sku": "x"}], Nonsense={"a": [1]})))
C("nulls", c(dict(MINI, MerchantGUID=None, InternationalDetails=None)))
C("missing_id", c({"StatusCode": "CANCELLED"}), c({"StatusCode": "CANCELLED", "OrderId": None}))
C("missing_status", c({"OrderId": "GE10047946955SG"}), c({"OrderId": "GE10047946955SG", "StatusCode": None}))
C("empty_strings", c({"OrderId": "", "StatusCode": "CANCELLED"}), c({"OrderId": "GE10047946955SG", "StatusCode": ""}))
C("types", c({"OrderId": True, "StatusCode": "CANCELLED"}), c({"OrderId": "GE10047946955SG", "StatusCode": ["CANCELLED"]}))
C("numbers", c({"OrderId": 5, "StatusCode": "CANCELLED"}))
C("bad_json", c(b"{\"OrderId\": \"GE1004"), c(b"not json"))
C("empty", c(b""), c({}), c([]), c(b"null"))
C("array", c([MINI]))
C("form", c(b"OrderId=GE10047946955SG&StatusCode=CANCELLED", ctype="application/x-www-form-urlencoded"))
C("text_plain", c(MINI, ctype="text/plain"))
C("get", c(MINI, verb="GET"), c(MINI, verb="PUT"))
C("put", c(MINI, verb="PUT"))
C("override", c(MINI, verb="PUT", headers={"X-HTTP-Method-Override": "POST"}))
C("head", c(None, verb="HEAD"), c(None, verb="OPTIONS"))
C("options", c(None, verb="OPTIONS"))
C("unknown_order", c(dict(MINI, OrderId="GE000000000SG")), c(dict(MINI, OrderId="GE1004")))
C("unknown_status", c(dict(MINI, StatusCode="N/A")))
C("status_case", c(dict(MINI, StatusCode="canceled")))
C("wrong_guid", c(dict(MINI, MerchantGUID="ffffffff-0000")))
C("guid_upper", c(dict(MINI, MerchantGUID="0511DB1D-CDC6")))
C("ids_disagree", c(dict(MINI, MerchantOrderId="00099999")))
C("after_cancel", c(dict(MINI, OrderId="GE20000000002SG", StatusCode="PROCESSING")))
C("repeat_cancel", c(dict(MINI, OrderId="GE20000000002SG")))
C("blanks", c(dict(MINI, OrderId=" GE10047946955SG ")))
C("case", c({"orderid": "GE10047946955SG", "statuscode": "CANCELLED"}))
C("deep", c(dict(MINI, CartId=5, PriceCoefficientRate="1.0")))
C("non_ascii", c(dict(MINI, Customer={"City": "\u65b0\u52a0\u5761"})))
C("path", step("POST", "/Order-Status-Update-Url", MINI), step("POST", "/nowhere", MINI))
C("nowhere", step("POST", "/nowhere", MINI))
C("comments", c(b'{"OrderId": "GE10047946955SG", /* x */ "StatusCode": "CANCELLED"}'))
C("bom", c(b"\xef\xbb\xbf" + text(MINI).encode()))
C("duplicate", c(b'{"OrderId": "a", "OrderId": "GE10047946955SG", "StatusCode": "CANCELLED"}'))
for _n in ("MerchantOrderId", "MerchantGUID", "CartId", "InternationalDetails", "CartHash"):
    C("without_" + _n, c(but(CB, **{_n: DROP})))

# ---- S2 ----
def S(name, *steps):
    add("s_" + name, "s2", *steps)
S("sample", s(S2BODY), s(S2BODY))
S("auth_missing", s(S2BODY, drop=["Authorization"]))
S("auth_wrong", s(S2BODY, Authorization="Bearer wrong"))
S("auth_empty", s(S2BODY, Authorization="Bearer "), s(S2BODY, Authorization="Bearer"))
S("auth_no_scheme", s(S2BODY, Authorization=data.S2_TOKEN))
S("auth_basic", s(S2BODY, Authorization="Basic " + data.S2_TOKEN), s(S2BODY, Authorization="Token " + data.S2_TOKEN))
S("auth_glued", s(S2BODY, Authorization="Bearer" + data.S2_TOKEN))
S("auth_lower", s(S2BODY, Authorization="bearer " + data.S2_TOKEN))
S("auth_prefix", s(S2BODY, Authorization="Bearer change_to"), s(S2BODY, Authorization="Bearer " + data.S2_TOKEN + "x"))
S("auth_longer", s(S2BODY, Authorization="Bearer " + data.S2_TOKEN + "x"))
S("auth_token_case", s(S2BODY, Authorization="Bearer " + data.S2_TOKEN.upper()))
S("auth_query", s(S2BODY, path=f"/order/{ORDER}?access_token=" + data.S2_TOKEN, drop=["Authorization"]))
S("auth_cookie", s(S2BODY, drop=["Authorization"], Cookie="token=" + data.S2_TOKEN))
S("org_missing", s(S2BODY, drop=["X-S2-Organization"]))
S("org_other", s(S2BODY, X_S2_Organization=OTHER_ORG), s(S2BODY, X_S2_Organization="95d73baf-0000-0000-0000-000000000000"))
S("org_upper", s(S2BODY, X_S2_Organization=data.S2_ORG.upper()))
S("order_of_other_org", s(S2BODY, OTHER_ORDER))
S("order_unknown", s(S2BODY, "99999999-0000-0000-0000-000000000000"), s(S2BODY, "test_order_id2"))
S("unknown_and_bad", s(but(S2BODY, meta=DROP), "99999999-0000-0000-0000-000000000000"))
S("order_upper", s(S2BODY, ORDER.upper()))
for _n in ("meta", "channelShippingMethod", "channelOrderDate", "currencyId", "items", "attachments"):
    S("without_" + _n, s(but(S2BODY, **{_n: DROP})))
    S("null_" + _n, s(but(S2BODY, **{_n: None})))
for _n in ("shippingAddress", "billingAddress", "shipByDate", "deliveryByDate", "customerNote", "accountId", "channelOrderId"):
    S("only_without_" + _n, s(S2BODY), s(but(S2BODY, **{_n: DROP})))
    S("only_null_" + _n, s(S2BODY), s(but(S2BODY, **{_n: None})))
S("minimal", s({k: S2BODY[k] for k in ("meta", "channelShippingMethod", "channelOrderDate", "currencyId", "items", "attachments")}))
S("empties", s(but(S2BODY, channelShippingMethod="", meta={}, customerNote="", attachments=[], items=[])))
S("empty_items_fields", s(but(S2BODY, items=[{"channelOrderItemId": "", "productId": "", "quantity": 0, "unitPrice": 0, "meta": {}}])))
S("address_missing_field", s(but(S2BODY, shippingAddress=but(ADDRESS1, email=DROP))))
S("address_null_field", s(but(S2BODY, shippingAddress=dict(ADDRESS1, email=None))))
S("address_types", s(but(S2BODY, shippingAddress=dict(ADDRESS1, phone=[1]))), s(but(S2BODY, shippingAddress="x")))
S("address_number", s(but(S2BODY, shippingAddress=dict(ADDRESS1, phone=123))))
S("address_unknown_field", s(but(S2BODY, shippingAddress=dict(ADDRESS1, fax=""))))
S("address_country", s(but(S2BODY, shippingAddress=dict(ADDRESS1, countryId="QX"))))
S("address_all_empty", s(but(S2BODY, shippingAddress={k: "" for k in ADDRESS1})))
S("address_zeros", s(but(S2BODY, shippingAddress=dict(ADDRESS1, postalCode="00123", phone="0049", name="\u542c\u96e8", city="Saint-Remy-en-Bouzemont"))))
S("item_missing_field", s(but(S2BODY, items=[but(S2BODY["items"][0], meta=DROP)])), s(but(S2BODY, items=[but(S2BODY["items"][0], unitPrice=DROP)])))
S("item_types", s(but(S2BODY, items=[but(S2BODY["items"][0], quantity="two")])), s(but(S2BODY, items=[but(S2BODY["items"][0], unitPrice=True)])), s(but(S2BODY, items=[5])))
S("item_null", s(but(S2BODY, items=[None, S2BODY["items"][0]])))
S("item_quoted", s(but(S2BODY, items=[but(S2BODY["items"][0], quantity="2")])))
S("item_negative", s(but(S2BODY, items=[but(S2BODY["items"][0], quantity=-2)])), s(but(S2BODY, items=[but(S2BODY["items"][0], unitPrice=-2)])))
S("item_fraction", s(but(S2BODY, items=[but(S2BODY["items"][0], quantity=1.5)])))
S("item_unknown_product", s(but(S2BODY, items=[but(S2BODY["items"][0], productId="00000000-0000-0000-0000-000000000000")])))
S("item_unknown_field", s(but(S2BODY, items=[but(S2BODY["items"][0], note="x")])))
S("item_id_twice", s(but(S2BODY, items=[S2BODY["items"][0], S2BODY["items"][0]])))
S("item_null_meta", s(but(S2BODY, items=[but(S2BODY["items"][0], meta=None)])))
S("item_numbers_for_strings", s(but(S2BODY, items=[but(S2BODY["items"][0], channelOrderItemId=0)])))
S("items_object", s(but(S2BODY, items=S2BODY["items"][0])), s(but(S2BODY, items="x")))
S("prices", s(text(but(S2BODY, items="@")).replace('"@"', '[{"channelOrderItemId":"a","productId":"3775cc37-30e7-4579-a58e-c9adda6fac86","quantity":3,"unitPrice":0.1234567890123456789,"meta":{"k":[1,{"x":null}]}},{"channelOrderItemId":"b","productId":"","quantity":2,"unitPrice":10.50,"meta":{"deep":{"n":1}}}]')))
S("meta_any", s(but(S2BODY, meta=[1, "x"])), s(but(S2BODY, meta="text")), s(but(S2BODY, meta=5)))
S("meta_big", s(text(but(S2BODY, meta="@")).replace('"@"', '{"n":12345678901234567890,"d":0.10,"t":"\u542c"}')))
S("dates", s(but(S2BODY, channelOrderDate="2024-04-24T08:00:33.889+02:00")))
S("date_zero_offset", s(but(S2BODY, channelOrderDate="2024-04-24T06:00:33.889+00:00")))
S("date_bad", s(but(S2BODY, channelOrderDate="yesterday")), s(but(S2BODY, channelOrderDate="2024-04-24")), s(but(S2BODY, channelOrderDate=1713938433889)))
S("date_no_zone", s(but(S2BODY, channelOrderDate="2024-04-24T06:00:33.889")))
S("date_impossible", s(but(S2BODY, channelOrderDate="2024-02-31T06:00:33.889Z")))
S("date_types", s(but(S2BODY, channelOrderDate="")))
S("other_dates", s(but(S2BODY, shipByDate="2024-05-01T00:00:00Z", deliveryByDate="2024-05-09T00:00:00Z", customerNote="ring twice")))
S("deliver_by", s(but(S2BODY, deliverByDate="2024-05-09T00:00:00Z")))
S("bad_note", s(but(S2BODY, customerNote=5)))
S("currency", s(but(S2BODY, currencyId="XQQ")), s(but(S2BODY, currencyId=5)), s(but(S2BODY, currencyId="")))
S("currency_unknown", s(but(S2BODY, currencyId="XQQ")))
S("account_unknown", s(but(S2BODY, accountId="00000000-0000-0000-0000-000000000000")))
S("account_type", s(but(S2BODY, channelOrderIdAlt=5)))
S("unknown_member", s(dict(S2BODY, nonsense=1)))
S("member_case", s({(k.upper() if k == "meta" else k): v for k, v in S2BODY.items()}))
S("attachments_bad", s(but(S2BODY, attachments=[{"fileName": "x"}])), s(but(S2BODY, attachments="x")))
S("attachments_twice", s(but(S2BODY, attachments=S2BODY["attachments"] * 2)))
S("refused_then", s(but(S2BODY, currencyId=None)), s(S2BODY))
S("list_body", s([S2BODY]))
S("bad_json", s(b"{"), s(b""), s(b"null"))
S("verbs", s(S2BODY, verb="POST"), s(S2BODY, verb="PATCH"), s(S2BODY, verb="DELETE"), s(None, verb="GET"))
S("get", s(S2BODY, verb="GET"))
S("options", s(None, verb="OPTIONS"))
S("override", s(S2BODY, verb="POST", X_HTTP_Method_Override="PUT"))
S("text_plain", s(S2BODY, Content_Type="text/plain"))
S("path", s(S2BODY, path=f"/Order/{ORDER}"), s(S2BODY, path=f"/order/{ORDER}/"), s(S2BODY, path="/orders"))
S("slash", s(S2BODY, path=f"/order/{ORDER}/"))
S("bom", s(b"\xef\xbb\xbf" + text(S2BODY).encode()))
S("comments", s(b"/* x */" + text(S2BODY).encode()))
S("order2", s(but(S2BODY, items=[S2BODY["items"][1]]), ORDER2))

# ---- later: what the faults under "later" show in ----
def spelled(body):
    """A body in another spelling of the same JSON."""
    return text(body).replace("/", "\\/").encode()

_URL = "http://www.fedex.com/Track?id=1234"
G("later_jpy", refund(r("GE500000002JP", ServiceGestureAmount=99999)), refund(r("GE500000002JP", FullRefund=True)), refund(r("GE500000002JP", ServiceGestureAmount=500)))
G("later_kwd", refund(r("GE500000003KW"), [line("30", "9", RefundAmount="0.001")]))
G("later_dispatch_jpy", g("UpdateOrderDispatchV2", {"OrderId": "GE500000002JP", "IsCompleted": False, "Parcels": [{"ParcelCode": "J1", "Products": [{"CartItemId": "20", "ProductCode": "JP20", "DeliveryQuantity": 1}]}]}), details("GE500000002JP"))
G("later_products_kwd", g("UpdateOrderProducts", {"OrderId": "GE500000003KW", "MetaDataUpdateType": "Merge", "Products": [{"CartItemId": "30", "MetaData": {"Attributes": [{"AttributeKey": "engraving", "AttributeValue": "null"}]}}]}), details("GE500000003KW"))
G("later_products_empty_id", g("UpdateOrderProducts", {"OrderId": "", "MetaDataUpdateType": "Merge", "Products": [{"CartItemId": "12365", "OriginCountryCode": "DE"}]}))
G("later_status_jpy", g("UpdateOrderStatus", orderStatus=dict(STATUS, OrderId="GE500000002JP")), details("GE500000002JP"))
G("later_status_unknown", g("UpdateOrderStatus", orderStatus=dict(STATUS, OrderId="GE0")), g("GetOrdersDetails", b"{"))
G("later_status_capital", g("UpdateOrderStatus", OrderStatus=STATUS))
G("later_status_get", g("UpdateOrderStatus", verb="GET", orderStatus=STATUS), details("testID"))
G("later_products_put", g("UpdateOrderProducts", {"OrderId": "testID", "MetaDataUpdateType": "Merge", "Products": [{"CartItemId": "L1", "OriginCountryCode": "DE"}]}, verb="PUT"))
G("later_refund_form", g("CreateOrderRefund", ("orderRefund=" + quote(text(r("GE500000001US", ServiceGestureAmount=1)))).encode(), ctype="application/x-www-form-urlencoded"))
G("later_finer", refund(r("GE500000001US", ServiceGestureAmount=1.005)), refund(r("GE500000001US", ServiceGestureAmount=312)))
G("later_exponent", g("GetOrdersDetails", b'{"OrderIds":["testID"],"Page":1e0}'))
G("later_slash", g("UpdateOrderStatus", orderStatus=text(STATUS).replace("/", "\\/")), details("testID"))
G("later_unicode", g("UpdateOrderStatus", orderStatus=text(STATUS).replace("DEL_12", "\\u0044EL_12")), details("testID"))
G("later_order", g("UpdateOrderStatus", orderStatus=dict(reversed(list(STATUS.items())))))
G("later_capitals", g("UpdateOrderDispatchV2", but(V2, OrderId=DROP)))
G("later_text_parcels", g("UpdateOrderDispatchV2", dict(V2, Parcels=["123454321"])))
C("later_spellings", c(b'{"OrderId":"GE10047946955SG","StatusCode":"CANCELLED","PriceCoefficientRate":1e0}'), c(b'{"OrderId":"GE10047946955SG","StatusCode":"\\u0043ANCELLED"}'), c(b'{\n"OrderId":"GE10047946955SG",\n"StatusCode":"CANCELLED"}'))
C("later_number", c({"OrderId": 0, "StatusCode": "CANCELLED"}))
C("later_patch", c({"OrderId": "GE10047946955SG", "StatusCode": "CANCELLED"}, verb="PATCH"))
S("later_spellings", s(text(S2BODY).replace('"quantity":2', '"quantity":2e0').encode()), s(spelled(S2BODY)), s(text(S2BODY).replace("Standard", "\\u0053tandard").encode()), s(dict(reversed(list(S2BODY.items())))))
S("later_digits", s(but(S2BODY, channelOrderDate="2024-04-24T06:00:33.8891234Z")), s(but(S2BODY, channelOrderDate="2024-04-24T06:00:33Z")))
S("later_null_text", s(but(S2BODY, customerNote="null")))
S("later_texts", s(but(S2BODY, items=["x"])), s(but(S2BODY, attachments=["x"])))
S("chunked", s(S2BODY, Transfer_Encoding="chunked"))
S("refused_address", s(but(S2BODY, currencyId=DROP, shippingAddress=dict(ADDRESS1, city="Elsewhere"))), s(but(S2BODY, shippingAddress=DROP)))
G("quoted_without_total", refund(but(REFUND, TotalRefundAmount=DROP), LINES), refund({"OrderId": "GE123874638GB", "ServiceGestureAmount": 60}))
G("hubs_and_none", docs("GE500000001US", [parcel("H1", prod("10"))], HubCode="Main"), docs("GE500000001US", [parcel("H2", prod("12"))], HubCode="Store"), g("DispatchOrders", {"HubCode": "Main", "OrderIds": ["GE500000001US"]}), g("DispatchOrders", {"HubCode": "Store", "OrderIds": ["GE500000001US"]}))
