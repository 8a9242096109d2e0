"""Plain facts: what is measured, graded and said about a repetition.

No file, no database, no FiftyOne; every layer above speaks in these nouns.
"""
