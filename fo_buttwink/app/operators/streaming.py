"""Progress, result and failure of operators that the App runs as generators."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..failures import error_form, explained

logger = logging.getLogger(__name__)

Report = Callable[[float, str], None]
"""Called with the share that is done, 0 to 1, and what is being done."""

PAUSE_S = 0.25
"""Between two messages to the App; more often nobody could read them."""


FOLLOW_S = 5.0
"""Between two times that the grid is loaded anew while work goes on; a convention: each costs the
App a query for all that it shows."""
FOLLOW_SHARE = 0.1
"""At most this share of the time is spent on it; a convention."""


class Following:
    """Decides when an open grid is shown what is new.

    The first time as soon as there is something to see; then now and then, and less often where
    a large grid takes long.

    Parameters
    ----------
    clock
        Seconds, from wherever.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: float | None = None
        self._asked = 0.0

    def is_due(self) -> bool:
        """Whether to show what is new; then call :meth:`shown` afterwards."""
        self._asked = self._clock()
        return self._next is None or self._asked >= self._next

    def shown(self) -> None:
        """Note that the App has taken what it was sent."""
        now = self._clock()
        self._next = now + max(FOLLOW_S, (now - self._asked) / FOLLOW_SHARE)


def asked_by_app(ctx: Any) -> bool:
    """Whether the App waits for messages: its requests name the operator, Python's do not."""
    return "operator_uri" in ctx.request_params and not ctx.delegated


def show_result(ctx: Any, operator: foo.Operator, result: dict[str, Any]) -> Iterator[Any]:
    """Show an operator's output form in the place of its progress.

    The App leaves the progress dialog open, above the form that an operator's result opens;
    shown as output, the form takes the dialog's place.
    """
    ctx.request_params["results"] = result
    form = operator.resolve_output(ctx)
    yield ctx.ops.show_output(form.to_json(), result)


class ProgressView(types.View):
    """The App's progress bar, for which FiftyOne has no class in Python."""


def show_stoppable(
    ctx: Any, operator: foo.Operator, share: float, label: str, stopped: str
) -> Iterator[Any]:
    """Progress with a button that ends the request, and the work with it.

    Parameters
    ----------
    stopped
        What the dialog says after that.
    """
    end = types.Object()
    end.view("stopped", types.Notice(label=stopped))
    title = f"{operator.config.label}: stopped"
    form = types.Property(end, view=types.View(label=title))
    outputs = types.Object()
    outputs.float("progress", view=ProgressView(label=label))
    outputs.obj(
        "stop",
        view=types.ComponentView(
            "SquatStop",
            operator=operator.uri,
            stopped={"outputs": form.to_json(), "results": {}},
        ),
    )
    yield ctx.ops.show_output(types.Property(outputs).to_json(), {"progress": share})


def failing_visibly(
    ctx: Any, operator: foo.Operator, messages: Iterator[Any], kept: Callable[[], str] | None = None
) -> Iterator[Any]:
    """Messages of a generator; what it raises is shown in the place of its progress.

    FiftyOne catches nothing there: the stream would just end, and the App would stay at the last
    progress for ever.

    Parameters
    ----------
    kept
        Says, after a failure, what had been done before it; empty if nothing. What was done is
        then shown in the App, too.
    """
    try:
        yield from messages
    except Exception as error:
        logger.exception("%s failed", operator.uri)
        done = kept() if kept is not None else ""
        text = explained(error) + (f". {done}" if done else "")
        title = f"{operator.config.label}: failed"
        if done:
            yield ctx.ops.reload_dataset()
        yield ctx.ops.show_output(error_form(title, text).to_json(), {})
        yield ctx.ops.notify(f"{title}. {text}", variant="error")


def stream(
    ctx: Any, operator: foo.Operator, work: Callable[[Report], dict[str, Any]], text: str
) -> Iterator[Any]:
    """Do work that reports by callback, as a generator that shows its progress and its end.

    Parameters
    ----------
    work
        Called in a thread of its own; what it returns is shown by the operator's output form,
        what it raises is shown as its failure.
    text
        What to say before the first report.
    """
    yield from failing_visibly(ctx, operator, _messages(ctx, operator, work, text))


def _messages(
    ctx: Any, operator: foo.Operator, work: Callable[[Report], dict[str, Any]], text: str
) -> Iterator[Any]:
    yield ctx.ops.set_progress(progress=0.0, label=text)
    steps: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, lambda share, label: steps.put((share, label)))
        future.add_done_callback(lambda _: steps.put(None))
        shown = time.monotonic()
        while (step := steps.get()) is not None:
            if time.monotonic() - shown >= PAUSE_S:
                shown = time.monotonic()
                yield ctx.ops.set_progress(progress=step[0], label=step[1])
        result = future.result()
    yield from show_result(ctx, operator, result)
