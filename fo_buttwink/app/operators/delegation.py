"""Work from Python that is left to ``fiftyone delegated launch``."""

from __future__ import annotations

from typing import Any

import fiftyone.operators as foo
from fiftyone.operators.executor import ExecutionResult

from ...store.groups import Samples


def schedule(operator: foo.Operator, samples: Samples, params: dict[str, Any]) -> ExecutionResult:
    """Schedule an operator for these samples instead of executing it now."""
    return foo.execute_operator(
        operator.uri, view=samples.view(), params=params, request_delegation=True
    )
