"""The pytest plugins: a mock of the servers, the sandbox, and the check."""
