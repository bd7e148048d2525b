"""What the documents leave open. One line per switch:

name | api | values, the first is the default | shallow preset | strict preset | where the document leaves it open | what changes

api: any, globale, merchant, s2. "-" for a preset: the default. FD = field-dictionary.md (by section), 003:47 = a line of seed 003."""
from collections import namedtuple

Switch = namedtuple("Switch", "name api values shallow strict lines changes")
TABLE = """
# ---- status of refusals (no seed prints an HTTP status) ----
status_auth | globale | 401,400,403,200 | 200 | 401 | 003:227-231 no status; FD 9 a public page says 401 | HTTP status of a missing or invalid merchantGUID
status_notfound | globale | 400,404,200 | 200 | 404 | 003:287 "ErrorInfo with an appropriate error message", no status | HTTP status when the order is unknown (not D001)
status_invalid | globale | 400,200,422 | 200 | 422 | 001:251 "ErrorInfo will be returned instead", no status | HTTP status of a value that is refused
status_form | globale | 400,200,500 | 200 | 400 | 001:251, no status | HTTP status of text that is not JSON or of a missing argument
status_refund | globale | 400,200,409 | 200 | 400 | 003:34 "we return a JSON response", no status; FD 10.3 | HTTP status of 1001 to 1006
status_products | globale | 400,200,404 | 200 | 400 | 003:287-294, no status; FD 10.3 | HTTP status of D001 to D005
cb_status_auth | merchant | 400,401,403,200 | 200 | 401 | 002:138-144, no status | HTTP status for a wrong MerchantGUID
cb_status_notfound | merchant | 400,404,200,500 | 200 | 404 | 002:138-144, no status | HTTP status for an unknown order
cb_status_invalid | merchant | 400,200,422 | 200 | 422 | 002:138-144, no status | HTTP status for a missing OrderId or StatusCode
cb_status_form | merchant | 400,200,500 | 200 | 500 | 002:138-144, no status | HTTP status for a body that is not JSON
s2_status_auth | s2 | 401,403 | 403 | 401 | 004:9-13, no error is described | HTTP status for a missing or wrong token
s2_status_org | s2 | 403,401,404,400 | 400 | 404 | 004:13, no error is described | HTTP status for a missing or wrong organisation
s2_status_notfound | s2 | 404,400,403 | 400 | 404 | 004:7, no error is described | HTTP status for an unknown order
s2_status_invalid | s2 | 400,422 | 400 | 422 | 004:15-28, no error is described | HTTP status for a body that breaks the table
s2_status_form | s2 | 400,422,500 | 400 | 422 | 004:15, no error is described | HTTP status for a body that is not JSON
s2_error_body | s2 | json,problem,text,empty | empty | problem | 004 has no error format | the body of a refusal
s2_refusal_under_200 | s2 | no,yes | - | no | 004 does not say how a refusal looks | a refusal is 200 {"error":{...},"success":false}
# ---- envelopes and texts ----
refund_envelope | globale | ErrorInfo,ResponseInfo | ResponseInfo | ErrorInfo | 003:34-39 a merchant setting decides | ErrorInfo {Code,Error,Description} or {"Success":false,"Reason":...} when a refund is refused
response_info_reason | globale | text,code and text | - | code and text | 003:38-39 does not say what Reason holds | Reason with or without the code (refund_envelope=ResponseInfo)
documents_refusal | globale | ErrorInfo,OrderDocumentsResponse | OrderDocumentsResponse | ErrorInfo | 003:89,107,161 return OrderDocumentsResponse; 003:283 "ErrorInfo ... like in any API method" | a refused document method answers ErrorInfo, or IsSuccess=false with ErrorText
generic_code | globale | numeric,word,empty | empty | word | 001:256 "The error code", no list besides 1001-1006 and D001-D005 | Code of refusals that have no documented code
error_code_type | globale | string,number | - | number | 003:41 "a numeric value" against the sample 003:51 "1006" | Code as "1006" or as 1006
error_description | globale | text,empty,null | null | empty | 001:258, 003:51 | Description holds a text, "" or null
error_texts | globale | long,terse | terse | long | 001:257 "The error message" | Error of refusals without a documented text
full_refund_code | globale | 1004,1003,400 | - | 400 | 003:18 gives the text, no code | Code of "Full refund requested but list of RefundProduct is not empty."
text_1001 | globale | canceled,cancelled,cancelledcanceled | - | cancelledcanceled | 003:43 "cancelledcanceled" | spelling in the text of 1001
text_1006 | globale | sample,list | - | list | 003:48 against 003:51 | text of 1006
apostrophe_1005 | globale | typographic,plain | plain | typographic | 003:47 "doesn’t" | the apostrophe in the text of 1005
d00x_texts | globale | template,description | description | template | 003:288-294 the Error column is empty; FD 5 has templates | Error of D001 to D005
response_reason | globale | absent,null,empty,text | - | text | 003:284-285 "(optional)" | Reason in a successful ResponseInfo
optional_response_members | globale | empty,null,absent | absent | empty | 003:89 only the class name; FD 3.3 optional | optional members of OrderDocumentsResponse that have no value
# ---- reading JSON ----
member_case | any | insensitive,sensitive | insensitive | sensitive | 000:30 MerchantOrderId against 000:54 MerchantOrderID; FD 1 | member names in another case are read or not known
unknown_members | any | ignore,refuse | ignore | refuse | nothing is said for the Order methods and S2 (002:27 allows more only for the callback, which always ignores them) | a member that no class has
null_optional | globale | accept,refuse | accept | refuse | 001:268-269 print null for two members only | null for an optional member
depth | any | shallow,deep | shallow | deep | types are documented, checking them is not | members that are not acted upon are type-checked
quoted_numbers | any | accept,refuse | accept | refuse | 003:55 quotes RefundQuantity, 003:57 and 003:151 do not quote others | "2" for a number where no sample prints quotes
quoted_booleans | globale | refuse,accept | accept | refuse | 003:15, 003:149 | "true" for a boolean
numbers_for_strings | any | accept,refuse | accept | refuse | 001:145 String against 001:279 the number 1 | a number where a string is documented
blanks_in_quoted_numbers | globale | accept,refuse | accept | refuse | 003:55 | " 1 " for a quoted number
empty_string_decimal | globale | refuse,accept | accept | refuse | 001:272-273 print "" for ImageHeight, ImageWidth only | "" for another decimal
object_for_list | globale | refuse,accept | accept | refuse | 003:193 prints one object where 001:17 says List | one object or string where a list is documented
duplicate_members | any | last,refuse | last | refuse | not said | a member given twice in one object
sample_json_defects | any | accept,refuse | accept | refuse | 000:53 a comment, 003:151 comments, 003:82 typographic quotes | comments, no-break spaces and typographic quotes in JSON
lenient_json | any | no,yes | yes | no | RFC 8259, 9: a parser may take more than JSON | unknown escapes, needless commas, single quotes, leading zeros, raw control characters
long_head | any | read,reset | - | reset | not said; RFC 9110, 4.1: 8000 octets are to be read | more than 16 KB of request line and headers: the connection is reset
request_bom | any | accept,refuse | accept | refuse | not said | a byte-order mark before the JSON
content_type | any | any,json or none,json | any | json | no request header is documented in 003 | a body declared otherwise, or not declared
media_type_status | any | 415,400 | 400 | 415 | not said | the status of a refused Content-Type
# ---- the query ----
query_name_case | globale | insensitive,sensitive | insensitive | sensitive | 001:16 OrderStatus against 003:193 orderStatus | argument names in another case (both documented spellings of orderStatus are always read)
plus_in_query | globale | blank,literal | blank | literal | 003:57,193,303 print the JSON unencoded | "+" in the query means a blank, or itself
bad_percent | globale | literal,refuse | literal | refuse | not said | "%zz" in the query
bad_utf8_in_query | globale | replace,refuse | replace | refuse | not said | octets that are not UTF-8
repeated_argument | globale | first,last,refuse | first | refuse | only parcelsList is printed twice (003:193) | a single argument given twice
parcels_list_array | globale | accept,refuse | accept | refuse | 001:17 "List <Parcel>" against 003:193 one object per argument | a JSON array in parcelsList
empty_parcels_argument | globale | accept,refuse | accept | refuse | 003:202 "(optional)" | parcelsList= with nothing
body_where_none | globale | ignore,refuse | ignore | refuse | 003:301-303, 003:168-170 print no body | a body sent to UpdateOrderStatus or TrackOrder
get_for_reading | globale | no,works | works | no | 003 prints POST only for UpdateOrderProducts (003:234); TrackOrder is shown as a bare URL (003:170) | GET on TrackOrder and GetOrdersDetails
# ---- auth ----
guid_spelling | globale | any case,any spelling,exact | any spelling | exact | 003:57 prints lower case only; FD 6.1 | upper case, braces or no dashes in merchantGUID
guid_header | globale | refuse,accept | accept | refuse | 003:228-229 "as part of the URL"; FD 9 the newest page says header | a MerchantGUID header instead of the query
auth_before_path | globale | no,yes | - | yes | not said | an unknown path or another verb without GUID
www_authenticate | any | present,absent | absent | present | not said (RFC 9110 wants it under 401) | WWW-Authenticate under status 401
# ---- ids ----
blanks_around_ids | any | trim,refuse | trim | refuse | 003:98,100 print blanks inside DispatchOrders' ids only (there they are always trimmed) | blanks around an id
id_case | globale | exact,insensitive | insensitive | exact | not said | an order id in another case
refund_merchant_id | globale | accept,refuse | accept | refuse | 003:57 shows a Global-e id only; FD 4.1 either | a merchant's id in orderRefund.OrderId
status_merchant_id | globale | refuse,accept | accept | refuse | 001:25 "Global‑e order unique identifier" | a merchant's id in orderStatus.OrderId
track_merchant_id | globale | refuse,accept | accept | refuse | 003:174 "Global‑e order unique identifier" | a merchant's id in TrackOrder
details_merchant_id | globale | refuse,accept | accept | refuse | 003:114,122 "Global‑e order IDs" | a merchant's id in GetOrdersDetails
consolidated_merchant_id | globale | refuse,accept | accept | refuse | 003:79 "Global‑e order IDs" | a merchant's id in DispatchConsolidatedShipment
two_ids_disagree | globale | OrderId,MerchantOrderId,refuse | - | refuse | 000:30, 003:132-134 | OrderId and MerchantOrderId name two orders
code_and_cart_item_disagree | globale | cart item wins,refuse | cart item wins | refuse | 003:151 sends both, 003:247-249 either | CartItemId and ProductCode name two products
refund_product_code | globale | refuse,accept | accept | refuse | 003:47 speaks of CartItemId only; FD 4.2 | ProductCode instead of CartItemId in a refund line
misspelt_method | globale | no,accept | accept | no | 003:75 DispatchConsolodatedShipment against 003:84 | the misspelt method name is served
path_case | any | exact,insensitive | insensitive | exact | not said | the path in another case
trailing_slash | any | refuse,accept | accept | refuse | not said | a slash after the path
# ---- refunds ----
full_after_partial | globale | remainder,1002 | remainder | 1002 | 003:16-21 against 003:44 | a full refund after a partial one
total_disagrees | globale | total wins,sum wins,refuse | - | refuse | 003:8-13, 003:28 say nothing for stated amounts with another total | TotalRefundAmount differs from the stated lines
missing_refund_quantity | globale | 1003,all remaining | all remaining | 1003 | 003:34,45; FD 4.2 | a line without RefundQuantity
fractional_refund_quantity | globale | 1003,accept | accept | 1003 | 003:45 "Invalid quantity" | RefundQuantity 1.5
zero_amounts | globale | accept,1004 | accept | 1004 | 003:46 | a component of 0
refund_check_order | globale | products first,amount first | - | amount first | 003:42-48 give no order | which code wins when two apply
refund_1001_check | globale | first,last | - | last | 003:43-48 give no order | 1001 before or after the other checks
total_alone | globale | accept,1004 | accept | 1004 | 003:28-33 call the products, ServiceGestureAmount, DutiesAmount and ShippingAmount components; FD 4.1 | TotalRefundAmount with neither products nor components
total_beside_components | globale | total wins,sum wins | - | sum wins | 003:28-33 | TotalRefundAmount beside components, without products
component_caps | globale | total only,each | total only | each | 003:44 | shipping or duties refund above what was paid for them
item_amount_cap | globale | total only,each | total only | each | 003:44 | a line refunds more than the line cost
money_digits | globale | accept,round,refuse | accept | refuse | not said | more decimal places than the currency has
original_amount_vat | globale | included,added | - | added | 003:9-13 "and their respective Product VAT rates" | how OriginalRefundAmount is converted
# ---- dispatching ----
over_delivery | globale | accept,refuse | accept | refuse | 001:62 | more delivered than ordered
zero_delivery_quantity | globale | accept,refuse | accept | refuse | 001:62 | DeliveryQuantity 0
fractional_delivery_quantity | globale | accept,refuse | accept | refuse | 001:62 Decimal | DeliveryQuantity 1.5
missing_delivery_quantity | globale | refuse,one | one | refuse | 001:62 "No" (not mandatory) | a parcel's product without DeliveryQuantity
unknown_product_in_dispatch | globale | refuse,ignore | ignore | refuse | 000:7 says nothing of unknown products | a product that the order does not have
missing_parcel_code | globale | refuse,accept | accept | refuse | 001:47 the mandatory cell is blank | a parcel without ParcelCode
parcel_again | globale | merge,replace,refuse | merge | refuse | not said | a ParcelCode sent in an earlier call
parcel_twice_in_request | globale | accept,refuse | accept | refuse | not said | a ParcelCode twice in one call
is_completed_missing | globale | accept,refuse | accept | refuse | 000:56, no mandatory column; FD 3.1 | IsCompleted left out
v2_nothing_to_update | globale | refuse,accept | accept | refuse | 000:7; FD 3.1 one of the lists | neither parcels nor exceptions
unknown_exception_type | globale | refuse,accept | accept | refuse | 000:77,81 print 1 and 2 only | ExceptionType 9
missing_exception_type | globale | refuse,accept | accept | refuse | FD 3.2 mandatory cell blank | an exception without type
date_spelling | globale | any,YYYY-MM-DD | any | YYYY-MM-DD | 000:82 prints one form only | ExpectedFulfilmentDate in another form
dispatch_after_completed | globale | accept,refuse | accept | refuse | not said | a dispatch after IsCompleted true
dispatch_cancelled | globale | refuse,accept | accept | refuse | not said | dispatching a cancelled order
dispatch_again | globale | accept,refuse | accept | refuse | not said | DispatchOrders for a dispatched order
additional_info_both | globale | accept,refuse | accept | refuse | 003:147 "(not both)" against the sample 003:151 that has both | ShippingAdditionalInformation at both levels
unknown_hub | globale | accept,refuse | accept | refuse | 003:95, 003:143 | a HubCode nobody knows
hub_with_empty_lists | globale | existing,refuse | existing | refuse | 003:135 "(no hubCode is provided)" | usage 1 with a hubCode
absent_lists | globale | as empty,refuse | as empty | refuse | 003:135-136 "an empty list" | usage 1 without the lists
no_documents_yet | globale | empty,refuse | empty | refuse | 003:136 | usage 1 when there is no document
usage_one_completes | globale | no,yes | yes | no | 003:136 "returns the existing" against 003:149 "IsCompleted": true | usage 1 with IsCompleted true completes the order
empty_order_list | globale | refuse,empty answer | empty answer | refuse | 003:79, 003:95 | an empty OrderIds when dispatching
unknown_order_in_list | globale | refuse all,leave out | leave out | refuse all | not said | one unknown id among known ones when dispatching
mixed_id_kinds | globale | accept,refuse | accept | refuse | 003:95 "either ... or" | Global-e and merchant ids in one list
order_twice_in_list | globale | accept,refuse | accept | refuse | not said | an id twice in one list
nothing_to_dispatch | globale | empty answer,refuse | empty answer | refuse | not said | orders without parcels
outer_boxes_missing | globale | accept,refuse | accept | refuse | 003:82,87 | OuterBoxesAmount left out
outer_boxes_zero | globale | refuse,accept | accept | refuse | 003:82 | OuterBoxesAmount 0
outer_boxes_over_parcels | globale | accept,refuse | accept | refuse | FD 9 B300 | more boxes than parcels
manifests_per | globale | all,order,hub | - | order | 003:94 "manifest documents" | how many manifests come back
document_carrier | globale | data,url,both | - | both | FD 3.3 both optional | DocumentData, URL or both
document_extension_case | globale | lower,upper | - | upper | FD 3.3 PDF against pdf | DocumentExtension
legacy_products_missing | globale | refuse,accept | accept | refuse | 001:18 mandatory cell missing | no productsList body
legacy_products_empty | globale | accept,refuse | accept | refuse | 001:18 | [] as productsList
# ---- status, tracking, details ----
status_code_missing | globale | refuse,accept | accept | refuse | 001:26,36 mandatory cells blank | no OrderStatus
unknown_status_code | globale | record,refuse | record | refuse | 001:36 "to be mapped on the Global‑e side" | a code nobody mapped
cancel_without_reason | globale | accept,refuse | accept | refuse | 003:300 "the merchant must make sure" | a cancellation without reason
cancel_effect | globale | at once,recorded | recorded | at once | 003:298 | a cancelled order answers 1001 to a refund, or not yet
status_after_cancel | globale | accept,refuse | accept | refuse | not said | an update of a cancelled order
tracking_url_and_number | globale | number kept,number dropped | - | number dropped | 001:31 "overrides all other Tracking… properties" | the tracking number beside a TrackingURL
email_case | globale | insensitive,exact | insensitive | exact | 003:177 | TrackOrder's email in another case
untracked_order | globale | undefined,nulls,refuse | nulls | refuse | 003:167; 002:111-112 print "Undefined" | TrackOrder before anything was shipped
status_time_zone | globale | +0000,GMT | - | GMT | FD 3.6 RFC 2822 | spelling of ShipmentStatusUpdateTime
tracking_status_code | globale | word,digits | - | digits | 002:111 a word; FD 3.6 String | ShippingMethodStatusCode
details_not_found | globale | leave out,refuse | leave out | refuse | 003:113 | an unknown id in GetOrdersDetails
empty_details_filter | globale | empty list,refuse | empty list | refuse | 003:122 | no OrderIds in GetOrdersDetails
details_order_twice | globale | twice,once | - | once | not said | an id twice in GetOrdersDetails
details_order | globale | as asked,by id | - | by id | not said | the order of the list
details_depth | globale | full,sample | sample | full | 003:124 only the class name; 002:65-120 | members besides the sample's
details_optional | globale | null,absent | absent | null | 002:95-119 print null | optional members without value
number_style | globale | sample,plain,two,four | plain | four | 002:80-105 print 29.90, 29.9000, 4.1600, 0.0 | digits after the point
details_product_numbers | globale | plain,four,quoted | - | quoted | 001:267-277 print "25.0000", 002 prints 29.90 | numbers of a product
parcel_number_member | globale | ParcelTrackingNumber,TrackingNumber,nested,absent | TrackingNumber | nested | 002:107 prints an empty ParcelsTracking, and no document names the members of its elements | where the tracking number of a parcel is shown
refusal_trace_id | globale | absent,counted | counted | absent | 001:255-258 does not say that there is nothing else | an ErrorInfo with the id of a log entry, another one in each refusal
details_tracking_url | globale | plain,percent-encoded | - | percent-encoded | 002:96 prints it encoded, 003:193 plain | OrderTrackingUrl
# ---- UpdateOrderProducts ----
products_check_order | globale | order first,type first | - | type first | 003:237-240 | which refusal wins: unknown order or a type that is not Merge
products_update | globale | all or nothing,partial | partial | all or nothing | 003:277,285 | one bad product among good ones
same_values_again | globale | success,refuse | success | refuse | 003:285 "If there is no update" | the same update twice
merge_case | globale | exact,insensitive | insensitive | exact | 003:273-275 | "merge"
country_case | globale | exact,insensitive | insensitive | exact | 003:250,293 | "fr"
empty_country | globale | D004,ignore | ignore | D004 | 003:293; 001:266 prints "" | OriginCountryCode ""
blank_attribute_value | globale | accept,D005 | accept | D005 | 003:294 "empty or null" | "  " as a value
absent_attribute_value | globale | D005,ignore | ignore | D005 | 003:262 "No" (not mandatory) against 003:294 | no AttributeValue
boolean_attribute_value | globale | refuse,accept | accept | refuse | 003:262 String; FD 2.5 a client sends a boolean | true as a value
# ---- the callback ----
cb_guid | merchant | ignored,checked | ignored | checked | 002:17 only OrderId and StatusCode are mandatory | a MerchantGUID that is given and wrong
cb_unknown_order | merchant | refuse,accept | accept | refuse | not said | an OrderId the shop does not know
cb_unknown_status | merchant | record,refuse | record | refuse | 002:13,15; FD 6.1 | a status besides cancelled, processing ...
cb_status_case | merchant | insensitive,exact | insensitive | exact | 002:68 | "canceled" (only with cb_unknown_status=refuse)
cb_after_cancel | merchant | accept,refuse | accept | refuse | not said | PROCESSING after CANCELLED
cb_merchant_id_disagrees | merchant | ignore,refuse | ignore | refuse | 002:17 | MerchantOrderId of another order
cb_order_id_echo | merchant | merchant,Global-e | - | Global-e | 002:131 shows the merchant's id under OrderId | OrderId of the answer
cb_optional_members | merchant | null,empty,no nulls,absent | absent | empty | 002:126-136; FD 6.5 only Success is required | members without value in the answer
cb_status_code_echo | merchant | absent,present | - | present | 002:126-136; FD 6.5 | StatusCode in the answer
cb_framework_keys | merchant | present,absent | absent | present | 002:127-129; FD 6.5 | action, queryString, locale
cb_error_code | merchant | absent,present | - | present | 002:140-144 without, 002:133 with | ErrorCode in a failure
cb_failure_success | merchant | sample,boolean,string | boolean | boolean | 002:141 "false " against FD 6.5 Boolean | Success of a failure: "false ", false or "false"
# ---- S2 ----
s2_channel_ids | s2 | kept,updated | - | updated | 004:35 sends test_order_id2-new, 004:116 answers test_order_id2 | channelOrderId... of the body change the order
s2_attachments | s2 | appended,replaced | - | replaced | 004:82-87 sends one, 004:239-261 answers three | attachments are added or replaced
s2_attachment_again | s2 | again,once | - | once | 004:248-258 the same file twice | an attachment that is already there
s2_updated_at | s2 | unchanged,now | - | now | 004:264 equals 004:263 | updatedAt
s2_empty_note_echo | s2 | null,empty | - | empty | 004:26 against 004:267 | customerNote "" in the answer
s2_null_note | s2 | accept,refuse | accept | refuse | 004:26 "Pass an empty string if there is no value" | null as customerNote
s2_null_address | s2 | cleared,unchanged | - | unchanged | 004:18 "Pass null if there is no value" | null as an address
s2_null_address_field | s2 | refuse,accept | accept | refuse | 004:18 "Pass an empty string if there is no value" | null in an address
s2_null_meta | s2 | refuse,accept | accept | refuse | 004:20 "Any" | null as meta
s2_check_order | s2 | order first,body first | - | body first | not said | which refusal wins: unknown order or bad body
s2_null_members | s2 | printed,absent | absent | printed | 004:115,132,265-267 print null | null members of the answer
s2_other_offset | s2 | refuse,convert,verbatim | convert | refuse | 004:22 "Must be in UTC time" | a date with another offset
s2_zero_offset | s2 | accept,refuse | accept | refuse | 004:22 OffsetDateTime | +00:00 instead of Z
s2_date_echo | s2 | normalised,verbatim | - | verbatim | 004:146 | +00:00 in the answer
s2_deliver_by_in_request | s2 | ignore,accept | accept | ignore | 004:25 deliveryByDate against 004:266 deliverByDate | deliverByDate in a request
s2_no_items | s2 | accept,refuse | accept | refuse | 004:27 | items []
s2_item_id_twice | s2 | accept,refuse | accept | refuse | not said | channelOrderItemId twice
s2_unknown_product | s2 | unknown,refuse | unknown | refuse | 004:69; 004:186 "unknown": false | a productId nobody knows
s2_empty_product | s2 | null,unknown,refuse | - | unknown | 004:27 allows "", 004:69 names a product | product of an empty productId
s2_fractional_quantity | s2 | accept,refuse | accept | refuse | 004:70 | quantity 1.5
s2_number_echo | s2 | as sent,plain,one place at least | - | plain | 004:192, 004:216 prints 1500.0 | digits of quantity and unitPrice
s2_unknown_currency | s2 | refuse,accept | accept | refuse | 004:23 | a currency nobody knows
s2_unknown_country | s2 | accept,refuse | accept | refuse | 004:47 | a country nobody knows
s2_account_missing | s2 | accept,refuse | accept | refuse | 004:34 sends it, 004:17-28 does not list it | accountId left out
s2_channel_ids_missing | s2 | accept,refuse | accept | - | 004:35-37 sends them, 004:17-28 does not list them | channelOrderId, Alt and Alt2 left out
s2_unknown_account | s2 | ignore,refuse | ignore | refuse | 004:34 | an accountId nobody knows
s2_member_case | s2 | sensitive,insensitive | insensitive | sensitive | not said | META for meta
s2_order_id_case | s2 | insensitive,exact | insensitive | exact | 004:94 | the id in upper case
s2_org_case | s2 | insensitive,exact | insensitive | exact | 004:13 | X-S2-Organization in upper case
s2_bearer_case | s2 | insensitive,exact | insensitive | exact | 004:12 "Bearer" | "bearer"
s2_org_in_response | s2 | sample,header | - | header | 004:13 against 004:96 | organization.id of the answer
# ---- HTTP and the spelling of JSON ----
response_charset | any | none,utf-8,UTF-8 quoted | - | utf-8 | not said | Content-Type with or without charset
framing | any | length,chunked | chunked | length | not said | Content-Length or chunks
gzip | any | never,when asked | when asked | never | not said | gzip when Accept-Encoding asks for it
connection | any | keep-alive,close | close | keep-alive | not said | the connection is kept or closed
interim | any | none,100,103 | - | none | not said | an interim response before the final one
header_names | any | usual,lower | - | lower | not said | case of header names
extra_headers | any | none,many | - | many | not said | Server, Set-Cookie, ...
cache_control | any | none,public,no-store | - | no-store | FD 9 optional Cache-Control | Cache-Control
json_order | any | as printed,sorted,reversed | reversed | sorted | not said | order of members
json_escapes | any | none,ascii,slashes | ascii | none | 001:271 prints "\\/", 004:242 prints raw characters | escapes in strings
json_space | any | spaced,compact,indented | compact | indented | the samples print all three | blanks between tokens
final_newline | any | no,yes | - | yes | not said | a line feed after the JSON
unknown_path_status | any | 404,400,405 | - | 400 | not said | status of an unknown path
unknown_path_body | any | json,html,empty | html | json | not said | body of an unknown path
wrong_verb_status | any | 405,404,400,501 | 404 | 405 | 003:234 POST, 004:7 PUT; nothing on others | status of another verb
wrong_verb_body | any | json,html | html | json | not said | body for another verb
options | any | as wrong verb,204 | 204 | as wrong verb | not said | OPTIONS
"""

def _read():
    out = {}
    for text in TABLE.strip().splitlines():
        if text.startswith("#"):
            continue
        name, api, values, shallow, strict, lines, changes = [x.strip() for x in text.split(" | ")]
        values = values.split(",")
        shallow, strict = [values[0] if v == "-" else v for v in (shallow, strict)]
        assert shallow in values and strict in values and name not in out, name
        out[name] = Switch(name, api, values, shallow, strict, lines, changes)
    return out

SWITCHES = _read()
