"""For each switch of the family: the word by which fixtures declare it, or why none is needed.

Invariant: a switch stands in one of the two tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from order_contract.spec import Api
from tests.family.bed.config import Config


class Refusal(NamedTuple):
    """A word of `refuses`, and the value of the switch for which it is true."""

    api: Api
    word: str
    value: str


REFUSES: Final[Mapping[str, Refusal]] = {
    "over_delivery": Refusal("globale", "over-delivery", "refuse"),
    "fractional_refund_quantity": Refusal("globale", "odd-quantities", "1003"),
    "unknown_product_in_dispatch": Refusal("globale", "unknown-products", "refuse"),
    "zero_delivery_quantity": Refusal("globale", "zero-deliveries", "refuse"),
    "fractional_delivery_quantity": Refusal("globale", "fractional-deliveries", "refuse"),
    "missing_delivery_quantity": Refusal("globale", "missing-deliveries", "refuse"),
    "parcel_twice_in_request": Refusal("globale", "parcel-twice", "refuse"),
    "parcel_again": Refusal("globale", "parcel-again", "refuse"),
    "dispatch_after_completed": Refusal("globale", "dispatch-after-completed", "refuse"),
    "dispatch_cancelled": Refusal("globale", "dispatch-cancelled", "refuse"),
    "unknown_exception_type": Refusal("globale", "unknown-exception-types", "refuse"),
    "zero_amounts": Refusal("globale", "zero-refunds", "1004"),
    "full_after_partial": Refusal("globale", "full-after-partial", "1002"),
    "component_caps": Refusal("globale", "capped-components", "each"),
    "item_amount_cap": Refusal("globale", "capped-lines", "each"),
    "unknown_status_code": Refusal("globale", "unknown-statuses", "refuse"),
    "cancel_without_reason": Refusal("globale", "cancelling-without-reason", "refuse"),
    "status_after_cancel": Refusal("globale", "status-after-cancelled", "refuse"),
    "same_values_again": Refusal("globale", "same-attributes", "refuse"),
    "cb_unknown_order": Refusal("merchant", "unknown-order", "refuse"),
    "cb_merchant_id_disagrees": Refusal("merchant", "mixed-ids", "refuse"),
    "cb_unknown_status": Refusal("merchant", "unknown-status", "refuse"),
    "cb_after_cancel": Refusal("merchant", "after-cancelled", "refuse"),
    "s2_unknown_product": Refusal("s2", "unknown-product", "refuse"),
    "s2_unknown_account": Refusal("s2", "unknown-account", "refuse"),
    "s2_other_offset": Refusal("s2", "other-zones", "refuse"),
    "s2_unknown_currency": Refusal("s2", "unknown-currency", "refuse"),
    "s2_unknown_country": Refusal("s2", "unknown-country", "refuse"),
    "s2_account_missing": Refusal("s2", "missing-account", "refuse"),
    "s2_channel_ids_missing": Refusal("s2", "missing-channel-ids", "refuse"),
    "s2_empty_product": Refusal("s2", "empty-product", "refuse"),
    "s2_no_items": Refusal("s2", "no-items", "refuse"),
    "s2_item_id_twice": Refusal("s2", "item-twice", "refuse"),
    "s2_fractional_quantity": Refusal("s2", "fractional-quantities", "refuse"),
    "s2_null_note": Refusal("s2", "null-note", "refuse"),
    "s2_null_meta": Refusal("s2", "null-meta", "refuse"),
    "s2_null_address_field": Refusal("s2", "null-in-address", "refuse"),
}
OTHERWISE: Final[Mapping[str, str]] = {
    "refund_envelope": "error_info = true, or false",
    "details_depth": 'shows = ["reason"], where the order shows the reason of its status',
    "cb_guid": "--merchant-guid: who gives it says that the endpoint looks at it",
}
"""Switches that are declared by another key or option than `refuses`."""
NO_WORD: Final[Mapping[str, frozenset[str]]] = {
    "Any documented envelope under any status is a refusal; which, the check does not judge.": frozenset(
        [
            "status_auth",
            "status_notfound",
            "status_invalid",
            "status_form",
            "status_refund",
            "status_products",
            "cb_status_auth",
            "cb_status_notfound",
            "cb_status_invalid",
            "cb_status_form",
            "s2_status_auth",
            "s2_status_org",
            "s2_status_notfound",
            "s2_status_invalid",
            "s2_status_form",
            "s2_error_body",
            "s2_refusal_under_200",
            "response_info_reason",
            "documents_refusal",
            "media_type_status",
            "unknown_path_status",
            "unknown_path_body",
            "wrong_verb_status",
            "wrong_verb_body",
            "options",
            "www_authenticate",
            "refusal_trace_id",
        ]
    ),
    "Texts of a refusal, and codes that no document lists, are free.": frozenset(
        [
            "generic_code",
            "error_code_type",
            "error_description",
            "error_texts",
            "text_1001",
            "text_1006",
            "apostrophe_1005",
            "d00x_texts",
            "cb_error_code",
            "cb_failure_success",
        ]
    ),
    "Several documented grounds for a refusal hold at once; the documents give them no order.": frozenset(
        [
            "full_refund_code",
            "refund_check_order",
            "refund_1001_check",
            "products_check_order",
            "s2_check_order",
        ]
    ),
    "A response is read in every documented form, and in every spelling of HTTP and of JSON.": frozenset(
        [
            "response_reason",
            "optional_response_members",
            "manifests_per",
            "document_carrier",
            "document_extension_case",
            "status_time_zone",
            "tracking_status_code",
            "untracked_order",
            "details_order_twice",
            "details_order",
            "details_optional",
            "number_style",
            "details_product_numbers",
            "details_tracking_url",
            "parcel_number_member",
            "cb_order_id_echo",
            "cb_optional_members",
            "cb_status_code_echo",
            "cb_framework_keys",
            "s2_updated_at",
            "s2_empty_note_echo",
            "s2_null_members",
            "s2_date_echo",
            "s2_number_echo",
            "s2_org_in_response",
            "response_charset",
            "framing",
            "gzip",
            "connection",
            "interim",
            "header_names",
            "extra_headers",
            "cache_control",
            "json_order",
            "json_escapes",
            "json_space",
            "final_newline",
        ]
    ),
    "A client that keeps to the documents never writes so, and nothing is concluded from what "
    "becomes of it.": frozenset(
        [
            "member_case",
            "unknown_members",
            "null_optional",
            "depth",
            "quoted_numbers",
            "quoted_booleans",
            "numbers_for_strings",
            "blanks_in_quoted_numbers",
            "empty_string_decimal",
            "object_for_list",
            "duplicate_members",
            "sample_json_defects",
            "lenient_json",
            "long_head",
            "request_bom",
            "content_type",
            "query_name_case",
            "plus_in_query",
            "bad_percent",
            "bad_utf8_in_query",
            "repeated_argument",
            "parcels_list_array",
            "empty_parcels_argument",
            "body_where_none",
            "get_for_reading",
            "guid_spelling",
            "guid_header",
            "auth_before_path",
            "blanks_around_ids",
            "id_case",
            "misspelt_method",
            "path_case",
            "trailing_slash",
            "refund_product_code",
            "date_spelling",
            "merge_case",
            "country_case",
            "empty_country",
            "blank_attribute_value",
            "absent_attribute_value",
            "boolean_attribute_value",
            "email_case",
            "s2_zero_offset",
            "s2_deliver_by_in_request",
            "s2_member_case",
            "s2_order_id_case",
            "s2_org_case",
            "s2_bearer_case",
            "cb_status_case",
        ]
    ),
    "Either id of an order, or of a product, may be taken where a document does not say which: the "
    "rules use the one that it names.": frozenset(
        [
            "refund_merchant_id",
            "status_merchant_id",
            "track_merchant_id",
            "details_merchant_id",
            "consolidated_merchant_id",
            "two_ids_disagree",
            "code_and_cart_item_disagree",
            "mixed_id_kinds",
            "s2_channel_ids",
        ]
    ),
    "Members or lists are left out, empty, or name nothing: a warning at most, where a careful server "
    "would refuse.": frozenset(
        [
            "missing_refund_quantity",
            "total_alone",
            "missing_parcel_code",
            "is_completed_missing",
            "v2_nothing_to_update",
            "missing_exception_type",
            "absent_lists",
            "no_documents_yet",
            "empty_order_list",
            "unknown_order_in_list",
            "order_twice_in_list",
            "nothing_to_dispatch",
            "outer_boxes_missing",
            "outer_boxes_zero",
            "outer_boxes_over_parcels",
            "legacy_products_missing",
            "legacy_products_empty",
            "status_code_missing",
            "details_not_found",
            "empty_details_filter",
            "unknown_hub",
            "hub_with_empty_lists",
        ]
    ),
    "What else changes, or how an amount is reckoned, is no ground for a verdict: the rules keep to "
    "requests whose effect is documented.": frozenset(
        [
            "total_disagrees",
            "total_beside_components",
            "money_digits",
            "original_amount_vat",
            "usage_one_completes",
            "dispatch_again",
            "additional_info_both",
            "cancel_effect",
            "tracking_url_and_number",
            "products_update",
            "s2_attachments",
            "s2_attachment_again",
            "s2_null_address",
        ]
    ),
}
"""Switches that need no word, by the reason."""


def refused(config: Config, api: str) -> Iterator[str]:
    """The words of `refuses` that are true of a server."""
    for switch, refusal in REFUSES.items():
        if refusal.api == api and config[switch] == refusal.value:
            yield refusal.word
