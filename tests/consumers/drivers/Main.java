// Three calls by the client that openapi-generator writes for Java.
import java.math.BigDecimal;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.DispatchApi;
import org.openapitools.client.api.RefundsApi;
import org.openapitools.client.api.TrackingApi;
import org.openapitools.client.model.OrderDetailsFilter;
import org.openapitools.client.model.PrintedAmount;
import org.openapitools.client.model.Product;
import org.openapitools.client.model.RefundProduct;

public final class Main {
  private static final String DISPATCHED = "{\"OrderId\":\"testID\",\"OrderStatus\":{\"OrderStatusCode\":\"DEL_12\",\"Name\":\"Delayed\"}}";
  private static final String REFUNDED =
      "{\"OrderId\":\"GE123874638GB\",\"TotalRefundAmount\":100,\"RefundComments\":\"\","
          + "\"RefundReason\":{\"OrderRefundReasonCode\":\"RETURN\",\"Name\":\"RETURN\"}}";

  private static RefundProduct piece(String cartItem, String amount) {
    return new RefundProduct()
        .cartItemId(cartItem)
        .refundQuantity(new PrintedAmount(BigDecimal.ONE))
        .refundAmount(new PrintedAmount(new BigDecimal(amount)));
  }

  public static void main(String[] arguments) throws Exception {
    String guid = System.getenv("CONSUMER_GUID");
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("CONSUMER_URL"));
    client.setRequestInterceptor(request -> request.header("merchantGUID", guid));

    Product product = new Product().productCode("1020872").deliveryQuantity(BigDecimal.ONE);
    List<String> parcels = List.of("{\"ParcelCode\":\"12345-1\"}", "{\"ParcelCode\":\"12345-2\"}");
    System.out.println("UpdateOrderDispatch " + new DispatchApi(client).updateOrderDispatch(DISPATCHED, List.of(product), parcels).getSuccess());

    OrderDetailsFilter filter = new OrderDetailsFilter().addOrderIdsItem("GE123874638GB");
    System.out.println("GetOrdersDetails " + new TrackingApi(client).getOrdersDetails(filter).get(0).getOrderId());

    List<RefundProduct> products = List.of(piece("134643", "42"), piece("134644", "58"));
    System.out.println("CreateOrderRefund " + new RefundsApi(client).createOrderRefund(REFUNDED, products).getSuccess());
  }
}
