// Three calls by the client that @hey-api/openapi-ts writes.
import { client } from "./client/client.gen.js";
import { createOrderRefund, getOrdersDetails, updateOrderDispatch } from "./client/sdk.gen.js";
import { details, dispatched, exact, guid, must, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";

client.setConfig({ baseUrl: url, auth: () => guid });

const taken = await updateOrderDispatch({ query: { orderStatus, parcelsList }, body: dispatched });
console.log("UpdateOrderDispatch", must(taken).Success);

const orders = await getOrdersDetails({ body: details });
console.log("GetOrdersDetails", must(orders)[0]?.OrderId);

const paid = await createOrderRefund({ query: { orderRefund }, body: refunded });
console.log("CreateOrderRefund", must(paid).Success);

const [order] = must(await getOrdersDetails({ body: exact }));
reportMoney(order?.InternationalDetails?.TotalPrice);
