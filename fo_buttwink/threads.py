"""One thread for linear algebra: the same bits everywhere, and less work.

How a product is shared out over threads may change its last bit, and so a result would
depend on the machine. For matrices as small as ours more threads mostly wait for each other:
on two cores they double the processor time of the pelvis network.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache

from threadpoolctl import ThreadpoolController


def single_threaded() -> AbstractContextManager[object]:
    """Hold numpy's and scipy's linear algebra to one thread for a while."""
    return _controller().limit(limits=1, user_api="blas")


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    # Looks through all loaded libraries, hence once.
    import numpy.linalg  # noqa: F401
    import scipy.linalg  # noqa: F401

    return ThreadpoolController()
