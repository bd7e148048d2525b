// What all TypeScript clients send, built from the types that the tool has made of the documents.
import { queryJson } from "./order-contract.js";
import type {
  OrderDetailsFilter, OrderRefundDetails, OrderStatusDetails, Parcel, Product, RefundProduct,
} from "./types.js";

export const url = process.env["CONSUMER_URL"] ?? "";
export const guid = process.env["CONSUMER_GUID"] ?? "";

export const orderStatus = queryJson<OrderStatusDetails>({
  OrderId: "testID",
  OrderStatus: { OrderStatusCode: "DEL_12", Name: "Delayed" },
});
export const parcelsList = ["12345-1", "12345-2"].map((code) => queryJson<Parcel>({ ParcelCode: code }));
export const dispatched: Product[] = [{ ProductCode: "1020872", DeliveryQuantity: "1" }];

export const orderRefund = queryJson<OrderRefundDetails>({
  OrderId: "GE123874638GB",
  TotalRefundAmount: 100,
  RefundComments: "",
  RefundReason: { OrderRefundReasonCode: "RETURN", Name: "RETURN" },
});
export const refunded: RefundProduct[] = [
  { CartItemId: "134643", RefundQuantity: "1", RefundAmount: "42" },
  { CartItemId: "134644", RefundQuantity: "1", RefundAmount: "58" },
];

export const details: OrderDetailsFilter = { OrderIds: ["GE123874638GB"] };
export const exact: OrderDetailsFilter = { OrderIds: ["EXACT1GB"] };

/** Print what became of the total of the order EXACT1GB. */
export function reportMoney(total: unknown): void {
  const type = typeof total === "object" && total !== null ? total.constructor.name : typeof total;
  console.log("Money", type, String(total));
}

export function must<T>(response: { data?: T | undefined; error?: unknown }): T {
  if (response.data === undefined) throw new Error(JSON.stringify(response.error));
  return response.data;
}
