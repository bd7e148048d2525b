"""The classes of the documents and how a JSON object is bound to one.

Types: S string, D decimal, B boolean, X anything, A list of attributes, O:Class, L:Class, LS list of strings.
Marks: ! the server acts upon it (always checked); q the documents' samples print it quoted;
e samples print "" for it; n samples print null for it; i samples print a number for a string.
"""
import re
from decimal import Decimal

def _cls(text):
    out = {}
    for word in text.split():
        name, _, kind = word.partition("=")
        out[name] = kind
    return out

PRODUCT = _cls("""
Attributes=X AttributesEnglish=X BackOrderDate=S Brand=O:Brand CartItemId=S! CartItemOptionId=S Categories=L:Category
DeliveryQuantity=D! Description=S DescriptionEnglish=S GenericHSCode=S GiftMessage=S HandlingCode=S Height=Dn HubCode=S
ImageHeight=De ImageURL=S ImageWidth=De IsBackOrdered=B IsBlockedForGlobalE=B IsBundle=B IsFixedPrice=B IsVirtual=B
Keywords=S Length=Dn LineItemOriginalSalePrice=D LineItemSalePrice=D ListPrice=Dq LocalVATRateType=O:VATRateType
MetaData=O:MetaData Name=S NameEnglish=S NetVolume=D NetWeight=D OrderedQuantity=D OriginalListPrice=Dq
OriginalSalePrice=Dq OriginCountryCode=S! ParentCartItemId=S PriceCoefficientRate=D ProductClassCode=S ProductCode=S!
ProductCodeSecondary=S ProductGroupCode=S ProductGroupCodeSecondary=S SalePrice=Dq SalePriceBeforeRounding=D
SalePriceReason=S URL=S VATCategory=O:VATCategory VATRateType=O:VATRateType Volume=Dq Weight=Dq Width=D
""")
CLASSES = {
    "Product": PRODUCT,
    "Brand": _cls("BrandCode=S Name=S"),
    "Category": _cls("CategoryCode=S Name=S"),
    "VATCategory": _cls("Name=S VATCategoryCode=S"),
    "VATRateType": _cls("Name=S Rate=Dq VATRateTypeCode=Si"),
    "MetaData": _cls("Attributes=X"),
    "OrderStatusDetails": _cls("""ConfirmationNumber=S DeliveryReferenceNumber=S OrderComments=S OrderId=S!
        OrderStatus=O:OrderStatus! OrderStatusReason=O:OrderStatusReason! TrackingNumber=S! TrackingServiceName=S!
        TrackingServiceSite=S! TrackingURL=S!"""),
    "OrderStatus": _cls("Name=S OrderStatusCode=S!"),
    "OrderStatusReason": _cls("Name=S OrderStatusReasonCode=S!"),
    "Parcel": _cls("""Height=D Length=D ParcelCode=S! Products=L:Product! TrackingDetails=O:TrackingDetails! Weight=D
        Width=D ShippingAdditionalInformation=X"""),
    "TrackingDetails": _cls("TrackingNumber=S!"),
    "DispatchRequest": _cls("""DeliveryReferenceNumber=S Exceptions=L:Exception! HubCode=S! IsCompleted=B!
        MerchantOrderId=S! OrderId=S! Parcels=L:Parcel! ShippingAdditionalInformation=X ShippingMethodCode=S
        TrackingDetails=O:TrackingDetails!"""),
    "Exception": _cls("CartItemId=S! ExceptionType=D! ExpectedFulfilmentDate=S ProductCode=S! Quantity=D! SKU=S!"),
    "ManifestRequest": _cls("""HubCode=S! MerchantOrderIds=LS! OrderIds=LS! OuterBoxesAmount=D! ParcelCodes=LS
        TrackingNumbers=LS"""),
    "DetailsFilter": _cls("OrderIds=LS!"),
    "OrderRefundDetails": _cls("""OrderId=S! FullRefund=B! TotalRefundAmount=D! OriginalTotalRefundAmount=D!
        RefundComments=S RefundReason=O:RefundReason ServiceGestureAmount=D! DutiesAmount=D! ShippingAmount=D!
        ProductsDutiesRefund=B ShippingRefund=B CustomerPrepaidRefundAmount=D OriginalCustomerPrepaidRefundAmount=D
        CustomerAmountPrepaidRefund=D OriginalAmountPrepaidRefund=D InitiatedBy=S ExternalReference=S"""),
    "RefundProduct": _cls("""CartItemId=S! RefundQuantity=Dq! RefundAmount=Dq! OriginalRefundAmount=D!
        RefundReason=O:RefundReason RefundComments=S ProductCode=S Sku=S"""),
    "RefundReason": _cls("Name=S OrderRefundReasonCode=S"),
    "UpdateProductsRequest": _cls("OrderId=S! MetaDataUpdateType=S! Products=L:Product!"),
}
ALIASES = {"MerchantOrderID": "MerchantOrderId"}       # prose and samples disagree (000:30, 000:54, 003:134)

class Invalid(Exception):
    """A value that is not what its class says."""

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?\Z")

def canonical(cfg, cls, key):
    table = CLASSES[cls]
    if key in table:
        return key
    if key in ALIASES and ALIASES[key] in table:
        return ALIASES[key]
    if cfg["member_case"] == "insensitive":
        for name in table:
            if name.lower() == key.lower():
                return name
    return None

def decimal(cfg, v, kind, where):
    if isinstance(v, Decimal):
        return v
    if isinstance(v, str):
        if v == "" and ("e" in kind or cfg["empty_string_decimal"] == "accept"):
            return None
        quoted_ok = "q" in kind or "e" in kind or cfg["quoted_numbers"] == "accept"
        text = v.strip() if cfg["blanks_in_quoted_numbers"] == "accept" else v
        if quoted_ok and NUMBER.match(text):
            return Decimal(text)
        if cfg.bad("type_decimal_comma") and NUMBER.match(text.replace(",", ".")):
            return Decimal(text.replace(",", "."))
        if cfg.bad("type_number_prefix") and re.match(r"\d+", text):
            return Decimal(re.match(r"\d+", text).group())
        if cfg.bad("type_bad_number_is_zero"):
            return Decimal(0)
    if cfg.bad("type_true_is_one") and isinstance(v, bool):
        return Decimal(int(v))
    if cfg.bad("type_list_for_number") and isinstance(v, list) and len(v) == 1:
        return decimal(cfg, v[0], kind, where)
    raise Invalid(f"{where} must be a decimal number")

def boolean(cfg, v, where):
    if isinstance(v, bool):
        return v
    if isinstance(v, str) and cfg["quoted_booleans"] == "accept" and v.lower() in ("true", "false"):
        return v.lower() == "true"
    if cfg.bad("type_truthy_boolean"):
        return bool(v)
    raise Invalid(f"{where} must be a boolean")

def string(cfg, v, kind, where):
    if isinstance(v, str):
        return v
    if isinstance(v, Decimal) and ("i" in kind or cfg["numbers_for_strings"] == "accept"):
        return format(v, "f")
    if cfg.bad("type_any_for_string"):
        return str(v)
    raise Invalid(f"{where} must be a string")

def value(cfg, kind, v, where):
    if kind.startswith("O:"):
        return bind(cfg, kind[2:].rstrip("!"), v, where)
    if kind.startswith("L:"):
        if isinstance(v, dict) and cfg["object_for_list"] == "accept":
            v = [v]
        if not isinstance(v, list):
            if cfg.bad("type_wrong_list_is_empty"):
                return []
            raise Invalid(f"{where} must be a list")
        if cfg.bad("list_bad_elements_skipped"):
            v = [x for x in v if isinstance(x, dict)]
        if cfg.bad("list_texts_for_parcels") and kind.startswith("L:Parcel"):
            v = [x for x in v if not isinstance(x, str)]
        return [bind(cfg, kind[2:].rstrip("!"), x, f"{where}[{i}]") for i, x in enumerate(v)]
    if kind.startswith("LS"):
        if isinstance(v, str) and cfg["object_for_list"] == "accept":
            v = [v]
        if not isinstance(v, list):
            raise Invalid(f"{where} must be a list")
        if cfg.bad("list_null_ids_skipped"):
            v = [x for x in v if x is not None]
        return [string(cfg, x, kind, f"{where}[{i}]") for i, x in enumerate(v)]
    if kind.startswith("D"):
        return decimal(cfg, v, kind, where)
    if kind.startswith("B"):
        return boolean(cfg, v, where)
    if kind.startswith("S"):
        return string(cfg, v, kind, where)
    return v

def bind(cfg, cls, obj, where=""):
    """A dict of canonical names; absent and null members are left out."""
    if not isinstance(obj, dict):
        raise Invalid(f"{where or cls} must be an object")
    out = {}
    for key, v in obj.items():
        name = canonical(cfg, cls, key)
        if name is None:
            if cfg["unknown_members"] == "refuse":
                raise Invalid(f"{where or cls} has a member it does not know")
            continue
        kind, at = CLASSES[cls][name], f"{where}.{name}" if where else name
        if v is None:
            if "n" in kind or cfg["null_optional"] == "accept":
                continue
            raise Invalid(f"{at} must not be null")
        if "!" in kind or cfg["depth"] == "deep":
            v = value(cfg, kind, v, at)
            if v is None:
                continue
        out[name] = v
    return out
