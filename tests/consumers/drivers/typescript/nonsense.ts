// Nonsense that must not type-check.
import type { OrderRefundDetails, OrderStatusDetails } from "./types.js";

export const refund: OrderRefundDetails = { OrderIdd: 1 };
export const dispatch: OrderStatusDetails = { OrderIdd: 1 };
