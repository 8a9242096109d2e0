"""What FiftyOne's App sees of this package."""
