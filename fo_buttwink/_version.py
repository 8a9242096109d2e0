__version__ = "0.2.0"

RESULTS = 8
"""Number of the results: raise it whenever the same video and the same settings may give other
numbers than before, also if the definition of the label stays. Every run and every video keeps
it, and one run key never holds results of two numbers."""
