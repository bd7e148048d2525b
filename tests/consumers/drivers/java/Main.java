// Three calls by the client that openapi-generator writes for Java.
import static ordercontract.OrderContract.amount;
import static ordercontract.OrderContract.queryJson;

import java.math.BigDecimal;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.DispatchApi;
import org.openapitools.client.api.RefundsApi;
import org.openapitools.client.api.TrackingApi;
import org.openapitools.client.model.OrderDetailsFilter;
import org.openapitools.client.model.OrderRefundDetails;
import org.openapitools.client.model.OrderRefundReason;
import org.openapitools.client.model.OrderStatus;
import org.openapitools.client.model.OrderStatusDetails;
import org.openapitools.client.model.Parcel;
import org.openapitools.client.model.PrintedAmount;
import org.openapitools.client.model.Product;
import org.openapitools.client.model.RefundProduct;

public final class Main {
  private static RefundProduct piece(String cartItem, String price) {
    return new RefundProduct()
        .cartItemId(cartItem)
        .refundQuantity(new PrintedAmount("1"))
        .refundAmount(new PrintedAmount(amount(price)));
  }

  public static void main(String[] arguments) throws Exception {
    String guid = System.getenv("CONSUMER_GUID");
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("CONSUMER_URL"));
    client.setRequestInterceptor(request -> request.header("merchantGUID", guid));

    OrderStatusDetails status =
        new OrderStatusDetails().orderId("testID").orderStatus(new OrderStatus().orderStatusCode("DEL_12").name("Delayed"));
    List<String> parcels =
        List.of(queryJson(new Parcel().parcelCode("12345-1")), queryJson(new Parcel().parcelCode("12345-2")));
    List<Product> dispatched =
        List.of(new Product().productCode("1020872").deliveryQuantity(new PrintedAmount(BigDecimal.ONE)));
    System.out.println(
        "UpdateOrderDispatch " + new DispatchApi(client).updateOrderDispatch(queryJson(status), dispatched, parcels).getSuccess());

    TrackingApi tracking = new TrackingApi(client);
    OrderDetailsFilter details = new OrderDetailsFilter().addOrderIdsItem("GE123874638GB");
    System.out.println("GetOrdersDetails " + tracking.getOrdersDetails(details).get(0).getOrderId());

    OrderRefundDetails refund =
        new OrderRefundDetails()
            .orderId("GE123874638GB")
            .totalRefundAmount(amount("100"))
            .refundReason(new OrderRefundReason().orderRefundReasonCode("RETURN").name("RETURN"));
    List<RefundProduct> refunded = List.of(piece("134643", "42"), piece("134644", "58"));
    System.out.println("CreateOrderRefund " + new RefundsApi(client).createOrderRefund(queryJson(refund), refunded).getSuccess());

    OrderDetailsFilter exact = new OrderDetailsFilter().addOrderIdsItem("EXACT1GB");
    BigDecimal total = tracking.getOrdersDetails(exact).get(0).getInternationalDetails().getTotalPrice();
    System.out.println("Money " + total.getClass().getSimpleName() + " " + total.toPlainString());
  }
}
