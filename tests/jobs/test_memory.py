"""The queue in memory keeps the contract of every queue."""

import pytest

from oralexam.jobs.memory import InMemoryJobQueue
from tests.contracts.job_queue import JobQueueContract


class TestInMemoryJobQueue(JobQueueContract):
    """The contract, on the fake that the other tests use."""

    @pytest.fixture
    def queue(self) -> InMemoryJobQueue:
        """An empty queue."""
        return InMemoryJobQueue()
