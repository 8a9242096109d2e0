"""What people say about repetitions, and which of it holds."""
