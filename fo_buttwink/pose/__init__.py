"""From a video file to the landmarks and the outline of its lifter."""
