"""UpdateOrderProducts (003:224-294)."""
import re
from decimal import Decimal as D
from . import schema
from .base import Refusal
from .countries import ISO2

class Products:
    def d00x(self, code, template, description):
        text = template if self.cfg["d00x_texts"] == "template" else description
        raise Refusal("products", code, text, description)

    def UpdateOrderProducts(self):
        cfg = self.cfg
        r = self.body_object("UpdateProductsRequest")
        oid = r.get("OrderId")
        if oid == "" and cfg.bad("prod_empty_id_is_first"):
            oid = next(iter(self.orders))
        if not oid:
            raise Refusal("invalid", "400", "OrderId is missing")
        if cfg["products_check_order"] == "type first":
            self.merge_only(r)
        o = self.find(oid, not cfg.bad("prod_merchant_id_refused"))
        if o is None and not cfg.bad("prod_d001_never"):
            self.d00x("D002" if cfg.bad("prod_d001_as_d002") else "D001", f"Orderid {oid} not found.", "The provided order ID does not exist")
        if o is None:
            return self.ok()
        self.merge_only(r)
        products = r.get("Products")
        if not products and not cfg.bad("prod_no_update_success"):
            raise Refusal("invalid", "400", "There is no update")
        return self.update_products(o, products or [])

    def merge_only(self, r):
        cfg, kind = self.cfg, r.get("MetaDataUpdateType")
        if kind is None and not cfg.bad("prod_type_missing_ok"):
            raise Refusal("invalid", "400", "MetaDataUpdateType is missing")
        same = kind == "Merge" or (kind or "").lower() == "merge" and cfg["merge_case"] == "insensitive"
        if kind is not None and not same and not cfg.bad("prod_any_type_ok"):
            raise Refusal("invalid", "400", 'MetaDataUpdateType must be "Merge"')

    def update_products(self, o, products):
        cfg = self.cfg
        if cfg.bad("list_first_update_only"):
            products = products[:1]
        changes, error = [], None
        for p in products:
            try:
                changes += self.product_change(o, p)
            except Refusal as e:
                if cfg["products_update"] == "all or nothing":
                    raise
                error = error or e
        changed = False
        for item, name, v in changes:
            target = item["attrs"] if name != "origin" else item
            changed = changed or target.get(name) != v
        if not changes and not error and not cfg.bad("prod_no_update_success"):
            raise Refusal("invalid", "400", "There is no update")
        if cfg.bad("prod_merge_replaces"):
            for item, name, v in changes:
                item["attrs"].clear()
        for item, name, v in changes:
            if name == "origin":
                if not cfg.bad("prod_origin_lost"):
                    item["origin"] = v
            elif cfg.bad("prod_new_not_added_in_kwd") and o["digits"] == 3 and name not in item["attrs"]:
                continue
            elif not (cfg.bad("prod_existing_not_updated") and name in item["attrs"]) and not (
                    cfg.bad("prod_new_not_added") and name not in item["attrs"]):
                item["attrs"][name.lower() if cfg.bad("prod_key_lowered") else name] = v
        if error:
            raise error
        if not changed and cfg["same_values_again"] == "refuse":
            raise Refusal("invalid", "400", "There is no update")
        return self.ok()

    def product_change(self, o, p):
        cfg = self.cfg
        cid, code = p.get("CartItemId"), p.get("ProductCode")
        if not cid and not code:
            if cfg.bad("prod_neither_id_ok"):
                return [(next(iter(o["items"].values())), "origin", p.get("OriginCountryCode", "GB"))]
            raise Refusal("invalid", "400", "CartItemId or ProductCode is needed")
        if cfg.bad("prod_code_alone_refused") and not cid:
            raise Refusal("invalid", "400", "CartItemId is missing")
        if cfg.bad("prod_cart_item_alone_refused") and not code:
            raise Refusal("invalid", "400", "ProductCode is missing")
        item = None
        if cid:
            item = o["items"].get(cid)
            if item is None:
                if cfg.bad("prod_d002_never"):
                    return [(next(iter(o["items"].values())), "origin", "GB")]
                self.d00x("D003" if cfg.bad("prod_d002_as_d003") else "D002", f"CartItemId {cid} not found",
                          "The provided cart item ID does not exist in this order")
        if code and (item is None or cfg["code_and_cart_item_disagree"] == "refuse"):
            named = [i for i in o["items"].values() if i["code"] == code]
            if not named or (item is not None and item not in named):
                if cfg.bad("prod_d003_never"):
                    return [(next(iter(o["items"].values())), "origin", "GB")]
                self.d00x("D002" if cfg.bad("prod_d003_as_d002") else "D003", f"ProductCode {code} not found",
                          "The provided product code does not exist in this order")
            item = item or named[0]
        out = []
        if "OriginCountryCode" in p:
            country = p["OriginCountryCode"]
            known = country in ISO2 or (country.upper() in ISO2 and cfg["country_case"] == "insensitive")
            if cfg.bad("prod_three_letters_ok") and len(country) == 3:
                known = True
            if cfg.bad("prod_two_letters_enough") and re.match(r"[A-Z]{2}\Z", country):
                known = True
            if not known and not cfg.bad("prod_d004_never"):
                if not (country == "" and cfg["empty_country"] == "ignore"):
                    self.d00x("D005" if cfg.bad("prod_d004_as_d005") else "D004",
                              f"OriginCountryCode {country} is invalid",
                              "The provided origin country code does not exist in the system")
            elif country != "" or cfg.bad("prod_d004_never"):
                out.append((item, "origin", country if cfg.bad("prod_d004_never") else country.upper()))
        meta = p.get("MetaData")
        if meta is None:
            return out
        if not isinstance(meta, dict):
            raise schema.Invalid("MetaData must be an object")
        if "Attributes" not in meta and cfg["depth"] != "deep":
            meta = {k[:1].upper() + k[1:]: v for k, v in meta.items()} if cfg["member_case"] == "insensitive" else meta
        attrs = meta.get("Attributes")
        if attrs is None:
            return out
        if not isinstance(attrs, list):
            raise schema.Invalid("MetaData.Attributes must be a list")
        if cfg.bad("list_first_attribute_only"):
            attrs = attrs[:1]
        for a in attrs:
            out += self.attribute_change(item, a)
        return out

    def attribute_change(self, item, a):
        cfg = self.cfg
        if not isinstance(a, dict):
            raise schema.Invalid("an attribute must be an object")
        lower = {k.lower(): v for k, v in a.items()} if cfg["member_case"] == "insensitive" else {
            k.lower(): v for k, v in a.items() if k in ("AttributeKey", "AttributeValue")}
        key, v = lower.get("attributekey"), lower.get("attributevalue")
        if not isinstance(key, str) or not key:
            raise schema.Invalid("AttributeKey is missing")
        if isinstance(v, bool) and cfg["boolean_attribute_value"] == "accept":
            v = "true" if v else "false"
        if isinstance(v, D) and cfg["numbers_for_strings"] == "accept":
            v = format(v, "f")
        absent = "attributevalue" not in lower
        if absent and cfg["absent_attribute_value"] == "ignore":
            return []
        if v == "null" and cfg.bad("prod_null_text_is_null"):
            v = None
        blank = isinstance(v, str) and v != "" and not v.strip() and cfg["blank_attribute_value"] == "D005"
        if (v == "" and not cfg.bad("prod_d005_empty_ok")) or (v is None and not cfg.bad("prod_d005_null_ok")) or blank:
            self.d00x("D004" if cfg.bad("prod_d005_as_d004") else "D005",
                      f"ProductMetaData {key} cannot have an empty value",
                      "The provided value for product meta-data is empty or null")
        if v is None:
            v = ""
        if not isinstance(v, str):
            raise schema.Invalid("AttributeValue must be a string")
        return [(item, key, v)]
