// Three calls by the client that swagger-typescript-api writes.
import { Api } from "./api.js";
import { details, dispatched, exact, guid, must, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";

const { order: orders } = new Api({ baseUrl: url, baseApiParams: { headers: { merchantGUID: guid } } });

const taken = await orders.updateOrderDispatch({ orderStatus, parcelsList }, dispatched);
console.log("UpdateOrderDispatch", must(taken).Success);

const known = await orders.getOrdersDetails(details);
console.log("GetOrdersDetails", must(known)[0]?.OrderId);

const paid = await orders.createOrderRefund({ orderRefund }, refunded);
console.log("CreateOrderRefund", must(paid).Success);

const [order] = must(await orders.getOrdersDetails(exact));
reportMoney(order?.InternationalDetails?.TotalPrice);
