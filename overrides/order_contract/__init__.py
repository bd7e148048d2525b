"""The contract of three order APIs: Global-e's Order methods, its callback to the merchant, and Ventmere S2's
Update Order.

Importing this package loads nothing else; each part loads when it is imported:

- `order_contract.globale`: `GlobalEClient` and `AsyncGlobalEClient`
- `order_contract.s2`: `S2Client` and `AsyncS2Client`
- `order_contract.callback`: `Receiver` and `Notifier` for Global-e's callback to the merchant
- `order_contract.errors`: what the clients raise
- `order_contract.globale.documents`, `.batch`, `.jwt`, `.testing`: files of a response, many orders at once,
  tokens, a transport for tests
- `order_contract.spec`: the published documents
- `order_contract.wire`: exact JSON, exact decimals, JSON in the query string
- `order_contract.sandbox`, `order_contract.check`: optional parts (`pip install 'order-contract[all]'`)
"""

__version__ = "0.2.0"
