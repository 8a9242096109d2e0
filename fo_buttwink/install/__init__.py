"""The installation: check it, repair it, link the plugin."""
