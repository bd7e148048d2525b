"""What a single request or response must satisfy on the wire."""
