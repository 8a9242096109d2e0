"""The one way from a video to its analysis."""
