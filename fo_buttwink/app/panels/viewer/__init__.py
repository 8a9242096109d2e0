"""The rep viewer: one repetition beside the playing video."""
