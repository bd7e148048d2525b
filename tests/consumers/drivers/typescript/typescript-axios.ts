// Three calls by the client that openapi-generator writes for axios.
import { Configuration, DispatchApi, RefundsApi, TrackingApi } from "./client/index.js";
import { details, dispatched, exact, guid, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";

const settings = new Configuration({ basePath: url, apiKey: guid });

const taken = await new DispatchApi(settings).updateOrderDispatch(orderStatus, dispatched, parcelsList);
console.log("UpdateOrderDispatch", taken.data.Success);

const orders = await new TrackingApi(settings).getOrdersDetails(details);
console.log("GetOrdersDetails", orders.data[0]?.OrderId);

const paid = await new RefundsApi(settings).createOrderRefund(orderRefund, refunded);
console.log("CreateOrderRefund", paid.data.Success);

const large = await new TrackingApi(settings).getOrdersDetails(exact);
reportMoney(large.data[0]?.InternationalDetails?.TotalPrice);
