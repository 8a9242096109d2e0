"""The repetition explorer: find the repetitions that matter."""
