// Nonsense that must not compile.
import org.openapitools.client.model.OrderRefundDetails;
import org.openapitools.client.model.OrderStatusDetails;

final class Nonsense {
  static final Object REFUND = new OrderRefundDetails().orderIdd(1);
  static final Object DISPATCH = new OrderStatusDetails().orderId(1);
}
