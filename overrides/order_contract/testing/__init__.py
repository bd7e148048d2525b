"""What tests of your own code need: `MockTransport`, a server that never opens a socket.
`order_contract.testing.stores` tests stores of your own.
"""

from order_contract.testing.mock_transport import GUID, MockTransport

__all__ = ["GUID", "MockTransport"]
