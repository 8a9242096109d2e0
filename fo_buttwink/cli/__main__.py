"""``python -m fo_buttwink.cli``: the command without its script."""

from __future__ import annotations

from .main import main

if __name__ == "__main__":
    raise SystemExit(main())
