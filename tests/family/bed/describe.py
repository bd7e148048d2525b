"""Everything that a tester must know, as one JSON object."""
from collections import Counter
from . import data, merchant, s2, scenarios, witness
from .faults import FAULTS
from .switches import SWITCHES

def number(x):
    return format(x, "f")

def globale_order(o):
    return {"OrderId": o["id"], "MerchantOrderId": o["mid"], "merchantGUID": o["guid"], "email": o["email"],
            "currency": o["currency"], "currencyDigits": o["digits"],
            "rateMerchantToCustomer": number(o["rate"]), "total": number(o["total"]),
            "shipping": number(o["shipping"]), "duties": number(o["duties"]), "refunded": number(o["refunded"]),
            "remainingRefundable": number(o["total"] - o["refunded"]), "cancelled": o["cancelled"],
            "StatusCode": o["status"], "shippingStatus": o["ship"][1], "hub": o["hub"], "tracking": o["tracking"],
            "products": [{"CartItemId": i["cid"], "ProductCode": i["code"], "quantity": number(i["qty"]),
                          "price": number(i["price"]), "vatRate": number(i["vat"]),
                          "refundedQuantity": number(i["refunded_qty"]),
                          "availableQuantity": number(i["qty"] - i["refunded_qty"]),
                          "deliveredQuantity": number(i["delivered"])} for i in o["items"].values()],
            "parcels": [{"ParcelCode": p["code"], "HubCode": p["hub"], "TrackingNumber": p["number"],
                         "dispatched": p["dispatched"],
                         "products": [{"CartItemId": x["cid"], "quantity": number(x["qty"])} for x in p["products"]]}
                        for p in o["parcels"].values()]}

def steps(name):
    if name is None:
        return None
    api, st = scenarios.SCENARIOS[name]
    return [{"verb": x["verb"], "target": x["target"], "headers": x["headers"],
             "body": x["body"].decode("utf-8", "backslashreplace")} for x in st]

def describe():
    found = witness.load()
    orders = data.orders()
    switches = []
    for s in SWITCHES.values():
        switches.append({"name": s.name, "api": s.api, "values": s.values, "default": s.values[0],
                         "shallow": s.shallow, "strict": s.strict, "open_because": s.lines, "changes": s.changes,
                         "beside": {v: witness.beside(f"{s.name}={v}") for v in s.values[1:]
                                    if witness.beside(f"{s.name}={v}")},
                         "witness": {v: found["switches"].get(f"{s.name}={v}") for v in s.values[1:]}})
    faults = [{"name": f.name, "api": f.api, "label": f.label, "family": f.family, "line": f.line,
               "sentence": f.sentence, "witness": found["faults"].get(f.name),
               "answers_like": found["confusable"].get(f.name, []),
               "seen_only_in_undocumented_members": f.name in found["hidden"]} for f in FAULTS.values()]
    count = Counter((f.family, f.label) for f in FAULTS.values())
    return {
        "globale": {"merchantGUID": data.GUID, "otherMerchantGUID": data.OTHER_GUID, "hubs": data.HUBS,
                    "cancelCodes": ["CANCELLED", "CANCELED"], "orders": [globale_order(o) for o in orders.values()],
                    "note": "price is the customer's price of one unit, in currency; an Original amount is multiplied "
                            "by rateMerchantToCustomer; total = sum of price*quantity + shipping + duties."},
        "merchant": {"path": merchant.PATH, "MerchantGUID": data.CALLBACK_GUID, "knownStatusCodes": list(merchant.KNOWN_STATUS),
                     "orders": [{"OrderId": g, "MerchantOrderId": m,
                                 "status": "CANCELLED" if g == "GE20000000002SG" else "NEW"} for g, m in merchant.ORDERS]},
        "s2": {"bearerToken": data.S2_TOKEN, "organization": data.S2_ORG, "accountId": s2.ACCOUNT,
               "orders": [{"id": s2.ORDER, "channelOrderId": "test_order_id2", "organization": data.S2_ORG},
                          {"id": s2.ORDER2, "channelOrderId": "test_order_id3", "organization": data.S2_ORG},
                          {"id": s2.OTHER_ORDER, "channelOrderId": "test_order_id4", "organization": s2.OTHER_ORG,
                           "note": "of another organisation, so not open to the token"}],
               "productIds": list(s2.PRODUCTS), "currencies": sorted(s2.CURRENCIES)},
        "reset": "POST /__reset",
        "switches": switches, "faults": faults,
        "counts": {"switches": len(SWITCHES), "faults": len(FAULTS),
                   "must": sum(f.label == "must" for f in FAULTS.values()),
                   "should": sum(f.label == "should" for f in FAULTS.values()),
                   "by_family": {f: {"must": count[f, "must"], "should": count[f, "should"]}
                                 for f in dict.fromkeys(x.family for x in FAULTS.values())}},
        "scenarios": {n: {"api": a, "steps": steps(n)} for n, (a, _) in scenarios.SCENARIOS.items()},
    }
