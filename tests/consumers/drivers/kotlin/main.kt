// Three calls from Kotlin by the client that openapi-generator writes for Java.
import ordercontract.OrderContract.amount
import ordercontract.OrderContract.queryJson
import org.openapitools.client.ApiClient
import org.openapitools.client.api.DispatchApi
import org.openapitools.client.api.RefundsApi
import org.openapitools.client.api.TrackingApi
import org.openapitools.client.model.OrderDetailsFilter
import org.openapitools.client.model.OrderRefundDetails
import org.openapitools.client.model.OrderRefundReason
import org.openapitools.client.model.OrderStatus
import org.openapitools.client.model.OrderStatusDetails
import org.openapitools.client.model.Parcel
import org.openapitools.client.model.PrintedAmount
import org.openapitools.client.model.Product
import org.openapitools.client.model.RefundProduct

fun piece(cartItem: String, price: String): RefundProduct =
  RefundProduct().cartItemId(cartItem).refundQuantity(PrintedAmount("1")).refundAmount(PrintedAmount(amount(price)))

fun main() {
  val client = ApiClient()
  client.updateBaseUri(System.getenv("CONSUMER_URL"))
  client.setRequestInterceptor { it.header("merchantGUID", System.getenv("CONSUMER_GUID")) }
  val tracking = TrackingApi(client)
  fun details(id: String) = tracking.getOrdersDetails(OrderDetailsFilter().addOrderIdsItem(id)).first()

  val status = OrderStatusDetails().orderId("testID").orderStatus(OrderStatus().orderStatusCode("DEL_12").name("Delayed"))
  val parcels = listOf("12345-1", "12345-2").map { queryJson(Parcel().parcelCode(it)) }
  val dispatched = listOf(Product().productCode("1020872").deliveryQuantity(PrintedAmount("1")))
  println("UpdateOrderDispatch " + DispatchApi(client).updateOrderDispatch(queryJson(status), dispatched, parcels).success)
  println("GetOrdersDetails " + details("GE123874638GB").orderId)

  val refund =
    OrderRefundDetails()
      .orderId("GE123874638GB")
      .totalRefundAmount(amount("100"))
      .refundReason(OrderRefundReason().orderRefundReasonCode("RETURN").name("RETURN"))
  val refunded = listOf(piece("134643", "42"), piece("134644", "58"))
  println("CreateOrderRefund " + RefundsApi(client).createOrderRefund(queryJson(refund), refunded).success)

  val total = details("EXACT1GB").internationalDetails!!.totalPrice!!
  println("Money " + total.javaClass.simpleName + " " + total.toPlainString())
}
