"""Contains all the data models used in inputs/outputs"""

from .s2_account import S2Account
from .s2_address import S2Address
from .s2_attachment import S2Attachment
from .s2_attachment_update import S2AttachmentUpdate
from .s2_brand import S2Brand
from .s2_error import S2Error
from .s2_fulfillment import S2Fulfillment
from .s2_order import S2Order
from .s2_order_item import S2OrderItem
from .s2_order_item_update import S2OrderItemUpdate
from .s2_order_update import S2OrderUpdate
from .s2_organization import S2Organization
from .s2_product import S2Product

__all__ = (
    "S2Account",
    "S2Address",
    "S2Attachment",
    "S2AttachmentUpdate",
    "S2Brand",
    "S2Error",
    "S2Fulfillment",
    "S2Order",
    "S2OrderItem",
    "S2OrderItemUpdate",
    "S2OrderUpdate",
    "S2Organization",
    "S2Product",
)
