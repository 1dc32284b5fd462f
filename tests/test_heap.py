"""What a settled process's collector of garbage looks through."""

import subprocess
import sys

_SETTLED = """
import gc
from oralexam import heap
held = [[number] for number in range(1000)]
heap.settle()
told = []
gc.callbacks.append(lambda phase, info: told.append(info["generation"]))
seen = {id(each) for each in gc.get_objects()}
for _ in range(40_000):
    loop = []
    loop.append(loop)
    del loop
print(gc.get_freeze_count() > 1000, any(id(each) in seen for each in held), gc.get_threshold()[2], 2 in told)
"""


def test_what_was_there_is_looked_through_no_more_and_full_collections_come_often() -> None:
    """In a process of its own, since it stays so: 40,000 pieces of garbage bring a full collection."""
    done = subprocess.run([sys.executable, "-c", _SETTLED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "2", "True"]
