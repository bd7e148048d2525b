// Three calls by openapi-fetch on the types that openapi-typescript writes.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";
import { DISPATCHED, FILTER, PARCELS, PIECES, PRODUCTS, REFUNDED, guid, must, url } from "./order.js";

const api = createClient<paths>({ baseUrl: url, headers: { merchantGUID: guid } });

const taken = await api.POST("/Order/UpdateOrderDispatch", {
  params: { query: { orderStatus: DISPATCHED, parcelsList: PARCELS } },
  body: PRODUCTS,
});
console.log("UpdateOrderDispatch", must(taken).Success);

const orders = await api.POST("/Order/GetOrdersDetails", { body: FILTER });
console.log("GetOrdersDetails", must(orders)[0]?.OrderId);

const paid = await api.POST("/Order/CreateOrderRefund", { params: { query: { orderRefund: REFUNDED } }, body: PIECES });
console.log("CreateOrderRefund", must(paid).Success);
