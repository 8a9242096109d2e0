"""Analyses in a FiftyOne dataset.

``fields`` is free of FiftyOne; import what else is needed by name, so that looking up a field
name stays cheap.
"""
