// Three calls by the client that openapi-generator writes for fetch.
import { Configuration, DispatchApi, RefundsApi, TrackingApi } from "./client/index.js";
import { details, dispatched, exact, guid, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";

const settings = new Configuration({ basePath: url, apiKey: guid });

const taken = await new DispatchApi(settings).updateOrderDispatch({ orderStatus, product: dispatched, parcelsList });
console.log("UpdateOrderDispatch", taken.Success);

const orders = await new TrackingApi(settings).getOrdersDetails({ orderDetailsFilter: details });
console.log("GetOrdersDetails", orders[0]?.OrderId);

const paid = await new RefundsApi(settings).createOrderRefund({ orderRefund, refundProduct: refunded });
console.log("CreateOrderRefund", paid.Success);

const [order] = await new TrackingApi(settings).getOrdersDetails({ orderDetailsFilter: exact });
reportMoney(order?.InternationalDetails?.TotalPrice);
