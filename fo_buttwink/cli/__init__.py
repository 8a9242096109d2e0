"""The command line, one module per command: ``fo-buttwink --help``."""
