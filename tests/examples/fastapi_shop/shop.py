"""A shop that cancels orders when Global-e tells it to."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from order_contract.callback import Receiver, asgi, fastapi
from order_contract.callback.receiver import CANCELLED
from order_contract.callback.sqlalchemy_store import SQLAlchemyStore, delivery_table
from order_contract.globale.models import MerchantOrder


class Base(DeclarativeBase):
    """The shop's tables."""


class Cancellation(Base):
    """An order that was cancelled. Nothing keeps an order from standing here twice but the receiver."""

    __tablename__ = "cancellation"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str]
    reason: Mapped[str]


engine = create_async_engine(os.environ.get("SHOP_DATABASE", "sqlite+aiosqlite:///shop.sqlite"))
receiver = Receiver(
    os.environ.get("ORDER_CONTRACT_MERCHANT_GUID", "0511db1d-cdc6"),
    store=SQLAlchemyStore(engine, table=delivery_table(Base.metadata)),
)


@receiver.on_cancelled
async def cancel(order: MerchantOrder, session: AsyncSession) -> None:
    reason = order.order_status_reason.name if order.order_status_reason else ""
    session.add(Cancellation(order_id=order.order_id, reason=reason))


# The same as a path operation, for those who like their dependencies.
callbacks = fastapi.router(receiver)


@callbacks.post("/order-status-operation")
async def order_status(
    order: fastapi.Order, session: Annotated[AsyncSession, Depends(fastapi.received_session)]
) -> None:
    if order.status_code in CANCELLED:
        await cancel(order, session)
    if order.cart_id == "fail":
        raise RuntimeError("after the work")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)
app.routes.append(asgi.route("/order-status", receiver))
app.include_router(callbacks)
