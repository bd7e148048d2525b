# Three calls by the client that openapi-generator writes for Ruby; with an argument, a refund from that JSON.
require "json"
require "uri"
require "openapi_client"

OpenapiClient.configure do |settings|
  place = URI(ENV.fetch("CONSUMER_URL", "http://127.0.0.1"))
  settings.scheme = place.scheme
  settings.host = "#{place.host}:#{place.port}"
  settings.base_path = ""
  settings.server_index = nil
  settings.params_encoding = :multi
  settings.api_key["merchantGUID"] = ENV.fetch("CONSUMER_GUID", "")
end

# The compact JSON text of a model.
def query_json(model)
  problems = model.list_invalid_properties
  raise ArgumentError, problems.join("; ") unless problems.empty?

  JSON.generate(model.to_hash)
end

def piece(cart_item, amount)
  OpenapiClient::RefundProduct.new(cart_item_id: cart_item, refund_quantity: "1", refund_amount: amount)
end

if ARGV.any?
  puts query_json(OpenapiClient::OrderRefundDetails.build_from_hash(JSON.parse(ARGV.first, symbolize_names: true)))
  exit
end

tracking = OpenapiClient::TrackingApi.new
status = OpenapiClient::OrderStatusDetails.new(
  order_id: "testID",
  order_status: OpenapiClient::OrderStatus.new(order_status_code: "DEL_12", name: "Delayed")
)
parcels = %w[12345-1 12345-2].map { |code| query_json(OpenapiClient::Parcel.new(parcel_code: code)) }
product = OpenapiClient::Product.new(product_code: "1020872", delivery_quantity: "1")
taken = OpenapiClient::DispatchApi.new.update_order_dispatch(query_json(status), [product], parcels_list: parcels)
puts "UpdateOrderDispatch #{taken.success}"

details = OpenapiClient::OrderDetailsFilter.new(order_ids: ["GE123874638GB"])
puts "GetOrdersDetails #{tracking.get_orders_details(details).first.order_id}"

refund = OpenapiClient::OrderRefundDetails.new(
  order_id: "GE123874638GB",
  total_refund_amount: 100,
  refund_reason: OpenapiClient::OrderRefundReason.new(order_refund_reason_code: "RETURN", name: "RETURN")
)
products = [piece("134643", "42"), piece("134644", "58")]
paid = OpenapiClient::RefundsApi.new.create_order_refund(query_json(refund), refund_product: products)
puts "CreateOrderRefund #{paid.success}"

exact = OpenapiClient::OrderDetailsFilter.new(order_ids: ["EXACT1GB"])
total = tracking.get_orders_details(exact).first.international_details.total_price
puts "Money #{total.class} #{total}"
