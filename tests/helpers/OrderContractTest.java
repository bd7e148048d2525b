import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import ordercontract.OrderContract;

/** The Java helper, with a model as the generators write it. Ends with 1 at what does not hold. */
public final class OrderContractTest {
  public static final class Refund {
    @JsonProperty("OrderId") public String orderId;
    @JsonProperty("TotalRefundAmount") public BigDecimal total;
    @JsonProperty("RefundComments") public String comments;
  }

  private static int passed;

  public static void main(String[] arguments) {
    jsonInTheQuery();
    amounts();
    refusals();
    System.out.println(passed + " passed, 0 failed");
  }

  private static void jsonInTheQuery() {
    Refund refund = new Refund();
    refund.orderId = "GE123874638GB";
    refund.total = OrderContract.amount("12345678901234567.8900");
    String begin = "{\"OrderId\":\"GE123874638GB\",\"TotalRefundAmount\":";
    equal(begin + "12345678901234567.8900}", OrderContract.queryJson(refund));
    refund.total = new BigDecimal("1E+3");
    equal(begin + "1000}", OrderContract.queryJson(refund));
    equal("{\"a\":[null,1]}", OrderContract.queryJson(Map.of("a", Arrays.asList(null, 1))));
    contains("got a text", refused(() -> OrderContract.queryJson("{}")));
    Map<String, ?> deep = Map.of("a", List.of(1, Map.of("b", 0.1)));
    contains("got a binary number; pass a BigDecimal", refused(() -> OrderContract.queryJson(deep)));
    contains("[\"b\"]", refused(() -> OrderContract.queryJson(Map.of("b", 0.1f))));
  }

  private static void amounts() {
    equal("29.9000", OrderContract.read("{\"a\":29.9000}").get("a").decimalValue().toPlainString());
    String text = "{\"a\":29.9000,\"b\":12345678901234567.89}";
    equal("DecimalNode", OrderContract.read(text).get("b").getClass().getSimpleName());
    equal(text, OrderContract.queryJson(OrderContract.read(text)));
    for (String digits : List.of("", "1e5", "1,5", "01", ".5", "5.", " 1", "NaN")) {
      contains("An amount is", refused(() -> OrderContract.amount(digits)));
    }
  }

  private static void refusals() {
    String quantity = "{\"Code\":\"1006\",\"Error\":\"too much\",\"Description\":null}";
    OrderContract.Refusal first = OrderContract.refusal(quantity);
    equal("Refusal[schema=ErrorInfo, code=1006, message=too much, description=null]", first.toString());
    equal("D001", OrderContract.refusal("{\"Success\":false,\"ErrorCode\":\"D001\"}").code());
    equal("no parcel", OrderContract.refusal("{\"IsSuccess\":\" False \",\"ErrorText\":\"no parcel\"}").message());
    equal("too late", OrderContract.refusal("{\"Success\":false,\"Reason\":\"too late\"}").message());
    equal("1006", OrderContract.refusal("{\"Code\":1006}").code());
    equal("null", String.valueOf(OrderContract.refusal("{\"Success\":0}").code()));
    String open = "{\"Success\":\"true\",\"Code\":\"1\"}";
    List<String> others = List.of("[]", "[{\"Code\":\"1\"}]", "null", "1", "{}", "{\"Code\":\" \"}");
    equal("null", String.valueOf(OrderContract.refusal("{\"Success\":true}")));
    equal("null", String.valueOf(OrderContract.refusal(open)));
    for (String body : others) {
      equal("null", String.valueOf(OrderContract.refusal(body)));
    }
    contains("The text is not JSON", refused(() -> OrderContract.refusal("<html>")));
  }

  private static String refused(Runnable action) {
    try {
      action.run();
    } catch (IllegalArgumentException problem) {
      return problem.getMessage();
    }
    return "nothing was refused";
  }

  private static void equal(String expected, String actual) {
    hold(actual.equals(expected), expected, actual);
  }

  private static void contains(String expected, String actual) {
    hold(actual.contains(expected), expected, actual);
  }

  private static void hold(boolean held, String expected, String actual) {
    if (!held) {
      System.err.println("expected " + expected + ", got " + actual);
      System.exit(1);
    }
    passed++;
  }
}
