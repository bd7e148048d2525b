// Three calls by the client that @hey-api/openapi-ts writes.
import { client } from "./client/client.gen.js";
import { createOrderRefund, getOrdersDetails, updateOrderDispatch } from "./client/sdk.gen.js";
import { DISPATCHED, FILTER, PARCELS, PIECES, PRODUCTS, REFUNDED, guid, must, url } from "./order.js";

client.setConfig({ baseUrl: url, auth: () => guid });

const taken = await updateOrderDispatch({ query: { orderStatus: DISPATCHED, parcelsList: PARCELS }, body: PRODUCTS });
console.log("UpdateOrderDispatch", must(taken).Success);

const orders = await getOrdersDetails({ body: FILTER });
console.log("GetOrdersDetails", must(orders)[0]?.OrderId);

const paid = await createOrderRefund({ query: { orderRefund: REFUNDED }, body: PIECES });
console.log("CreateOrderRefund", must(paid).Success);
