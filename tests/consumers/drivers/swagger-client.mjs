// Three calls by swagger-client, which reads the document when it runs. It has no types: requests are plain
// objects, and amounts are JavaScript's numbers. With an argument, a refund with these parameters.
import { readFileSync } from "node:fs";
import SwaggerClient from "swagger-client";

const document = JSON.parse(readFileSync(process.env["DOCUMENT"], "utf8"));
const { apis } = await SwaggerClient({
  spec: { ...document, servers: [{ url: process.env["CONSUMER_URL"] ?? "http://127.0.0.1" }] },
  authorizations: { merchantGUID: process.env["CONSUMER_GUID"] },
});

async function details(orderId) {
  const { body } = await apis.Tracking.getOrdersDetails({}, { requestBody: { OrderIds: [orderId] } });
  return body[0];
}

if (process.argv[2]) {
  await apis.Refunds.createOrderRefund(JSON.parse(process.argv[2]));
}

const status = { OrderId: "testID", OrderStatus: { OrderStatusCode: "DEL_12", Name: "Delayed" } };
const parcels = [{ ParcelCode: "12345-1" }, { ParcelCode: "12345-2" }];
const taken = await apis.Dispatch.updateOrderDispatch(
  { orderStatus: JSON.stringify(status), parcelsList: parcels.map((parcel) => JSON.stringify(parcel)) },
  { requestBody: [{ ProductCode: "1020872", DeliveryQuantity: "1" }] },
);
console.log("UpdateOrderDispatch", taken.body.Success);
console.log("GetOrdersDetails", (await details("GE123874638GB")).OrderId);

const refund = {
  OrderId: "GE123874638GB",
  TotalRefundAmount: 100,
  RefundReason: { OrderRefundReasonCode: "RETURN", Name: "RETURN" },
};
const pieces = [["134643", "42"], ["134644", "58"]].map(([CartItemId, RefundAmount]) => ({
  CartItemId,
  RefundQuantity: "1",
  RefundAmount,
}));
const paid = await apis.Refunds.createOrderRefund({ orderRefund: JSON.stringify(refund) }, { requestBody: pieces });
console.log("CreateOrderRefund", paid.body.Success);

const total = (await details("EXACT1GB")).InternationalDetails.TotalPrice;
console.log("Money", typeof total, String(total));
