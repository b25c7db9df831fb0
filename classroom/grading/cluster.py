"""Judging spread over the workers of a Dask cluster (https://distributed.dask.org): `--scheduler tcp://…`.

Each worker has a sandbox and a warm process of its own. What is judged is a pure function of its job, so when
a worker is lost Dask has its jobs judged by another; marks are recorded by the grader alone, once.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable
from concurrent.futures import Future
from functools import cache
from typing import Any

from distributed import Client, WorkerPlugin, get_worker

from classroom.grading.crew import LocalCrew, NoCluster
from classroom.grading.grader import judges_fingerprint
from classroom.grading.job import Assessment, Job
from classroom.grading.nursery import NurseryLost
from classroom.unpacking import Unpacked
from lab.archive import File

CONNECT_SECONDS = 20


class ClusterCrew:
    """Judges on every worker of the cluster at ``address``. Raises :class:`NoCluster`."""

    def __init__(self, address: str) -> None:
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise NoCluster(
                f"Personne ne répond à {address} ({error}). "
                "Vérifiez l'adresse, et que « dask scheduler » tourne sur cette machine."
            ) from error
        threads: Any = self._client.nthreads()
        self.jobs = sum(threads.values())
        if not self.jobs:
            self._client.close()
            raise NoCluster(
                f"{address} n'a aucune machine pour juger. Lancez « dask worker {address} » sur chacune."
            )
        # A name of its own: another grader's run may end before this one, and takes its own seats with it.
        self._seats = f"coop-factory-{uuid.uuid4().hex}"
        self._client.register_plugin(_Seats(), name=self._seats)
        self._asked: dict[str, Any] = {}

    def ask(self, job: Job) -> Future[Assessment]:
        ours: Future[Assessment] = Future()
        key = f"{self._seats}-{job.digest()}"
        theirs = self._client.submit(_judge, job, self._seats, judges_fingerprint(), key=key, retries=1)
        self._asked[key] = theirs  # forgotten here, it would be cancelled there
        theirs.add_done_callback(lambda future: self._hand_over(key, future, ours))
        return ours

    def unpack(self, file: File) -> Unpacked:
        try:
            return self._client.submit(_unpack, file, self._seats, pure=False, retries=1).result()
        except Exception as error:
            raise NurseryLost(str(error)) from error

    def prepare(self, contents: Iterable[bytes]) -> None:
        """Nothing: each worker gets ready when it meets one."""

    def _hand_over(self, key: str, theirs: Any, ours: Future[Assessment]) -> None:
        self._asked.pop(key, None)
        try:
            ours.set_result(theirs.result())
        except Exception as error:  # noqa: BLE001 - whatever happened on the way, the notebook is not judged
            ours.set_exception(NurseryLost(str(error)))

    def close(self) -> None:
        self._asked.clear()
        with contextlib.suppress(Exception):  # nobody there any more
            self._client.unregister_worker_plugin(self._seats)
        self._client.close()


# --- on a worker ------------------------------------------------------------------------------------------


class _Seats(WorkerPlugin):
    """A worker's own crew, one seat for each of its threads."""

    def __init__(self) -> None:
        self.crew: LocalCrew | None = None

    def setup(self, worker: Any) -> None:
        self.crew = LocalCrew(worker.state.nthreads)

    def teardown(self, worker: Any) -> None:
        if self.crew:
            self.crew.close()


def _judge(job: Job, seats: str, judges: str) -> Assessment:
    if judges != _own_fingerprint():
        raise NoCluster(
            "Une machine du groupe n'a pas la même version du parcours : mettez-la à jour (git pull)."
        )
    return get_worker().plugins[seats].crew.ask(job).result()  # type: ignore[attr-defined]


def _unpack(file: File, seats: str) -> Unpacked:
    return get_worker().plugins[seats].crew.unpack(file)  # type: ignore[attr-defined]


_own_fingerprint = cache(judges_fingerprint)
