"""Measuring by hand: lines that a person draws on stills, and what follows from them.

:mod:`.lines` turns lines into angles, :mod:`.amounts` angles into reversal, rise, wink and onset,
:mod:`.record` is what is kept, :mod:`.frames` proposes the stills to draw on, :mod:`.repeat`
says how well people agree with themselves and with each other, and :mod:`.exchange` is the format
of ``hand.json``.
"""
