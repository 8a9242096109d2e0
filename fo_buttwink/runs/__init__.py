"""Runs over a dataset: analyze, go on, start over."""
