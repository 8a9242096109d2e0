"""Benches that prove what the product claims: ``fo-buttwink bench ...``."""
