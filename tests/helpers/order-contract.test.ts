// The TypeScript helper against the types that openapi-typescript writes. Each `@ts-expect-error` is nonsense
// that must not type-check.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Amount, bodyJson, digits, queryJson, readJson, refusal } from "./order-contract.js";
import type { components } from "./schema.js";

type OrderRefundDetails = components["schemas"]["OrderRefundDetails"];
type RefundProduct = components["schemas"]["RefundProduct"];
type OrderStatusDetails = components["schemas"]["OrderStatusDetails"];
type Parcel = components["schemas"]["Parcel"];
type MerchantOrder = components["schemas"]["MerchantOrder"];

describe("queryJson", () => {
  it("writes a generated type compactly, with the digits of its amounts", () => {
    const text = queryJson<OrderRefundDetails>({
      OrderId: "GE123874638GB",
      TotalRefundAmount: new Amount("12345678901234567.8900"),
      RefundReason: { OrderRefundReasonCode: "RETURN", Name: 'a "word"' },
    });
    assert.equal(
      text,
      '{"OrderId":"GE123874638GB","TotalRefundAmount":12345678901234567.8900,' +
        '"RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"a \\"word\\""}}',
    );
  });

  it("writes a status and a parcel", () => {
    const status = { OrderStatusCode: "DEL_12", Name: "Delayed" };
    assert.equal(
      queryJson<OrderStatusDetails>({ OrderId: "1", OrderStatus: status }),
      '{"OrderId":"1","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}',
    );
    assert.equal(queryJson<Parcel>({ ParcelCode: "12345-1" }), '{"ParcelCode":"12345-1"}');
  });

  it("takes nothing that the generated type does not have", () => {
    // @ts-expect-error a misspelt member that is required
    queryJson<OrderRefundDetails>({ OrderIdd: 1 });
    // @ts-expect-error a misspelt member that may be left out
    queryJson<OrderRefundDetails>({ OrderId: "1", TotalRefundAmout: 1 });
    // @ts-expect-error a text where the contract has a number
    queryJson<OrderRefundDetails>({ OrderId: "1", TotalRefundAmount: "1" });
    // @ts-expect-error a text, which is JSON already or is not JSON
    queryJson<OrderRefundDetails>('{"OrderId":"1"}');
    // @ts-expect-error a value whose generated type is not named
    queryJson({ OrderId: "1" });
  });

  it("leaves out what is undefined and writes null", () => {
    const product = bodyJson<RefundProduct>({ CartItemId: "1", RefundQuantity: "1", RefundAmount: "2.50" });
    assert.equal(product, '{"CartItemId":"1","RefundQuantity":"1","RefundAmount":"2.50"}');
    assert.equal(bodyJson<{ a?: string | undefined; b: null }>({ a: undefined, b: null }), '{"b":null}');
  });

  it("writes small and large numbers in plain digits and refuses what is not a number", () => {
    assert.equal(
      bodyJson<number[]>([1e21, 1e-7, -1.5e-8, 0.1, 100]),
      "[1000000000000000000000,0.0000001,-0.000000015,0.1,100]",
    );
    assert.throws(() => bodyJson<number>(NaN), TypeError);
    assert.throws(() => bodyJson<{ a: number }>({ a: Infinity }), TypeError);
  });
});

describe("Amount", () => {
  it("takes plain digits alone", () => {
    for (const text of ["", "1e5", "1,5", "01", ".5", "5.", " 1", "NaN", "1_0"]) {
      assert.throws(() => new Amount(text), RangeError, text);
    }
    assert.equal(`${new Amount("-10.10")}`, "-10.10");
  });

  it("cannot be written as a string by mistake", () => {
    assert.throws(() => JSON.stringify({ TotalRefundAmount: new Amount("1.10") }), TypeError);
  });
});

describe("readJson", () => {
  const text =
    '{"OrderId":"a 1.50 \\"2.50\\"",' +
    '"InternationalDetails":{"TotalPrice":29.9000,"TotalVATAmount":12345678901234567.89},' +
    '"PriceCoefficientRate":1e5,"DiscountedShippingPrice":7}';

  it("keeps the digits of each number", () => {
    const order = readJson<MerchantOrder>(text);
    assert.equal(order.OrderId, 'a 1.50 "2.50"');
    assert.equal(digits(order.InternationalDetails?.TotalPrice ?? 0), "29.9000");
    assert.equal(digits(order.InternationalDetails?.TotalVATAmount ?? 0), "12345678901234567.89");
    assert.equal(digits(order.PriceCoefficientRate ?? 0), "100000");
    assert.equal(order.DiscountedShippingPrice, 7);
  });

  it("gives back what it read, byte for byte", () => {
    const written = text.replace("1e5", "100000");
    assert.equal(bodyJson<MerchantOrder>(readJson<MerchantOrder>(text)), written);
  });

  it("leaves members alone that look like its own mark", () => {
    const odd = '{"amount":"1.5","amount_":{"amount":"2.5"},"x":1.50}';
    assert.equal(bodyJson<Record<"x", number>>(readJson<Record<"x", number>>(odd)), odd);
  });

  it("refuses what is not JSON", () => {
    assert.throws(() => readJson("<html>"), SyntaxError);
  });
});

describe("refusal", () => {
  it("finds each form of the documents, whatever the status was", () => {
    assert.deepEqual(refusal({ Code: "1006", Error: "too much", Description: null }), {
      schema: "ErrorInfo", code: "1006", message: "too much", description: null,
    });
    assert.equal(refusal({ Success: false, ErrorCode: "D001", Message: "no order" })?.code, "D001");
    assert.equal(refusal({ Success: " False " })?.schema, refusal({ Success: 0 })?.schema);
    assert.equal(refusal({ IsSuccess: false, ErrorText: "no parcel" })?.message, "no parcel");
    assert.equal(refusal({ Success: false, Reason: "too late" })?.message, "too late");
    assert.equal(refusal({ Code: 1006 })?.code, "1006");
  });

  it("finds none in a success", () => {
    const successes = [{ Success: true }, { Success: "true", Code: "1" }, { IsSuccess: true }];
    for (const body of [...successes, [], [{ Code: "1" }], null, "x", 1, {}, { Code: " " }]) {
      assert.equal(refusal(body), null, JSON.stringify(body));
    }
  });
});
