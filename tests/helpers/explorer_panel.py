"""The explorer without the App: events as the App sends them, and the view that it then shows."""

from __future__ import annotations

import json

from fo_buttwink.install.plugin_folder import operator_uri


def as_javascript(text):
    """A number as the browser sends it back: 1.0 has become 1."""
    value = float(text)
    return int(value) if value.is_integer() else value


class App:
    """Sends events as the App does, and keeps the view that it is told to show."""

    def __init__(self, dataset):
        import fiftyone.operators as foo

        self.panel = foo.get_operator(operator_uri("squat_explorer"))
        self.name = dataset.name
        self.dataset = dataset
        self.stages: list = []
        self.requests: list = []

    def __call__(self, method, **params):
        from bson import json_util
        from fiftyone.operators.executor import ExecutionContext, Executor

        executor = Executor()
        ctx = ExecutionContext(
            {
                "dataset_name": self.name,
                "view": self.stages,
                **self.extra,
                "params": {"panel_id": "p", "panel_state": {}, "__method__": method, **params},
            },
            executor=executor,
            operator_uri=self.panel.uri,
        )
        answer = self.panel.execute(ctx)
        json.dumps(answer, allow_nan=False)
        self.requests = [(r.operator_uri, r.params) for r in executor._requests]
        for uri, given in self.requests:
            if uri == "set_view":
                self.stages = json.loads(json_util.dumps(given["view"]), parse_float=as_javascript)
            if uri == "clear_view":
                self.stages = []
        return answer

    @property
    def extra(self):
        """More of what the App sends."""
        return {}

    def change(self, **filters):
        return self("change", filter=filters)

    @property
    def view(self):
        import fiftyone as fo

        return fo.DatasetView._build(self.dataset, self.stages)

    def asked(self, uri):
        return [params for name, params in self.requests if name == uri]
