"""One module per format, and the list of them."""
