"""A shop on FastAPI, whose model has the members that it needs and lets all others through."""

from decimal import Decimal
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

app = FastAPI()
statuses: dict[str, str] = {}


class Details(BaseModel):
    model_config = ConfigDict(extra="allow")
    CurrencyCode: str | None = None
    TotalPrice: Decimal | None = None


class Order(BaseModel):
    model_config = ConfigDict(extra="allow")
    OrderId: str = Field(min_length=1)
    StatusCode: str = Field(min_length=1)
    MerchantOrderId: str | None = None
    InternationalDetails: Details | None = None


class Info(BaseModel):
    InternalOrderId: str | None = None
    OrderId: str | None = None
    Success: bool
    ErrorCode: str | None = None
    Message: str | None = None
    Description: str | None = None


@app.post("/order-status-update-url")
def order_status(order: Order) -> Info:
    statuses[order.OrderId] = order.StatusCode
    return Info(Success=True, OrderId=order.MerchantOrderId, InternalOrderId=order.MerchantOrderId)


@app.exception_handler(RequestValidationError)
def malformed(_: Any, error: RequestValidationError) -> JSONResponse:
    places = ", ".join(".".join(map(str, problem["loc"])) for problem in error.errors())
    return failure(422, f"malformed: {places}")


@app.exception_handler(HTTPException)
def refused(_: Any, error: HTTPException) -> JSONResponse:
    return failure(error.status_code, str(error.detail))


def failure(status: int, message: str) -> JSONResponse:
    return JSONResponse({"Success": False, "Message": message, "Description": ""}, status)
