"""CreateOrderRefund (003:2-73)."""
import re
from decimal import Decimal as D, ROUND_HALF_UP
from .base import Refusal

FULL_TEXT = "Full refund requested but list of RefundProduct is not empty."      # 003:18

class Refunds:
    def money(self, o, x):
        digits = D(1).scaleb(-(2 if self.cfg.bad("money_always_two_digits") else o["digits"]))
        if self.cfg.bad("money_whole_units"):
            digits = D(1)
        return x.quantize(digits, ROUND_HALF_UP)

    def amount_ok(self, o, name, x):
        cfg = self.cfg
        if x is None:
            return
        if x < 0 and not cfg.bad("money_negative_" + ("line" if name.endswith("RefundAmount") and "Total" not in name else "total")):
            raise Refusal("invalid", "400", f"{name} must not be negative")
        customers = not name.startswith("Original")         # 003:9-13: those are in the merchant's currency
        if customers and cfg["money_digits"] == "refuse" and x != x.quantize(D(1).scaleb(-o["digits"])):
            raise Refusal("invalid", "400", f"{name} has too many decimal places")
        if abs(x) > D("1e12"):
            raise Refusal("refund", "1002", self.text_1002())

    def text_1002(self):
        return "Requested refund amount is greater than the remaining amount available for a refund for this order"

    def CreateOrderRefund(self):
        cfg = self.cfg
        r = self.json_arg("orderRefund", "OrderRefundDetails")
        products = self.body_list("RefundProduct") or []
        if not r.get("OrderId"):
            raise Refusal("invalid", "400", "OrderId is missing")
        o = self.need(r["OrderId"], cfg["refund_merchant_id"] == "accept")
        if cfg.bad("money_sample_refused") and "RefundReason" in r:
            raise Refusal("products", "BadRequest", "RefundReason is unknown")
        remaining = o["total"] - o["refunded"]
        if cfg["refund_1001_check"] == "first":
            self.refuse_1001(o)
        full = r.get("FullRefund") is True and not cfg.bad("rc_full_flag_ignored")
        if full:
            if products and not cfg.bad("rc_full_with_products_ok"):
                raise Refusal("refund", cfg["full_refund_code"],
                              "Bad request" if cfg.bad("rc_full_text_other") else FULL_TEXT)
            if o["refunded"] > 0 and cfg["full_after_partial"] == "1002":
                raise Refusal("refund", "1002", self.text_1002())
            amount = remaining
            if cfg.bad("money_full_takes_given_total") and r.get("TotalRefundAmount") is not None:
                amount = r["TotalRefundAmount"]
            if cfg.bad("money_full_takes_given_original") and r.get("OriginalTotalRefundAmount") is not None:
                amount = r["OriginalTotalRefundAmount"] * o["rate"]
            if cfg.bad("money_full_lacks_shipping"):
                amount = remaining - o["shipping"]
            if cfg.bad("money_full_is_products_only"):
                amount = remaining - o["shipping"] - o["duties"]
            if cfg.bad("money_full_is_nothing"):
                amount = D(0)
            taken = [(i, i["qty"] - i["refunded_qty"]) for i in o["items"].values()]
        else:
            amount, taken = self.partial(o, r, products)
        self.refuse_1001(o)
        limit = remaining
        if cfg.bad("rc_1002_off_total"):
            limit = o["total"]
        if cfg.bad("money_full_lacks_shipping_in_jpy") and full and o["digits"] == 0:
            amount = remaining - o["shipping"]
        if cfg.bad("money_finer_ten_times") and amount != amount.quantize(D(1).scaleb(-o["digits"])):
            amount *= 10
        over = amount >= limit if cfg.bad("rc_1002_for_exact") else amount > limit
        if cfg.bad("money_float"):
            over = float(amount) > float(o["total"]) - float(o["refunded"]) or self.float_over(o, r, products, remaining)
        if over and not cfg.bad("rc_1002_never") and not (cfg.bad("rc_1002_never_in_jpy") and o["digits"] == 0):
            if cfg.bad("money_refused_but_taken"):
                o["refunded"] = o["total"]
            raise Refusal("refund", "1001" if cfg.bad("rc_1002_as_1001") else "1002", self.text_1002(), self.remaining_text(o))
        if not cfg.bad("money_recorded_only"):
            if cfg.bad("money_taken_twice"):
                amount *= 2
            if cfg.bad("money_taken_from_other_order"):
                o2 = self.orders["GE500000001US"]
                o2["refunded"] += amount
                return self.ok()
            o["refunded"] += amount
            for item, q in taken:
                if not cfg.bad("qty_not_kept"):
                    item["refunded_qty"] += q
        return self.ok()

    def refuse_1001(self, o):
        cfg = self.cfg
        spent = o["refunded"] >= o["total"]
        if o["cancelled"] and not cfg.bad("rc_1001_cancelled_ok") or spent and not cfg.bad("rc_1001_refunded_ok"):
            raise Refusal("refund", "1002" if cfg.bad("rc_1001_as_1002") else "1001",
                          "Order already fully refunded or " + cfg["text_1001"])

    def float_over(self, o, r, products, remaining):
        total = 0.0
        for p in products:
            total += float(p.get("RefundAmount", 0))
        return total > float(remaining)

    def remaining_text(self, o):
        if self.cfg["error_description"] == "text":
            left = (o["total"] - o["refunded"]).quantize(D("0.0001"))
            return f"After Method ValidateProducts. refund amount: {left} , available loyalty points: 0.0000"   # 003:51
        return None

    def partial(self, o, r, products):
        cfg = self.cfg
        parts = {n: r.get(n) for n in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount")}
        total, original = r.get("TotalRefundAmount"), r.get("OriginalTotalRefundAmount")
        given = [x for x in list(parts.values()) + [total, original] if x is not None]
        if cfg["total_alone"] == "1004" and not any(x is not None for x in parts.values()):
            given = []
        nothing = not products and (not given or (cfg["zero_amounts"] == "1004" and not any(given)))
        if nothing:
            if cfg.bad("rc_1004_never"):
                return D(0), []
            raise Refusal("refund", "1003" if cfg.bad("rc_1004_as_1003") else "1004",
                          "Refund request must contain at least one refund component")
        for n, x in list(parts.items()) + [("TotalRefundAmount", total), ("OriginalTotalRefundAmount", original)]:
            self.amount_ok(o, n, x)
        if cfg["component_caps"] == "each":
            for n, cap in (("DutiesAmount", o["duties"]), ("ShippingAmount", o["shipping"])):
                if parts[n] is not None and parts[n] > cap:
                    raise Refusal("refund", "1002", self.text_1002(), self.remaining_text(o))
        if cfg["refund_check_order"] == "amount first" and total is not None and total > o["total"] - o["refunded"]:
            raise Refusal("refund", "1002", self.text_1002(), self.remaining_text(o))
        if cfg.bad("list_first_refund_line_only"):
            products = products[:1]
        if cfg.bad("list_last_refund_line_only"):
            products = products[-1:]
        lines, taken, stated = D(0), [], False
        wanted = {}
        for p in products:
            item = self.refund_item(o, p)
            if item is None:
                continue
            q = self.refund_quantity(o, item, p)
            before = D(0) if cfg.bad("qty_lines_not_summed") else wanted.get(item["cid"], D(0))
            wanted[item["cid"]] = before + q
            left = item["qty"] - item["refunded_qty"]
            if cfg.bad("qty_compared_with_order"):
                left = sum(i["qty"] for i in o["items"].values())
            if cfg.bad("qty_limit_off_by_one"):
                left += 1
            over = wanted[item["cid"]] >= left if cfg.bad("rc_1006_for_exact") else wanted[item["cid"]] > left
            if over and not cfg.bad("rc_1006_never") and not (cfg.bad("rc_1006_never_in_kwd") and o["digits"] == 3):
                if cfg.bad("qty_refused_but_kept"):
                    item["refunded_qty"] = item["qty"]
                text = (f"Cartitemid {item['cid']} exceeded the quantity of the available products to refund"
                        if cfg["text_1006"] == "list" else
                        f"Cartitemid {item['cid']} exceeded the available products quantity to refund")
                if cfg.bad("rc_1006_text_lacks_id"):
                    text = "Cartitemid exceeded the available products quantity to refund"
                raise Refusal("refund", "1003" if cfg.bad("rc_1006_as_1003") else "1006", text, self.remaining_text(o))
            amount = self.line_amount(o, item, p, q)
            stated = stated or "RefundAmount" in p or "OriginalRefundAmount" in p
            lines += amount
            taken.append((item, q))
        if cfg.bad("money_quoted_joined") and total is None and len(products) > 1 and b'"RefundAmount":"' in self.req.body:
            digits = re.sub(r"\D", "", "".join(str(p.get("RefundAmount", "")) for p in products))
            lines = D(digits or "0")
        extra = sum((x for n, x in parts.items() if x is not None and not cfg.bad("money_leaves_out_" + n)), D(0))
        amount = lines + extra
        if not products and total is not None and extra and cfg["total_beside_components"] == "sum wins":
            pass
        elif not products and total is not None:
            amount = total
        elif not products and original is not None and not any(x is not None for x in parts.values()):
            amount = self.money(o, original * o["rate"])
        elif products and total is not None and stated and total != amount:
            how = cfg["total_disagrees"]
            if how == "refuse":
                raise Refusal("invalid", "400", "TotalRefundAmount differs from the sum of the refund components")
            if how == "total wins":
                amount = total
        elif products and total is not None and not stated and cfg.bad("money_total_not_recalculated"):
            amount = total
        if cfg["money_digits"] == "round":
            amount = self.money(o, amount)
        return amount, taken

    def refund_item(self, o, p):
        cfg, cid = self.cfg, p.get("CartItemId")
        if cid is None and "ProductCode" in p and cfg["refund_product_code"] == "accept":
            for item in o["items"].values():
                if item["code"] == p["ProductCode"]:
                    return item
        if cid is None:
            raise Refusal("invalid", "400", "CartItemId is missing")
        if cfg.bad("id_cart_item_prefix") and cid not in o["items"]:
            cid = next((c for c in o["items"] if c.startswith(cid[:1])), cid)
        if cid not in o["items"]:
            if cfg.bad("rc_1005_never"):
                return None
            if cfg.bad("rc_1005_other_order") and any(cid in x["items"] for x in self.orders.values()):
                return next(x["items"][cid] for x in self.orders.values() if cid in x["items"])
            mark = "\u2019" if cfg["apostrophe_1005"] == "typographic" else "'"
            shown = "" if cfg.bad("rc_1005_text_lacks_id") else cid
            raise Refusal("refund", "1006" if cfg.bad("rc_1005_as_1006") else "1005",
                          f"Cartitemid {shown} doesn{mark}t exists for order {o['id']}")
        return o["items"][cid]

    def refund_quantity(self, o, item, p):
        cfg, q = self.cfg, p.get("RefundQuantity")
        code = "1006" if cfg.bad("rc_1003_as_1006") else "1003"
        if q is None:
            if cfg["missing_refund_quantity"] == "all remaining":
                return item["qty"] - item["refunded_qty"]
            raise Refusal("refund", code, "Invalid quantity")
        if cfg.bad("qty_fraction_cut") and q > 0:
            return D(int(q)) or D(1)
        if cfg.bad("qty_sign_dropped"):
            q = abs(q)
        if q == 0 and cfg.bad("rc_1003_zero_ok") or q < 0 and cfg.bad("rc_1003_negative_ok"):
            return q
        if q <= 0 or (q != int(q) and cfg["fractional_refund_quantity"] == "1003"):
            raise Refusal("refund", code, "Invalid quantity")
        return q

    def line_amount(self, o, item, p, q):
        cfg = self.cfg
        given, original = p.get("RefundAmount"), p.get("OriginalRefundAmount")
        self.amount_ok(o, "RefundAmount", given)
        self.amount_ok(o, "OriginalRefundAmount", original)
        if given is not None and cfg.bad("money_line_is_unit_amount"):
            return given * q
        if given is not None and cfg.bad("money_stated_ignored"):
            return self.money(o, item["price"] * q)
        if given is not None:
            if cfg["item_amount_cap"] == "each" and given > item["price"] * item["qty"]:
                raise Refusal("refund", "1002", self.text_1002(), self.remaining_text(o))
            return self.money(o, given) if cfg["money_digits"] == "round" else given
        if original is not None:
            rate = o["rate"]
            if cfg.bad("money_original_not_converted"):
                rate = D(1)
            if cfg.bad("money_rate_inverted"):
                rate = 1 / rate
            if cfg["original_amount_vat"] == "added":
                rate *= 1 + item["vat"] / 100
            return self.money(o, original * rate)
        if cfg.bad("money_price_not_times_quantity"):
            return item["price"]
        if cfg.bad("money_price_times_ordered"):
            return item["price"] * item["qty"]
        if cfg.bad("money_missing_amount_is_zero"):
            return D(0)
        if cfg.bad("money_price_in_merchant_currency"):
            return self.money(o, item["price"] / o["rate"])
        return self.money(o, item["price"] * q)
