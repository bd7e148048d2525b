// What all TypeScript clients send.
export const DISPATCHED = JSON.stringify({ OrderId: "testID", OrderStatus: { OrderStatusCode: "DEL_12", Name: "Delayed" } });
export const REFUNDED = JSON.stringify({
  OrderId: "GE123874638GB",
  TotalRefundAmount: 100,
  RefundComments: "",
  RefundReason: { OrderRefundReasonCode: "RETURN", Name: "RETURN" },
});
export const PARCELS = [JSON.stringify({ ParcelCode: "12345-1" }), JSON.stringify({ ParcelCode: "12345-2" })];
export const PRODUCTS = [{ ProductCode: "1020872", DeliveryQuantity: 1 }];
export const FILTER = { OrderIds: ["GE123874638GB"] };
export const PIECES = [
  { CartItemId: "134643", RefundQuantity: "1", RefundAmount: "42" },
  { CartItemId: "134644", RefundQuantity: "1", RefundAmount: "58" },
];

export const url = process.env["CONSUMER_URL"] ?? "";
export const guid = process.env["CONSUMER_GUID"] ?? "";

export function must<T>(answer: { data?: T | undefined; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}
