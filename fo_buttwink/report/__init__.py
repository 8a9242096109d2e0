"""The report: one HTML page for people about a data set, a lifter or a set, complete in itself."""
