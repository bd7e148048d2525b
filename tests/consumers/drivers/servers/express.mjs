// The merchant's endpoint in Express, validated by express-openapi-validator from the document alone.
import express from "express";
import * as OpenApiValidator from "express-openapi-validator";
import { receive, refusal } from "./receiver.mjs";

const app = express();
app.use(express.json());
app.use(
  OpenApiValidator.middleware({
    apiSpec: process.env["DOCUMENT"],
    // The default refuses members of the query that the document does not have.
    validateRequests: { allowUnknownQueryParameters: true },
    validateResponses: true,
    formats: { decimal: { type: "number", validate: () => true } },
  }),
);
app.post("/order-status-update-url", (request, response) => {
  const [status, body] = receive(request.body);
  response.status(status).json(body);
});
app.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).json(refusal(error.message));
});
app.listen(Number(process.env["PORT"]), "127.0.0.1");
