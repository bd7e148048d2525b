// A shop on Node's own server: it takes numbers as ids, and prints a line of the JSON that it was sent nowhere.
"use strict";
const http = require("node:http");
const orders = new Map([["GE10047946955SG", "00024345"], ["GE10047946956SG", "00024346"]]);

function reply(response, status, value) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

function failed(response, status, message) {
  reply(response, status, { Success: false, ErrorCode: "100", Message: message, Description: message });
}

const server = http.createServer((request, response) => {
  if (request.method !== "POST") return failed(response, 405, "POST it");
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    let order;
    try {
      order = JSON.parse(Buffer.concat(pieces).toString("utf8"));
    } catch {
      return failed(response, 400, "this is not JSON");
    }
    if (order === null || typeof order !== "object" || Array.isArray(order)) {
      return failed(response, 400, "this is not an order");
    }
    if (!order.OrderId || !order.StatusCode) return failed(response, 400, "OrderId or StatusCode is missing");
    const number = orders.get(String(order.OrderId));
    if (!number) return failed(response, 404, "we do not know this order");
    return reply(response, 200, { OrderId: number, InternalOrderId: number, Success: true });
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
