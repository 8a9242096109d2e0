"""The one table that every export is made from."""
