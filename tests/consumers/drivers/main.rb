# Three calls by the client that openapi-generator writes for Ruby.
require "uri"
require "openapi_client"

DISPATCHED = '{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}'.freeze
REFUNDED = '{"OrderId":"GE123874638GB","TotalRefundAmount":100,"RefundComments":"",' \
           '"RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"RETURN"}}'.freeze

OpenapiClient.configure do |settings|
  place = URI(ENV.fetch("CONSUMER_URL"))
  settings.scheme = place.scheme
  settings.host = "#{place.host}:#{place.port}"
  settings.base_path = ""
  settings.server_index = nil
  settings.params_encoding = :multi
  settings.api_key["merchantGUID"] = ENV.fetch("CONSUMER_GUID")
end

def piece(cart_item, amount)
  OpenapiClient::RefundProduct.new(cart_item_id: cart_item, refund_quantity: "1", refund_amount: amount)
end

product = OpenapiClient::Product.new(product_code: "1020872", delivery_quantity: 1)
parcels = ['{"ParcelCode":"12345-1"}', '{"ParcelCode":"12345-2"}']
puts "UpdateOrderDispatch #{OpenapiClient::DispatchApi.new.update_order_dispatch(DISPATCHED, [product], parcels_list: parcels).success}"

filter = OpenapiClient::OrderDetailsFilter.new(order_ids: ["GE123874638GB"])
puts "GetOrdersDetails #{OpenapiClient::TrackingApi.new.get_orders_details(filter).first.order_id}"

products = [piece("134643", "42"), piece("134644", "58")]
puts "CreateOrderRefund #{OpenapiClient::RefundsApi.new.create_order_refund(REFUNDED, refund_product: products).success}"
