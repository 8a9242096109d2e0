"""A real Ray cluster of two nodes, one of which is killed half-way."""

from __future__ import annotations

import os
from pathlib import Path

import clips
import pytest
from equal_results import same

import fo_buttwink
from fo_buttwink.batch.execution import Execution
from fo_buttwink.batch.run import run_tasks
from fo_buttwink.batch.task import Task
from fo_buttwink.config import Config

pytestmark = [pytest.mark.torture, pytest.mark.pose]
ROOT = Path(fo_buttwink.__file__).parents[1]
DEMO = ROOT / "fo_buttwink" / "data" / "demo"


@pytest.fixture
def tasks(tmp_path):
    sources = sorted(DEMO.glob("*.mp4"))[:4]
    paths = [
        clips.shorten(source, tmp_path / f"{frames}_{source.name}", frames)
        for frames in (40, 60)
        for source in sources
    ]
    return [
        Task(k, str(path), f"file://{path}", path.stat().st_size) for k, path in enumerate(paths)
    ]


def test_all_results_arrive_once_each_and_equal_when_a_node_is_killed(tasks, monkeypatch):
    ray = pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    small = {"num_cpus": 1, "object_store_memory": 100_000_000}
    cluster = Cluster(initialize_head=True, head_node_args=small)
    try:
        lost = cluster.add_node(**small)
        ray.init(address=cluster.address, log_to_driver=False)
        cluster.wait_for_nodes()
        execution = Execution(executor="ray", cache=False)
        arrived = []
        for result in run_tasks(tasks, Config(), execution):
            arrived.append(result)
            if len(arrived) == 3:
                cluster.remove_node(lost, allow_graceful=False)
        assert len([n for n in ray.nodes() if n["Alive"]]) == 1
    finally:
        ray.shutdown()
        cluster.shutdown()
    assert sorted(r.task.index for r in arrived) == list(range(len(tasks)))
    one_by_one = run_tasks(tasks, Config(), Execution(workers=1, cache=False))
    for there, here in zip(sorted(arrived, key=lambda r: r.task.index), one_by_one, strict=True):
        assert here.analysis.status != "failed"
        same(there, here)
