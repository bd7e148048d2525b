// The merchant's endpoint in Fastify, with routes and validation by fastify-openapi-glue from the document alone.
import Fastify from "fastify";
import openapiGlue from "fastify-openapi-glue";
import { receive, refusal } from "./receiver.mjs";

// Fastify's own defaults turn "1" into 1, drop members before the validation sees them, and know no `example`.
const customOptions = { coerceTypes: false, removeAdditional: false, strict: false, formats: { decimal: true } };
const app = Fastify({ ajv: { customOptions } });
app.setErrorHandler((error, _request, reply) => {
  reply.code(error.statusCode ?? 500).send(refusal(error.message));
});
app.register(openapiGlue, {
  specification: process.env["DOCUMENT"],
  serviceHandlers: {
    async updateOrderStatusCallback(request, reply) {
      const [status, body] = receive(request.body);
      reply.code(status).send(body);
    },
  },
});
await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
