# The sandbox and the check in one image:
#
#   make dist && docker build --tag order-contract .
#   docker run --rm --publish 127.0.0.1:8080:8080 order-contract
#   docker run --rm --network host --env ORDER_CONTRACT_GUID order-contract check http://127.0.0.1:8080 --api globale
#
# Everything is locked: the base by its digest, the packages by their hashes.
FROM python:3.13-slim@sha256:6771159cd4fa5d9bba1258caf0b82e6b73458c694d178ad97c5e925c2d0e1a91 AS build
WORKDIR /source
COPY overrides/order_contract/check/requirements.lock ./
RUN python -m venv /opt/order-contract \
    && /opt/order-contract/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
# the wheel that `make dist` has built
COPY dist/*.whl ./
RUN /opt/order-contract/bin/pip install --no-cache-dir --no-index --no-deps ./*.whl

FROM python:3.13-slim@sha256:6771159cd4fa5d9bba1258caf0b82e6b73458c694d178ad97c5e925c2d0e1a91
COPY --from=build /opt/order-contract /opt/order-contract
ENV PATH=/opt/order-contract/bin:$PATH PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 order-contract \
    && useradd --uid 10001 --gid 10001 --no-log-init --home-dir /state --no-create-home order-contract \
    && install --directory --owner 10001 --group 10001 /state
USER 10001:10001
WORKDIR /state
EXPOSE 8080
ENTRYPOINT ["order-contract"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
