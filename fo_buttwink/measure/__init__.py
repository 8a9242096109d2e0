"""From landmarks and pictures to angles, repetitions and the wink.

NumPy, SciPy and OpenCV; no file of a user's is read here.
"""
