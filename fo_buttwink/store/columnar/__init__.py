"""All repetitions of a run as columns, for questions about thousands."""
