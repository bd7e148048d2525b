"""The planted faults. Under "## family | api" one line per fault:

name | must or should | line of the documents (or -) | what the faulty server does

must: a line of the documents says otherwise in words, in a table or by a sample. should: public practice, inference, or
what a careful server does. FD = field-dictionary.md, by section."""
from collections import namedtuple

Fault = namedtuple("Fault", "name label line family api sentence")
TABLE = """
## refund codes | globale
rc_1001_refunded_ok | must | 003:43 | An order that is already fully refunded is refunded again.
rc_1001_cancelled_ok | must | 003:43 | A cancelled order is refunded.
rc_1001_as_1002 | must | 003:43-44 | 1002 where 1001 is due.
rc_1002_never | must | 003:44 | An amount above the remaining one is refunded.
rc_1002_as_1001 | must | 003:43-44 | 1001 where 1002 is due.
rc_1002_for_exact | must | 003:44 | Exactly the remaining amount answers 1002.
rc_1002_off_total | must | 003:44 | The amount is compared with the order's total, not with what remains.
rc_1003_zero_ok | must | 003:45 | RefundQuantity 0 is accepted.
rc_1003_negative_ok | must | 003:45 | A negative RefundQuantity is accepted.
rc_1003_as_1006 | must | 003:45,48 | 1006 where 1003 is due.
rc_1004_never | must | 003:46 | A request without any refund component succeeds.
rc_1004_as_1003 | must | 003:46 | 1003 where 1004 is due.
rc_1005_never | must | 003:47 | An unknown CartItemId is passed over in silence.
rc_1005_other_order | must | 003:47 | A CartItemId of another order is accepted.
rc_1005_as_1006 | must | 003:47-48 | 1006 where 1005 is due.
rc_1005_text_lacks_id | must | 003:47 | The text of 1005 does not name the cart item.
rc_1006_never | must | 003:48 | More than the available quantity is refunded.
rc_1006_as_1003 | must | 003:48 | 1003 where 1006 is due.
rc_1006_for_exact | must | 003:48 | Exactly the available quantity answers 1006.
rc_1006_text_lacks_id | must | 003:48,51 | The text of 1006 does not name the cart item.
rc_full_with_products_ok | must | 003:17-18 | FullRefund with a list of products succeeds.
rc_full_text_other | must | 003:18 | FullRefund with products is refused with another text.
rc_full_flag_ignored | must | 003:14-16 | FullRefund true is not read.
## quantity | globale
qty_lines_not_summed | must | 003:48 | Two lines of one cart item in one request are each compared alone.
qty_not_kept | should | 003:48 | Quantities refunded by an earlier call are forgotten.
qty_compared_with_order | must | 003:48 | A line is compared with the quantity of the whole order.
qty_limit_off_by_one | must | 003:48 | One more than the available quantity is accepted.
qty_refused_but_kept | should | - | A refund refused with 1006 still uses up the quantity.
qty_fraction_cut | should | 003:45 | RefundQuantity 1.5 is cut to 1.
qty_sign_dropped | must | 003:45 | RefundQuantity -1 is taken as 1.
qty_delivery_negative_ok | should | 001:62 | A negative DeliveryQuantity is accepted.
qty_delivery_cut | should | 001:62 | DeliveryQuantity 1.5 is accepted and cut to 1.
qty_boxes_unchecked | should | 003:82 | A negative or broken OuterBoxesAmount is accepted.
## money | globale
money_full_takes_given_total | must | 003:19-21 | A full refund takes the TotalRefundAmount of the call.
money_full_takes_given_original | must | 003:19-21 | A full refund takes the OriginalTotalRefundAmount of the call.
money_full_lacks_shipping | must | 003:16 | A full refund leaves the shipping.
money_full_is_products_only | must | 003:16 | A full refund refunds the products only.
money_full_is_nothing | must | 003:16 | A full refund succeeds and refunds nothing.
money_leaves_out_ServiceGestureAmount | must | 003:28-33 | ServiceGestureAmount is not part of the sum.
money_leaves_out_DutiesAmount | must | 003:28-33 | DutiesAmount is not part of the sum.
money_leaves_out_ShippingAmount | must | 003:28-33 | ShippingAmount is not part of the sum.
money_total_not_recalculated | must | 003:23-28 | TotalRefundAmount wins over products without amounts.
money_price_not_times_quantity | must | 003:28 | A line without amount is worth one unit whatever its quantity.
money_price_times_ordered | should | 003:28 | A line without amount is worth the whole ordered quantity.
money_missing_amount_is_zero | must | 003:23-28 | A line without amount refunds nothing.
money_price_in_merchant_currency | should | 003:9 | A line without amount is counted in the merchant's currency.
money_stated_ignored | should | 003:23-28 | A stated RefundAmount is replaced by the price.
money_line_is_unit_amount | should | 003:55 | RefundAmount is multiplied by the quantity.
money_original_not_converted | must | 003:9-11 | OriginalRefundAmount is not converted to the customer's currency.
money_rate_inverted | must | 003:9-11 | OriginalRefundAmount is converted the wrong way.
money_negative_total | should | - | A negative TotalRefundAmount or component is accepted.
money_negative_line | should | - | A negative RefundAmount is accepted.
money_refused_but_taken | should | 003:44 | A refund refused with 1002 empties the order.
money_recorded_only | must | 003:43-44 | A refund succeeds, and a later call does not see it.
money_taken_twice | must | 003:44 | Each refund is taken twice from what remains.
money_taken_from_other_order | must | 003:6 | The refund is taken from another order.
money_whole_units | should | - | Computed amounts are rounded to whole units.
money_always_two_digits | should | - | Amounts are rounded to two digits in every currency.
money_float | should | - | Amounts are added as binary floating point.
## list elements | globale
list_first_refund_line_only | must | 003:7-8,28 | Only the first RefundProduct is refunded.
list_last_refund_line_only | must | 003:7-8,28 | Only the last RefundProduct is refunded.
list_first_order_only | must | 003:79,95,113 | Only the first id of OrderIds is read.
list_last_order_lost | must | 003:79,95,113 | The last id of OrderIds is lost.
list_two_at_most | must | 003:113-117 | GetOrdersDetails answers two orders at most.
list_null_for_unknown | should | 003:124 | An unknown id gives a null element.
list_unknown_empties_all | should | 003:113 | One unknown id empties the whole list.
list_unknown_orders_ignored | should | 003:287 | Dispatching unknown orders only succeeds.
list_blanks_kept | must | 003:98,100 | Blanks around the ids of DispatchOrders are not trimmed, so the sample fails.
list_null_ids_skipped | should | - | null in OrderIds is passed over.
list_bad_elements_skipped | should | - | List elements that are no objects are passed over.
list_first_parcel_only | must | 000:7 | Only the first parcel is kept.
list_last_parcel_only | must | 000:7 | Only the last parcel is kept.
list_first_product_only | must | 000:59-68 | Only the first product of a parcel is kept.
list_first_exception_only | should | 000:74-84 | Only the first exception is looked at.
list_first_update_only | must | 003:240 | Only the first product is updated.
list_first_attribute_only | must | 003:251,256 | Only the first attribute is merged.
## dispatch | globale
disp_unknown_order_ok | should | 003:287 | Dispatching an unknown order succeeds.
disp_merchant_id_in_order_id_refused | must | 000:30 | A merchant's id in OrderId is refused.
disp_merchant_member_unread | must | 003:132-134 | MerchantOrderId without OrderId is refused.
disp_sku_unread | should | 000:80 | SKU is not read: an exception named by SKU is refused.
disp_product_code_alone_refused | must | 001:262 | A product named by its ProductCode alone is refused.
disp_product_code_only_read | should | 000:61 | CartItemId is not read.
disp_quantity_is_one | must | 000:7 | The delivered quantity is always 1.
disp_quantity_is_ordered | must | 000:7 | The delivered quantity is always the ordered one.
disp_quantity_plus_one | must | 000:7 | The delivered quantity is one too many.
disp_next_item | must | 000:7 | The quantity goes to another product.
disp_lines_lost | must | 000:7 | The products of a parcel are lost.
disp_parcel_code_upper | should | 001:47 | ParcelCode changes its case.
disp_older_parcels_dropped | should | 000:7 | A new call drops the parcels of earlier calls.
disp_not_atomic | should | - | A refused dispatch keeps the parcels before the bad one.
disp_success_not_done | must | 000:7 | Success is answered and nothing is updated.
disp_always_completed | should | 000:56 | IsCompleted false completes the order.
disp_exception_type_two_refused | must | 000:81 | ExceptionType 2 is refused.
disp_exceptions_only_refused | should | FD 3.1 | Exceptions without Parcels are refused.
disp_exceptions_required | must | 000:7 "Optionally" | Parcels without Exceptions are refused.
disp_hub_required | must | 003:143 "optional" | GetShippingDocuments without HubCode is refused.
disp_hub_ignored | must | 003:95 | DispatchOrders dispatches parcels of every hub.
disp_hub_reversed | must | 003:95 | DispatchOrders dispatches the other hubs' parcels.
disp_empty_lists_refused | must | 003:132-136 | The first usage of GetShippingDocuments is refused.
disp_usage_one_updates | must | 003:136 | Asking for existing documents changes the status.
disp_status_not_set | must | 003:141 | The second usage does not set "Received in Hub".
disp_orders_merchant_ids_refused | must | 003:95,100 | DispatchOrders refuses merchant ids.
disp_orders_not_marked | should | 003:95 | DispatchOrders does not change the orders.
disp_boxes_refused | must | 003:82,87 | OuterBoxesAmount is refused.
disp_legacy_quantity_lost | must | 003:188 | The legacy method loses the delivery quantities.
disp_legacy_parcels_required | must | 003:201-202 | The legacy method wants parcelsList.
## tracking | globale
track_parcel_number_lost | must | 000:69-71 | A parcel's tracking number is lost.
track_order_number_lost | must | 000:85-87 | The order's tracking number is lost.
track_order_number_into_parcels | should | 000:7 | The order's number overwrites its parcels' numbers.
track_parcel_number_into_order | should | 000:7 | A parcel's number overwrites the order's number.
track_leading_zeros_lost | must | 001:149 String | Leading zeros of a tracking number are lost.
track_number_as_number | should | 001:149 String | A tracking number of digits is answered as a JSON number.
track_parcel_code_lost | should | FD 3.3 | ParcelsTracking does not say which parcel.
track_details_required | must | 000:7 "can also add" | A dispatch without TrackingDetails is refused.
track_url_not_override | must | 001:31 | TrackingURL does not override the other Tracking properties.
track_url_lowered | should | 001:31 | TrackingURL is lower-cased.
track_url_host_only | must | 001:31 "Full tracking URL" | The query of TrackingURL is cut off.
track_any_email_ok | should | 003:177 | TrackOrder answers for any e-mail.
track_email_missing_ok | should | 003:177 | TrackOrder answers without e-mail.
track_email_domain_only | should | 003:177 | TrackOrder compares the e-mail's domain only.
track_answer_is_array | must | 003:178-180 | TrackOrder answers an array.
track_answer_is_response_info | must | 003:178-180 | TrackOrder answers a ResponseInfo.
track_names_changed | should | FD 3.6 | TrackOrder's members have other names.
track_status_is_number | should | FD 3.6 | ShippingMethodStatusCode is a number.
track_time_is_number | should | FD 3.6 | ShipmentStatusUpdateTime is a number.
track_time_iso | should | FD 3.6 | ShipmentStatusUpdateTime is not RFC 2822.
track_stale_status | must | 003:141,167 | TrackOrder never sees a new status.
## status | globale
status_not_kept | should | 003:298 | The status of UpdateOrderStatus is not kept.
status_success_not_done | should | 003:298 | UpdateOrderStatus succeeds and keeps nothing.
status_name_for_code | should | 001:36 | The name of the status is kept as its code.
status_code_lowered | should | 001:36 | The status code is lower-cased.
status_reason_lost | should | 003:300 | The reason is lost.
status_reason_required | must | 001:27 "No" | An update without OrderStatusReason is refused.
status_any_update_cancels | should | 003:298 | Every status update cancels the order.
status_unknown_order_ok | should | 003:287 | An update of an unknown order succeeds.
## documents | globale
doc_existing_not_returned | must | 003:136 | The existing documents are not returned.
doc_of_other_order | must | 003:136 | The documents of another order are returned.
doc_all_parcels_returned | must | 003:142 | Parcels that were not in the request are returned too.
doc_no_parcels_returned | must | 003:142 | No document and no parcel is returned.
doc_first_parcel_only | must | 003:142 | Only the first parcel's document is returned.
doc_manifest_missing | must | 003:94 | DispatchOrders returns no manifest.
doc_manifest_among_documents | should | FD 3.3 | The manifest is put among Documents.
doc_answer_is_array | must | 003:89,107,161 | An array instead of OrderDocumentsResponse.
doc_answer_is_response_info | must | 003:89,107,161 | A ResponseInfo instead of OrderDocumentsResponse.
doc_answer_is_list_of_ids | must | 003:106-108 | DispatchOrders answers a list of ids.
doc_success_string | should | FD 3.3 | IsSuccess is "true".
doc_success_absent | should | FD 3.3 | IsSuccess is missing.
doc_success_named_success | should | FD 3.3 | IsSuccess is called Success.
doc_false_with_documents | should | FD 3.3 | IsSuccess is false with documents.
doc_error_text_with_success | should | FD 3.3 | ErrorText is set on success.
doc_parcels_as_object | should | FD 3.3 | ParcelsTracking is an object.
doc_not_base64 | should | FD 3.3 | DocumentData is not base64.
doc_hex_data | should | FD 3.3 | DocumentData is hexadecimal.
doc_empty_data | should | FD 3.3 | DocumentData is empty.
doc_data_is_html | should | FD 3.3 | DocumentData is an HTML page called pdf.
doc_neither_data_nor_url | should | FD 3.3 | A document without data and without URL.
doc_type_is_number | should | FD 3.3 | DocumentTypeCode is a number.
doc_type_unknown | should | FD 3.3 | DocumentTypeCode is none of the known ones.
doc_extension_wrong | should | FD 3.3 | DocumentExtension is a media type.
doc_parcel_code_lost | should | FD 3.3 | A document names a parcel nobody sent.
doc_error_in_document | should | FD 3.3 | ErrorMessage in a document of a success.
doc_local_url | should | FD 3.3 | URL is a file path of the server.
## envelope | globale
env_success_string | must | 001:251 Boolean | Success is "true".
env_success_number | must | 001:251 Boolean | Success is 1.
env_success_null | must | 001:251 | Success is null.
env_success_false | must | 001:251 | Success is false where the call was carried out.
env_success_absent | must | 001:251 | Success is missing.
env_success_lower | must | 003:280 | Success is called success.
env_reason_number | must | 001:252 String | Reason is a number.
env_reason_list | must | 001:252 String | Reason is a list.
env_wrapped | should | 001:247 | ResponseInfo is wrapped in a member.
env_array | must | 003:71-73 | ResponseInfo comes in an array.
env_bare_true | must | 003:71-73 | The answer is true.
env_both | must | 001:251 "instead" | One answer is ResponseInfo and ErrorInfo.
env_returns_order | must | 003:307-308 | UpdateOrderStatus answers the order.
env_success_under_500 | should | - | A success comes under status 500.
env_success_redirect | should | - | A success is a redirect to a login page.
env_refused_200_success | must | 001:251 | A refusal answers Success true.
env_refusal_empty | must | 003:40,287 | A refusal is {}.
env_refusal_null | must | 003:40,287 | A refusal is null.
env_refusal_text | must | 003:34 | A refusal is plain text.
env_error_absent | must | 001:257, 003:51 | ErrorInfo lacks Error.
env_code_absent | must | 003:41 | ErrorInfo lacks Code.
env_code_null | must | 003:41 | Code is null.
env_code_in_text | must | 003:41,51 | The code is in Error and Code is empty.
env_names_lower | must | 003:51 | ErrorInfo has code, error, description.
env_nested | must | 003:51 | ErrorInfo is wrapped in a member.
env_error_array | must | 003:51 | ErrorInfo comes in an array.
env_error_object | must | 001:257 String | Error is an object.
env_message_for_error | must | 003:51 | The message is called Message.
env_swapped | should | 001:257-258 | Error and Description are swapped.
env_problem_json | must | 003:40,51 | Refusals are problem+json.
env_setting_ignored | must | 003:34-39 | The envelope of a refused refund is not the one that is set.
env_status_500 | should | - | Every refusal comes under status 500.
env_details_object | must | 003:123-124 | GetOrdersDetails answers an object.
env_details_single_unwrapped | must | 003:123-124 | One order comes without its list.
env_details_ids_only | must | 003:113 | GetOrdersDetails answers ids only.
## products | globale
prod_d001_never | must | 003:290 | An unknown order succeeds.
prod_d001_as_d002 | must | 003:290 | D002 where D001 is due.
prod_d002_never | must | 003:291 | An unknown cart item succeeds.
prod_d002_as_d003 | must | 003:291 | D003 where D002 is due.
prod_d003_never | must | 003:292 | An unknown product code succeeds.
prod_d003_as_d002 | must | 003:292 | D002 where D003 is due.
prod_d004_never | must | 003:293 | An unknown country is kept.
prod_d004_as_d005 | must | 003:293 | D005 where D004 is due.
prod_three_letters_ok | must | 003:250 | A three-letter country code is accepted.
prod_two_letters_enough | must | 003:293 | Any two letters are a country.
prod_d005_empty_ok | must | 003:294 | An empty value is accepted.
prod_d005_null_ok | must | 003:294 | A null value is accepted.
prod_d005_as_d004 | must | 003:294 | D004 where D005 is due.
prod_merge_replaces | must | 003:251 | Earlier attributes are deleted.
prod_existing_not_updated | must | 003:251 | An existing attribute keeps its old value.
prod_new_not_added | must | 003:251 | A new attribute is not added.
prod_key_lowered | should | 003:261 | AttributeKey is lower-cased.
prod_origin_lost | must | 003:226 | OriginCountryCode is not kept.
prod_any_type_ok | must | 003:273-275 | Another MetaDataUpdateType than Merge is accepted.
prod_type_missing_ok | must | 003:239 | MetaDataUpdateType may be missing.
prod_no_update_success | must | 003:285 | A call without any update succeeds.
prod_merchant_id_refused | must | 003:238 | The merchant's order id is refused.
prod_code_alone_refused | must | 003:247-249 | ProductCode without CartItemId is refused.
prod_cart_item_alone_refused | must | 003:247-249 | CartItemId without ProductCode is refused.
prod_neither_id_ok | must | 003:247-249 | A product without any id updates the first item.
## auth | globale
auth_missing_ok | must | 003:227-229 | A call without merchantGUID is carried out.
auth_any_ok | must | 003:227-231 | Any merchantGUID is carried out.
auth_empty_ok | should | 003:227-229 | An empty merchantGUID is carried out.
auth_prefix_ok | should | 003:227-231 | The first eight characters of the GUID are enough.
auth_blanks_stripped_inside | should | - | Blanks inside the GUID are ignored.
auth_wildcard | should | - | "*" is a GUID.
auth_zero_guid | should | - | The GUID of zeros is a master key.
auth_guid_in_body | should | 003:228-229 | The GUID is taken from the body.
auth_reading_open | should | 003:228-229 | The reading methods need no GUID.
auth_any_of_repeated | should | - | One right GUID among several is enough.
auth_other_merchant_seen | should | 003:228-231 | One merchant's GUID opens another merchant's orders.
auth_after_work | should | - | The call is carried out before the GUID is looked at.
## JSON in query | globale
jq_percent_not_decoded | should | 003:57 | The query is not percent-decoded.
jq_lower_hex_not_decoded | should | - | %7b is not decoded, %7B is.
jq_decoded_twice | should | - | The query is decoded twice.
jq_decoded_before_split | should | - | The query is decoded before it is split at "&".
jq_semicolon_splits | should | - | ";" splits the query.
jq_cut_at_second_equals | must | 003:193 | A value ends at its second "=", so the sample's TrackingURL is cut.
jq_cut_at_512 | should | 003:193 | The query is cut at 512 characters.
jq_cut_at_2048 | should | - | The query is cut at 2048 characters.
jq_latin1 | should | - | Percent-encoded UTF-8 is read as Latin-1.
jq_single_quotes_ok | should | - | JSON with single quotes is accepted.
jq_trailing_text_ok | should | - | Text after the JSON is ignored.
jq_array_taken | should | 003:193 | An array is taken for orderStatus.
jq_string_unwrapped | should | - | JSON inside a JSON string is taken.
jq_argument_from_body | should | 003:303 | A missing argument is read from the body.
jq_bad_json_is_empty | should | - | Broken JSON is taken as {}.
jq_bad_parcels_ignored | should | - | A broken parcelsList is passed over.
jq_first_parcel_only | must | 003:193 | Only the first parcelsList is read.
jq_last_parcel_only | must | 003:193 | Only the last parcelsList is read.
jq_repeated_refused | must | 003:193 | parcelsList given twice is refused.
## ids | globale
id_prefix_matches | should | - | The beginning of an order id is enough.
id_digits_match | should | - | Only the digits of an order id count.
id_unknown_is_first | should | 003:287 | An unknown id means the first order.
id_cart_item_prefix | must | 003:47 | An unknown CartItemId means one that begins alike.
## wrong type accepted in a member acted upon | globale
type_decimal_comma | should | 001:62 | "1,5" is a number.
type_number_prefix | should | 001:62 | "3 pieces" is the number 3.
type_bad_number_is_zero | should | 001:62 | A text that is no number counts as 0.
type_true_is_one | should | 001:62 | true is the number 1.
type_list_for_number | should | 001:62 | [1] is the number 1.
type_truthy_boolean | should | FD 4.1 | Anything true-like is true for a boolean.
type_any_for_string | should | 001:25 | A list or boolean is taken for a string.
type_wrong_list_is_empty | should | 001:17-18 | A text in place of a list counts as an empty list.
type_array_for_object | should | 000:26 | An array of one request is taken for the request.
type_form_body_taken | should | 003:81 | A form body is carried out.
form_empty_body_ok | should | 003:86 | An empty body counts as {}.
## number precision | globale
number_total_string | must | 002:80 | TotalPrice is a string.
number_total_float_noise | should | 002:80 | TotalPrice has floating-point noise.
number_total_whole | should | 002:80 | TotalPrice loses its cents.
number_total_in_cents | should | 002:80 | TotalPrice is in cents.
number_total_with_symbol | must | 002:80 | TotalPrice carries its currency.
number_null_total | should | 002:80 | TotalPrice is null.
number_two_totals_differ | should | 002:79-82 | Two totals of one currency differ.
number_currency_lower | should | 002:79 | The currency is in lower case.
number_currency_other | should | 002:79 | The currency is another one than the order's.
number_products_lose_cents | should | - | Product prices lose their cents.
## lost fields | globale
lost_order_id | should | 002:67 | An order comes without OrderId.
lost_status_code | should | 002:68 | An order comes without StatusCode.
lost_merchant_order_id | should | 002:71 | MerchantOrderId is empty.
lost_international_details | should | 002:78 | InternationalDetails is null.
lost_products | should | 003:113 | Products is empty.
lost_parcels | should | 003:113 | The parcels are lost.
lost_currency | should | 002:79 | CurrencyCode is null.
lost_wrong_order | must | 003:113 | OrderId is not the one that was asked for.
## leaks | globale
leak_guid_in_refusal | should | - | A refusal prints the merchant's GUID.
leak_stack_trace | should | - | A refusal prints a stack trace.
leak_customer_in_refusal | should | - | A refusal prints a customer's e-mail.
leak_query_in_refusal | should | - | A refusal prints the whole query with its GUID.
leak_sql_in_refusal | should | - | A refusal prints SQL and a password.
leak_email_in_refusal | should | 003:177 | TrackOrder tells the right e-mail to who gave a wrong one.
leak_order_exists | should | 003:177 | TrackOrder tells that an order exists to who gave a wrong e-mail.
leak_empty_filter_is_all | should | 003:122 | An empty filter answers every order.
leak_card_number | should | FD 6.3 | GetOrdersDetails prints a card number and its CVV.
leak_other_guid | should | - | GetOrdersDetails prints another merchant's GUID.
## verbs and content types | globale
verb_get_carried_out | should | 003:234; FD 1 | A refund by GET is carried out.
verb_head_carried_out | should | 003:234; FD 1 | A refund by HEAD is carried out.
verb_put_carried_out | should | 003:234; FD 1 | PUT is carried out.
verb_delete_carried_out | should | 003:234; FD 1 | DELETE is carried out.
verb_any_carried_out | should | 003:234; FD 1 | PATCH and unknown verbs are carried out.
http_method_override | should | - | X-HTTP-Method-Override makes a GET a POST.
## wire | globale
wire_trailing_comma | should | 003:34 JSON | A trailing comma in the JSON.
wire_single_quotes | should | 003:34 JSON | Single quotes in the JSON.
wire_truncated_json | should | 003:34 JSON | The last character of the JSON is lost.
wire_two_documents | should | 003:34 JSON | The JSON is printed twice.
wire_xssi_prefix | should | 003:34 JSON | A prefix before the JSON.
wire_json_in_string | should | 003:34 JSON | The JSON is wrapped in a JSON string.
wire_duplicate_member | should | - | A member is printed twice.
wire_raw_control | should | - | Control characters between the tokens.
wire_empty_body | should | - | The body is empty.
wire_latin1 | should | - | The JSON is Latin-1.
wire_utf16 | should | - | The JSON is UTF-16.
wire_bom_twice | should | - | Two byte-order marks before the JSON.
wire_html_type | should | - | JSON under text/html.
wire_html_answer | should | - | An HTML page for a success.
wire_wrong_charset | should | - | UTF-8 declared as UTF-16.
wire_no_type | should | - | No Content-Type.
wire_gzip_unasked | should | - | gzip though nobody asked.
wire_gzip_unlabelled | should | - | gzip without Content-Encoding.
wire_chunk_unfinished | should | - | The last chunk is missing.
wire_length_long | should | - | Content-Length is too big.
wire_length_short | should | - | Content-Length is too small.
wire_no_answer | should | - | The connection is closed without an answer.
http_head_with_body | should | - | HEAD is answered with a body.
## later: other orders than the first | globale
rc_1002_never_in_jpy | must | 003:44 | In a currency without digits, an amount above the remaining one is refunded.
rc_1006_never_in_kwd | must | 003:48 | In a currency of three digits, more than the available quantity is refunded.
money_full_lacks_shipping_in_jpy | must | 003:16 | In a currency without digits, a full refund leaves the shipping.
disp_lines_lost_in_jpy | must | 000:7 | Of an order without digits in its prices, the products of a parcel are lost.
prod_new_not_added_in_kwd | must | 003:251 | Of an order with three digits in its prices, a new attribute is not added.
status_not_kept_in_jpy | should | 003:298 | The status of an order without digits in its prices is not kept.
## later: envelopes of every method | globale
env_response_info_everywhere | must | 003:283 | Every method but CreateOrderRefund is refused by a ResponseInfo.
env_response_info_of_status | must | 003:283 | UpdateOrderStatus is refused by a ResponseInfo.
env_response_info_of_details | must | 003:283 | GetOrdersDetails is refused by a ResponseInfo.
## later: verbs and content types | globale
verb_get_status_carried_out | should | 003:234; FD 1 | UpdateOrderStatus by GET is carried out.
verb_put_products_carried_out | should | 003:234 | UpdateOrderProducts by PUT is carried out.
form_refund_taken | should | 003:55 | The arguments of a refund are taken from a web form in the body.
## later: money | globale
money_quoted_joined | must | 003:55 | Two amounts in quotes are joined as text, where there is no total.
money_finer_ten_times | should | 003:44 | An amount finer than the currency's unit is read ten times too large.
number_total_finer | should | 002:79-80 | TotalPrice is finer than the currency's unit.
## later: JSON in another spelling | globale
spell_exponent_refused | should | - | A number with an exponent is refused.
spell_slash_kept | must | 003:185 | An escaped slash keeps its backslash.
spell_unicode_kept | should | - | A character written as its number keeps that form.
spell_order_matters | should | - | OrderId must come first in an object.
## later: hubs and shipments | globale
disp_hub_not_kept | must | 003:143 | HubCode of GetShippingDocuments is not kept for its parcels.
disp_hub_ignored_elsewhere | must | 003:96 | HubCode narrows nothing, and the parcels stand in a member that no document names.
list_together_first_only | must | 003:79 | Only the first order of a consolidated shipment is dispatched.
track_nothing_shown | must | 003:167 | TrackOrder shows the order's id alone.
money_sample_refused | must | 003:57 | A reason of a refund, as the sample has it, is refused as a bad request.
disp_v2_sample_refused | must | 000:55 | DeliveryReferenceNumber, as the sample has it, is refused as a bad request.
docs_sample_refused | must | 003:151 | ITNNumber, as the sample has it, is refused as a bad request.
status_sample_refused | must | 003:303 | ConfirmationNumber, as the sample has it, is refused as a bad request.
disp_legacy_sample_refused | must | 003:191, 001:268 | A weight in quotes, as the sample has it, is refused as a bad request.
## later: more than was asked for | globale
list_extra_order | must | 003:113 | GetOrdersDetails answers one order more than was asked for.
doc_other_orders_too | must | 003:136 | The documents of another order are returned beside those of the order.
## later: ids and null | globale
disp_merchant_capitals_unread | should | 000:54 | MerchantOrderID, as the sample spells it, does not name the order.
query_capital_name_unread | should | 001:16 | The argument OrderStatus, as the table spells it, is not read.
prod_null_text_is_null | should | 003:294 | The text "null" is refused as if it were null.
lost_null_as_text | should | 002:95 | A member without value is the text "null".
lost_order_id_number | must | 002:67 | OrderId is a number, or zero.
lost_order_id_empty | should | 002:67 | OrderId is empty.
prod_empty_id_is_first | should | 003:238 "Yes" | An empty OrderId means the first order.
## later: elements of lists | globale
list_texts_for_parcels | should | 000:58 | Parcels that are texts are passed over.
list_details_of_texts | must | 003:124 | The list of GetOrdersDetails has a text among the orders.
doc_parcels_of_texts | should | FD 3.3 | ParcelsTracking of documents is a list of texts.
## callback | merchant
cb_requires_MerchantOrderId | must | 002:17 | MerchantOrderId is demanded.
cb_requires_MerchantGUID | must | 002:17 | MerchantGUID is demanded.
cb_requires_CartId | must | 002:17 | CartId is demanded.
cb_requires_CartHash | must | 002:17 | CartHash is demanded.
cb_requires_InternationalDetails | must | 002:17 | InternationalDetails is demanded.
cb_missing_OrderId | must | 002:17 | A call without OrderId succeeds.
cb_missing_StatusCode | must | 002:17 | A call without StatusCode succeeds.
cb_empty_OrderId | should | 002:17 | An empty OrderId succeeds.
cb_empty_StatusCode | should | 002:17 | An empty StatusCode succeeds.
cb_any_type_ok | should | 002:67-68 | OrderId true or StatusCode [..] succeeds.
cb_unknown_members_refused | must | 002:27 | A member that is not listed is refused.
cb_bare_percent_refused | must | 002:96 | The sample's OrderTrackingUrl ending in "%" is refused.
cb_nulls_refused | must | 002:116-119 | null members are refused.
cb_empty_list_refused | must | 002:107-108 | The sample's empty ParcelsTracking is refused.
cb_expiration_date_refused | must | 002:93 | The sample's ExpirationDate 2030-3-31 is refused.
cb_trailing_zeros_refused | must | 002:73 | 1.000000 is refused.
cb_non_ascii_refused | should | - | Characters outside of ASCII are refused.
cb_big_body_refused | must | 002:65-120 | A body as long as the sample is refused.
cb_member_order_matters | should | - | OrderId must come first.
cb_processing_refused | must | 002:15 | Moving an order to processing is refused.
cb_cancel_refused | must | 002:13 | A cancellation is refused.
cb_repeat_refused | should | FD 9 | The same update sent again fails.
cb_sticky | should | 002:17 | An order can be updated only once.
cb_found_by_prefix | should | - | The beginning of an OrderId is enough.
cb_bad_json_ok | should | - | A body that is not JSON succeeds.
cb_empty_body_ok | must | 002:17 | An empty body succeeds.
cb_list_taken | should | 002:37-43 | An array of one order is carried out.
cb_form_body_taken | should | - | A form body is carried out.
cb_success_string | must | 002:132 | Success is "true".
cb_success_number | must | 002:132 | Success is 1.
cb_success_false | must | 002:132 | Success is false where the update was made.
cb_success_absent | must | 002:132 | Success is missing.
cb_success_lower | must | 002:132 | Success is called success.
cb_success_with_error_code | should | 002:133 | A success carries an ErrorCode.
cb_success_under_400 | should | - | A success comes under status 400.
cb_message_object | must | 002:134; FD 6.5 String | Message is an object.
cb_order_id_number | must | 002:130-131 | OrderId is answered as a number and loses its zeros.
cb_other_order_id | must | 002:130-131 | Another order's id is answered.
cb_answers_order | must | 002:55-59 | The request is echoed instead of ResponseInfo.
cb_answer_array | must | 002:126 | ResponseInfo comes in an array.
cb_answer_wrapped | should | 002:47 | ResponseInfo is wrapped in a member.
cb_answer_ok_text | must | 002:126 | The answer is the text OK.
cb_answer_html | must | 002:126 | The answer is an HTML page.
cb_answer_204 | must | 002:126 | The answer has no body.
cb_answer_redirect | should | 002:126 | The answer is a redirect.
cb_no_answer | must | 002:126 | The connection is closed without an answer.
cb_failure_says_true | must | 002:141 | A failure says Success true.
cb_failure_without_success | must | 002:141 | A failure lacks Success.
cb_failure_without_message | should | 002:142 | A failure lacks Message.
cb_failure_without_description | should | 002:143 | A failure lacks Description.
cb_failure_errorinfo | must | 002:140-144 | A failure is Global-e's ErrorInfo.
cb_failure_reason_shape | should | 002:140-144 | A failure is {Success, Reason}.
cb_failure_message_object | must | 002:142 | Message of a failure is an object.
cb_failure_empty | must | 002:140 | A failure has no body.
cb_failure_array | must | 002:140 | A failure comes in an array.
## later | merchant
cb_exponent_refused | should | - | A number with an exponent is refused.
cb_escapes_refused | should | - | A character written as its number is refused.
cb_blanks_refused | should | 002:65-120 | Line feeds between the members are refused.
cb_null_as_text | should | 002:133-135 | Message is the text "null".
cb_order_id_empty | should | 002:131 | OrderId of the answer is a blank.
cb_number_as_OrderId | should | 002:67 | OrderId 0 means a known order.
cb_patch_carried_out | should | 002:21 POST | PATCH is carried out.
## leaks | merchant
cb_leak_body | should | - | A failure prints the request's body.
cb_leak_stack | should | - | A failure prints a stack trace.
cb_leak_guid | should | - | A failure prints the expected MerchantGUID.
cb_echoes_card | should | 002:92 | A success prints the card's last digits.
## verbs and content types | merchant
cb_get_carried_out | should | 002:21 POST | GET is carried out.
cb_put_carried_out | should | 002:21 POST | PUT is carried out.
## credentials without their scheme | s2
s2_auth_no_scheme_ok | must | 004:12 | The token without "Bearer" is accepted.
s2_auth_any_scheme_ok | must | 004:12 | The token under another scheme is accepted.
s2_auth_glued_scheme_ok | should | 004:12 | "Bearer" glued to the token is accepted.
s2_auth_query_token | should | 004:12 | The token is taken from the query.
s2_auth_cookie_ok | should | 004:12 | The token is taken from a cookie.
## auth | s2
s2_auth_missing_ok | must | 004:12 | No Authorization is needed.
s2_auth_any_token_ok | must | 004:12 | Any token is accepted.
s2_auth_empty_token_ok | must | 004:12 | An empty token is accepted.
s2_auth_token_prefix_ok | should | 004:12 | The beginning of the token is enough.
s2_auth_longer_token_ok | should | 004:12 | The token with more behind it is accepted.
s2_auth_token_any_case | should | 004:12 | The token is compared without case.
s2_org_missing_ok | must | 004:13 | X-S2-Organization may be missing.
s2_org_any_ok | should | 004:13 | Any organisation is accepted.
s2_org_prefix_ok | should | 004:13 | The beginning of the organisation's id is enough.
s2_other_org_order_ok | should | 004:13 | An order of another organisation is updated.
## S2 | s2
s2_unknown_order_created | should | 004:3 "Update" | An unknown order is created.
s2_channel_id_as_id | should | 004:7 | The channel's order id is taken for orderId.
s2_meta_optional | must | 004:20 | meta may be missing.
s2_channelShippingMethod_optional | must | 004:21 | channelShippingMethod may be missing.
s2_channelOrderDate_optional | must | 004:22 | channelOrderDate may be missing.
s2_currencyId_optional | must | 004:23 | currencyId may be missing.
s2_items_optional | must | 004:27 | items may be missing.
s2_attachments_optional | must | 004:28 | attachments may be missing.
s2_shippingAddress_required | must | 004:18 | shippingAddress is demanded.
s2_billingAddress_required | must | 004:19 | billingAddress is demanded.
s2_shipByDate_required | must | 004:24 | shipByDate is demanded.
s2_customerNote_required | must | 004:26 | customerNote is demanded.
s2_method_null_ok | must | 004:21 "Do not use null" | null as channelShippingMethod is accepted.
s2_empty_method_refused | must | 004:21 | An empty channelShippingMethod is refused.
s2_empty_meta_refused | must | 004:20 | {} as meta is refused.
s2_meta_must_be_object | must | 004:20 "Any" | meta that is no object is refused.
s2_null_address_refused | must | 004:18-19 | null as an address is refused.
s2_null_date_refused | must | 004:24-25 | null as a date is refused.
s2_empty_note_refused | must | 004:26 | An empty customerNote is refused.
s2_empty_attachments_refused | must | 004:28 | An empty attachments is refused.
s2_address_field_missing_ok | must | 004:18 | An address may lack a field.
s2_empty_address_field_refused | must | 004:18 | An empty address field is refused.
s2_address_any_type_ok | should | 004:18 | An address field may be a list.
s2_item_field_missing_ok | must | 004:27 | An item may lack a field.
s2_empty_item_field_refused | must | 004:27 | Empty or zero item fields are refused.
s2_item_object_ok | should | 004:27 array | One object is taken for items.
s2_bad_items_skipped | must | 004:27 | Items that lack a field are passed over.
s2_list_taken | should | 004:33 | An array of one order is taken for the order.
s2_any_date_ok | must | 004:22 | Any text is a date.
s2_date_without_zone_ok | should | 004:22 OffsetDateTime | A date without offset is accepted.
s2_impossible_date_ok | should | 004:22 | February 31 is accepted.
s2_offset_dropped | must | 004:22 | A date with another offset is accepted and its offset replaced by Z.
s2_empty_currency_ok | should | 004:23 | An empty currencyId is accepted.
s2_currency_any_type_ok | must | 004:23 string | currencyId may be a number.
s2_any_number_ok | should | 004:70-71 | quantity "two" is accepted.
s2_negative_quantity_ok | should | 004:70 | A negative quantity is accepted.
s2_negative_unitPrice_ok | should | 004:71 | A negative price is accepted.
s2_attachment_unchecked | should | 004:82-87 | An attachment without path is accepted.
s2_refused_but_kept | should | - | A refused update keeps its attachments.
s2_refusal_is_200 | should | - | A refusal comes under status 200.
s2_refusal_is_500 | should | - | A refusal comes under status 500.
s2_refusal_echoes_order | should | - | A refusal answers an order.
s2_items_reversed | must | 004:151-237 | The items come in another order.
s2_last_item_lost | must | 004:151-237 | The last item is lost.
s2_items_merged | must | 004:151-237 | Only one item is answered.
s2_item_id_renumbered | must | 004:153,195 | channelOrderItemId is renumbered.
s2_item_meta_lost | must | 004:193 | An item's meta is lost.
s2_product_flat | must | 004:154 | productId is answered instead of product.
s2_product_null | must | 004:154 | product is null for a known product.
s2_product_other | must | 004:155 | product is another product.
s2_sizes_strings | must | 004:173-182 | Sizes are strings.
s2_flags_strings | must | 004:186 | A boolean of product is a string.
s2_quantity_is_one | must | 004:191 | quantity is always 1.
s2_quantity_string | must | 004:191 | quantity is a string.
s2_price_string | must | 004:192 | unitPrice is a string.
s2_meta_lost | must | 004:145 | meta is lost.
s2_meta_as_text | must | 004:145 | meta is a string.
s2_billing_is_shipping | must | 004:133-144 | billingAddress is the shipping address.
s2_addresses_swapped | must | 004:120-144 | The addresses are swapped.
s2_address2_lost | must | 004:124 | address2 is lost.
s2_address_trimmed | must | 004:121-130 | Address fields are cut at ten characters.
s2_empty_becomes_null | must | 004:130 | Empty address fields become null.
s2_postal_zeros_lost | should | 004:127 | Leading zeros of postalCode are lost.
s2_phone_number | must | 004:129 | phone is a number.
s2_non_ascii_lost | should | 004:242 | Characters outside of ASCII become "?".
s2_currency_lower | must | 004:150 | currencyId is lower-cased.
s2_currency_fixed | must | 004:150 | currencyId is always USD.
s2_method_lost | must | 004:119 | channelShippingMethod is lost.
s2_note_lost | should | 004:26,267 | customerNote is lost.
s2_ship_by_lost | should | 004:24,265 | shipByDate is lost.
s2_deliver_by_lost | should | 004:25,266 | deliveryByDate is lost.
s2_deliver_by_renamed | must | 004:266 | deliverByDate is called deliveryByDate in the answer.
s2_dates_swapped | should | 004:24-25 | shipByDate and deliverByDate are swapped.
s2_date_epoch | must | 004:146 | channelOrderDate is a number.
s2_date_without_zone | must | 004:146 | channelOrderDate loses its Z.
s2_milliseconds_lost | must | 004:146 | Milliseconds are lost.
s2_id_other | must | 004:94 | id is another order's.
s2_id_absent | must | 004:94 | id is missing.
s2_status_absent | must | 004:147 | status is missing.
s2_archived_string | must | 004:149 | archived is a string.
s2_organization_text | must | 004:95 | organization is an id only.
s2_fulfillments_null | must | 004:262 | fulfillments is null.
s2_attachments_lost | must | 004:82-87,247-253 | A new attachment is lost.
s2_attachments_null | must | 004:239 | attachments is null.
s2_attachment_without_id | must | 004:241 | Attachments have no id.
s2_attachment_path_lost | must | 004:250 | Attachment paths are lost.
s2_answer_request | must | 004:93-268 | Only a part of the order is answered.
s2_answer_array | must | 004:93 | The order comes in an array.
s2_answer_wrapped | must | 004:93 | The order is wrapped in a member.
s2_answer_204 | must | 004:90-93 | The answer has no body.
s2_answer_500 | should | - | A success comes under status 500.
## later: requests in another form | s2
s2_chunked_unread | should | - | A body in chunks counts as empty.
s2_sample_refused | must | 004:34-36 | channelOrderIdAlt, as the sample has it, is refused.
s2_query_breaks_route | should | - | A query string makes the path unknown.
s2_refused_address_kept | should | - | A refused update stores its shippingAddress.
## later | s2
s2_exponent_refused | should | - | A number with an exponent is refused.
s2_slash_kept | should | - | An escaped slash keeps its backslash.
s2_unicode_kept | should | - | A character written as its number keeps that form.
s2_order_matters | should | - | accountId must come first.
s2_six_digits_refused | should | 004:22 OffsetDateTime | Seconds with six digits are refused.
s2_seven_digits_cut | should | 004:22 OffsetDateTime | Of seven digits of a second, three are kept.
s2_no_fraction_refused | should | 004:22 OffsetDateTime | Seconds without digits behind the point are refused.
s2_null_as_text | must | 004:265-267 | Members without value are the text "null".
s2_null_text_is_null | should | 004:26 | A note with the text "null" is lost.
s2_id_empty | must | 004:94 | id is empty.
s2_organization_id_number | must | 004:96 | organization.id is a number.
s2_account_absent | must | 004:101 | account is missing.
s2_brand_absent | must | 004:163 | brand of a product is missing.
s2_created_absent | must | 004:263 | createdAt is missing.
s2_extra_item | must | 004:151-237 | An item that was not sent is answered too.
s2_text_items_skipped | should | 004:27 | Items that are texts are passed over.
s2_text_attachments_skipped | should | 004:28 | Attachments that are texts are passed over.
s2_fulfillments_of_texts | should | 004:262 | fulfillments has a text in it.
s2_meta_list_lost | must | 004:20 "Any" | A list as meta becomes an object.
s2_meta_number_as_text | must | 004:20 "Any" | A number as meta becomes a text.
s2_delete_carried_out | should | 004:7 PUT | DELETE with a body is carried out.
## number precision | s2
s2_price_rounded | must | 004:192 | unitPrice is rounded to one digit.
s2_price_two_places | should | - | unitPrice is rounded to two digits.
s2_price_cents | must | 004:192 | unitPrice is in cents.
s2_price_float_noise | must | 004:192 | unitPrice has floating-point noise.
s2_price_is_line_total | must | 004:191-192 | unitPrice is the line's total.
s2_meta_number_as_float | should | 004:20 | Big numbers of meta lose digits.
## leaks | s2
s2_leak_token | should | - | A refusal prints the right token.
s2_leak_request_headers | should | - | A refusal prints the given credentials.
s2_leak_address | should | - | A refusal prints the customer's address.
s2_leak_stack | should | - | A refusal prints a stack trace.
s2_echoes_token | should | - | The answer carries the access token.
## verbs and content types | s2
s2_post_carried_out | should | 004:7 PUT | POST is carried out.
s2_patch_carried_out | should | 004:7 PUT | PATCH is carried out.
s2_get_carried_out | should | 004:7 PUT | GET with a body is carried out.
"""

def _read():
    out, family, api = {}, None, None
    for text in TABLE.strip().splitlines():
        if text.startswith("## "):
            family, api = text[3:].split(" | ")
            continue
        name, label, line, sentence = text.split(" | ")
        assert label in ("must", "should") and name not in out, name
        out[name] = Fault(name, label, line, family, api, sentence)
    return out

FAULTS = _read()
