"""Refunds through proxies that do harm: what callers hear is held against what a server paid."""
