// Three calls by the Zodios client that openapi-zod-client writes. Zod checks what is sent and what comes.
import { createApiClient, schemas } from "./api.js";
import { details, dispatched, exact, guid, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";

for (const schema of [schemas.OrderRefundDetails, schemas.OrderStatusDetails]) {
  if (schema.safeParse({ OrderIdd: 1 }).success) throw new Error("nonsense was parsed");
}

// Without `indexes: null` axios writes `parcelsList[]`, and the parcels are lost.
const api = createApiClient(url, { axiosConfig: { headers: { merchantGUID: guid }, paramsSerializer: { indexes: null } } });

const taken = await api.updateOrderDispatch(dispatched, { queries: { orderStatus, parcelsList } });
console.log("UpdateOrderDispatch", taken.Success);

const orders = await api.getOrdersDetails(details);
console.log("GetOrdersDetails", orders[0]?.OrderId);

const paid = await api.createOrderRefund(refunded, { queries: { orderRefund } });
console.log("CreateOrderRefund", paid.Success);

const [order] = await api.getOrdersDetails(exact);
reportMoney(order?.InternationalDetails?.TotalPrice);
