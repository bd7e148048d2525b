// Nonsense that must not compile.
import org.openapitools.client.model.OrderRefundDetails
import org.openapitools.client.model.OrderStatusDetails

val refund = OrderRefundDetails().orderIdd(1)
val dispatch = OrderStatusDetails().orderId(1)
