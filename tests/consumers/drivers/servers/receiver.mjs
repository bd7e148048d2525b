// What both servers do with a callback that their validator has let through.
const guid = (process.env["ORDER_CONTRACT_MERCHANT_GUID"] ?? "").toLowerCase();
const statuses = new Map();

/** The HTTP status and the body of the response. */
export function receive(order) {
  if (order?.OrderId === "" || order?.StatusCode === "") return [400, refusal("OrderId or StatusCode is empty.")];
  if (String(order?.MerchantGUID ?? "").toLowerCase() !== guid) {
    return [401, refusal("MerchantGUID is wrong.")];
  }
  statuses.set(order.OrderId, order.StatusCode);
  return [200, { Success: true, OrderId: order.OrderId }];
}

export function refusal(message) {
  return { Success: false, Message: String(message), Description: String(message) };
}
