"""The corpus of requests, good and bad, that the check sends to each server."""
