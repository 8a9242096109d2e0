"""What is kept on disk because it can be made again, only slowly."""
