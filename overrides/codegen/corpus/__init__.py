"""The corpus of valid and invalid requests that the check sends to each server."""
