// Three calls by the endpoints that the code generator of RTK Query writes.
import { configureStore } from "@reduxjs/toolkit";
import { api } from "./api.js";
import { details, dispatched, exact, must, orderRefund, orderStatus, parcelsList, refunded, reportMoney } from "./order.js";

const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer },
  middleware: (standard) => standard().concat(api.middleware),
});
const { createOrderRefund, getOrdersDetails, updateOrderDispatch } = api.endpoints;

const taken = await store.dispatch(updateOrderDispatch.initiate({ orderStatus, parcelsList, body: dispatched }));
console.log("UpdateOrderDispatch", must(taken).Success);

const orders = await store.dispatch(getOrdersDetails.initiate({ orderDetailsFilter: details }));
console.log("GetOrdersDetails", must(orders)[0]?.OrderId);

const paid = await store.dispatch(createOrderRefund.initiate({ orderRefund, body: refunded }));
console.log("CreateOrderRefund", must(paid).Success);

const [order] = must(await store.dispatch(getOrdersDetails.initiate({ orderDetailsFilter: exact })));
reportMoney(order?.InternationalDetails?.TotalPrice);
