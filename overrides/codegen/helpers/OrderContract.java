package ordercontract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.regex.Pattern;

/**
 * JSON in the query, refusals and exact amounts, for a Java client of the order APIs.
 *
 * <p>Copy this file. Java 17 and Jackson 2, which the generated clients have too. Written from spec/ by
 * {@code make generate}; do not edit.
 */
public final class OrderContract {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .findAndAddModules()
          .addModule(withoutBinaryNumbers())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private OrderContract() {}

  /** Why a request was refused: the schema that the body has, and what it says, which can be null. */
  public record Refusal(String schema, String code, String message, String description) {}

  /**
   * The compact JSON text for a parameter of the query ({@code orderStatus}, {@code orderRefund}, one of
   * {@code parcelsList}), with the digits of its amounts. The client percent-encodes it.
   *
   * @param model a generated model; members that are null are left out
   * @throws IllegalArgumentException for a text, for a {@code double} or a {@code float}, which have no exact
   *     digits, and for what Jackson cannot write
   */
  public static String queryJson(Object model) {
    if (model instanceof CharSequence) {
      throw new IllegalArgumentException("queryJson got a text; pass a model.");
    }
    try {
      return MAPPER.writeValueAsString(model);
    } catch (IOException broken) {
      throw new IllegalArgumentException(broken.getMessage(), broken);
    }
  }

  /**
   * An exact amount from plain digits.
   *
   * @throws NumberFormatException for anything but digits such as {@code 10.10} or {@code -3}
   */
  public static BigDecimal amount(String digits) {
    if (!PLAIN.matcher(digits).matches()) {
      throw new NumberFormatException("An amount is a plain decimal number such as 10.10.");
    }
    return new BigDecimal(digits);
  }

  /**
   * What a response says of a refusal, under any HTTP status.
   *
   * @param body the response as it came
   * @return null when it is JSON and not a refusal
   * @throws IllegalArgumentException when it is not JSON: the outcome of the request is then unknown
   */
  public static Refusal refusal(String body) {
    return refusal(read(body));
  }

  /** What a parsed response says of a refusal; null when it is not one. */
  public static Refusal refusal(JsonNode body) {
    Refusal first = null;
    for (JsonNode envelope : ENVELOPES) {
      if (holds(envelope.path("when"), body)) {
        Refusal refusal =
            new Refusal(
                envelope.path("schema").asText(),
                member(envelope, "code", body),
                member(envelope, "message", body),
                member(envelope, "description", body));
        // Two of them begin alike; the one that has its texts in the body is meant.
        if (refusal.code() != null || refusal.message() != null) {
          return refusal;
        }
        first = first == null ? refusal : first;
      }
    }
    return first;
  }

  /**
   * Reads JSON; numbers with a fraction are decimals with their digits.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException broken) {
      throw new IllegalArgumentException("The text is not JSON.");
    }
  }

  private static SimpleModule withoutBinaryNumbers() {
    JsonSerializer<Number> refusing =
        new JsonSerializer<>() {
          @Override
          public void serialize(Number value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            throw JsonMappingException.from(generator, "got a binary number; pass a BigDecimal");
          }
        };
    return new SimpleModule().addSerializer(Double.class, refusing).addSerializer(Float.class, refusing);
  }

  private static String member(JsonNode envelope, String name, JsonNode body) {
    JsonNode value = body.path(envelope.path(name).asText());
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }

  /** Whether a value has the schema, for the part of JSON Schema that tells a refusal in the documents. */
  private static boolean holds(JsonNode schema, JsonNode value) {
    JsonNode type = schema.path("type");
    boolean typed = type.isMissingNode() || isType(type.asText(), value);
    for (JsonNode option : type) {
      typed |= isType(option.asText(), value);
    }
    if (!typed || (schema.has("const") && !same(schema.get("const"), value))) {
      return false;
    }
    if (schema.has("pattern") && value.isTextual()) {
      if (!Pattern.compile(schema.get("pattern").asText()).matcher(value.asText()).find()) {
        return false;
      }
    }
    for (JsonNode name : schema.path("required")) {
      if (value.isObject() && !value.has(name.asText())) {
        return false;
      }
    }
    JsonNode properties = schema.path("properties");
    for (Iterator<String> names = properties.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (value.has(name) && !holds(properties.get(name), value.get(name))) {
        return false;
      }
    }
    boolean any = !schema.has("anyOf");
    for (JsonNode branch : schema.path("anyOf")) {
      any |= holds(branch, value);
    }
    return any && !(schema.has("not") && holds(schema.get("not"), value));
  }

  private static boolean same(JsonNode expected, JsonNode value) {
    return expected.isNumber() && value.isNumber()
        ? expected.decimalValue().compareTo(value.decimalValue()) == 0
        : expected.equals(value);
  }

  private static boolean isType(String name, JsonNode value) {
    return switch (name) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "integer" -> value.isIntegralNumber();
      default -> value.isNumber();
    };
  }

  private static final Pattern PLAIN = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?");

  private static final JsonNode ENVELOPES =
      read(
          ENVELOPES_OF_THE_DOCUMENT);
}
