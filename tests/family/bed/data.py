"""The orders and ids that a fresh server knows."""
from decimal import Decimal as D

GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"          # 003, every sample URL
OTHER_GUID = "00000000-1111-2222-3333-444444444444"    # a second merchant
CALLBACK_GUID = "0511db1d-cdc6"                        # 002:69
S2_TOKEN = "change_to_your_access_token"               # 004:12
S2_ORG = "95d73baf-76ba-4bea-86ac-1534c5e5d4aa"        # 004:13
HUBS = ["Store", "Main"]

def item(cid, code, qty, price, name="Product", vat="20"):
    return {"cid": cid, "code": code, "qty": D(qty), "price": D(price), "name": name, "vat": D(vat),
            "refunded_qty": D(0), "delivered": D(0), "attrs": {}, "origin": "GB"}

def parcel(code, hub=None, number=None, products=()):
    return {"code": code, "hub": hub, "number": number, "products": [dict(p) for p in products], "dispatched": False,
            "received": True}

def order(oid, mid, email, items, currency="GBP", digits=2, rate="0.8", shipping="10", duties="5", parcels=(),
          hub=None, cancelled=False, refunded="0", status="N/A", ship=("Undefined", "undefined"), guid=GUID,
          country="GB"):
    total = sum((i["price"] * i["qty"] for i in items), D(0)) + D(shipping) + D(duties)
    return {"id": oid, "mid": mid, "email": email, "items": {i["cid"]: i for i in items}, "currency": currency,
            "digits": digits, "rate": D(rate), "shipping": D(shipping), "duties": D(duties), "total": total,
            "refunded": total if refunded == "all" else D(refunded), "parcels": {p["code"]: p for p in parcels},
            "hub": hub, "cancelled": cancelled, "status": status, "ship": ship, "guid": guid, "completed": False,
            "tracking": {"number": None, "url": None, "service": None}, "exceptions": [], "reason": None,
            "dispatched": False, "country": country}

def orders():
    a = [
        order("GE123874638GB", "100018322", "anna@example.com", [
            item("12365", "121212", 1, "30.00"), item("12376", "131313", 2, "20.00"),
            item("12366", "121213", 1, "15.00"), item("12367", "SKU121214", 1, "25.00"),
            item("134643", "P134643", 1, "42.00"), item("134644", "P134644", 1, "58.00")]),
        order("GE2794623GB", "2794623", "bob@example.com", [item("1", "A1", 2, "67.87"), item("2", "A2", 1, "12.13")],
              hub="Store", parcels=[parcel("P623", "Store", "TN623", [{"cid": "1", "code": "A1", "qty": D(2)}])]),
        order("GE2794622GB", "2794622", "cleo@example.com", [item("1", "B1", 1, "19.99")],
              hub="Store", parcels=[parcel("P622", "Store", "TN622", [{"cid": "1", "code": "B1", "qty": D(1)}])]),
        order("GE2794621GB", "2794621", "dan@example.com", [item("1", "C1", 3, "5.00")], hub="Main",
              parcels=[parcel("P621", "Main", "TN621", [{"cid": "1", "code": "C1", "qty": D(3)}])]),
        order("testID", "M-TEST", "customer@example.com", [item("L1", "1020872", 5, "15.00", "Lanolin", "18")],
              currency="USD", rate="1.25", country="US"),
        order("GE10047946955SG", "00024345", "eve@example.com", [item("7", "SG7", 1, "25.74", vat="7")],
              currency="SGD", rate="1", shipping="4.16", duties="0", country="SG"),
        order("GE500000001US", "M-500000001", "fay@example.com", [
            item("10", "US10", 3, "33.33"), item("11", "US11", 4, "0.10"), item("12", "US12", 10, "19.99")],
              currency="USD", rate="1.25", shipping="7.50", duties="3.25", country="US"),
        order("GE500000002JP", "M-500000002", "goro@example.com", [item("20", "JP20", 2, "1200")], currency="JPY",
              digits=0, rate="160", shipping="500", duties="0", country="JP"),
        order("GE500000003KW", "M-500000003", "hana@example.com", [item("30", "KW30", 2, "12.345")], currency="KWD",
              digits=3, rate="0.325", shipping="1.500", duties="0.000", country="KW"),
        order("GE500000004FR", "M-500000004", "ines@example.com", [item("40", "FR40", 1, "50.00")], currency="EUR",
              rate="1", status="COMPLETED", ship=("Delivered", "Delivered"), country="FR", hub="Main",
              parcels=[dict(parcel("P40", "Main", "TN40", [{"cid": "40", "code": "FR40", "qty": D(1)}]),
                            dispatched=True)]),
        order("GE500000005DE", "M-500000005", "jan@example.com", [item("50", "DE50", 1, "80.00")], currency="EUR",
              rate="1", cancelled=True, status="CANCELLED", country="DE"),
        order("GE500000006IT", "M-500000006", "kim@example.com", [item("60", "IT60", 1, "70.00")], currency="EUR",
              rate="1", refunded="all", country="IT"),
        order("GE500000007ES", "M-500000007", "leo@example.com", [
            item("70", "ES70", 2, "40.00"), item("71", "ES71", 1, "20.00")], currency="EUR", rate="1", shipping="0",
              duties="0", refunded="40.00", country="ES"),
        order("GE900000001US", "M-900000001", "zoe@example.com", [item("90", "Z90", 1, "10.00")], currency="USD",
              rate="1", guid=OTHER_GUID, country="US"),
    ]
    out = {o["id"]: o for o in a}
    out["GE500000004FR"]["tracking"].update(number="TN40", url="http://www.fedex.com/Track?id=TN40", service="Fedex")
    out["GE500000004FR"]["items"]["40"]["delivered"] = D(1)
    out["GE500000004FR"]["dispatched"] = True
    out["GE500000007ES"]["items"]["70"]["refunded_qty"] = D(1)
    for oid in ("GE2794623GB", "GE2794622GB", "GE2794621GB"):
        for p in out[oid]["parcels"].values():
            for line in p["products"]:
                out[oid]["items"][line["cid"]]["delivered"] += line["qty"]
    return out
