// Three calls by the client that orval writes for fetch.
import { createOrderRefund, getOrdersDetails, updateOrderDispatch } from "./api.js";
import { details, dispatched, exact, guid, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";

// The paths that orval calls have no host in front.
const send = globalThis.fetch;
globalThis.fetch = (path, init) => send(`${url}${path}`, init);
const options = { headers: { merchantGUID: guid } };

const taken = await updateOrderDispatch(dispatched, { orderStatus, parcelsList }, options);
if (taken.status !== 200) throw new Error(JSON.stringify(taken.data));
console.log("UpdateOrderDispatch", taken.data.Success);

const orders = await getOrdersDetails(details, options);
if (orders.status !== 200) throw new Error(JSON.stringify(orders.data));
console.log("GetOrdersDetails", orders.data[0]?.OrderId);

const paid = await createOrderRefund({ orderRefund }, refunded, options);
if (paid.status !== 200) throw new Error(JSON.stringify(paid.data));
console.log("CreateOrderRefund", paid.data.Success);

const large = await getOrdersDetails(exact, options);
if (large.status !== 200) throw new Error(JSON.stringify(large.data));
reportMoney(large.data[0]?.InternationalDetails?.TotalPrice);
