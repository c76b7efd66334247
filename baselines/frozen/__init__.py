"""Heads that learn from a backbone's features, which are computed once."""
