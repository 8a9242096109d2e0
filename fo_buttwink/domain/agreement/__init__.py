"""How far two sources of the same repetitions agree."""
