"""Curating a dataset: agreement, what to review next, embeddings, lifters and health."""
