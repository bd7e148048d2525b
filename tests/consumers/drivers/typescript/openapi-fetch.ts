// Three calls by openapi-fetch on the types that openapi-typescript writes.
import createClient from "openapi-fetch";
import { readJson } from "./order-contract.js";
import { details, dispatched, exact, guid, must, orderRefund, orderStatus, parcelsList, refunded, reportMoney, url } from "./order.js";
import type { paths } from "./schema.js";
import type { MerchantOrder } from "./types.js";

const api = createClient<paths>({ baseUrl: url, headers: { merchantGUID: guid } });

const taken = await api.POST("/Order/UpdateOrderDispatch", { params: { query: { orderStatus, parcelsList } }, body: dispatched });
console.log("UpdateOrderDispatch", must(taken).Success);

const orders = await api.POST("/Order/GetOrdersDetails", { body: details });
console.log("GetOrdersDetails", must(orders)[0]?.OrderId);

const paid = await api.POST("/Order/CreateOrderRefund", { params: { query: { orderRefund } }, body: refunded });
console.log("CreateOrderRefund", must(paid).Success);

// As text, read by the helper: every digit of an amount is kept.
const text = await api.POST("/Order/GetOrdersDetails", { body: exact, parseAs: "text" });
const [order] = readJson<MerchantOrder[]>(must(text));
reportMoney(order?.InternationalDetails?.TotalPrice);
