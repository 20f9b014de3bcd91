"""The work process: real processes, real cancelling."""

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess

import pytest

from dialsheet.errors import BadInput, Bug
from dialsheet.workflow import Cancelled, WorkProcess
from work_samples import answer_with_a_thread, count_to, die, double, refuse, sleep_for_ever


@pytest.fixture(scope="module")
def process() -> Iterator[WorkProcess]:
    """One process for the module: starting one takes a moment."""
    work = WorkProcess()
    yield work
    work.close()


def test_work_comes_back_again_and_again(process: WorkProcess) -> None:
    assert [process.run(double, number) for number in range(5)] == [0, 2, 4, 6, 8]


def test_work_tells_how_far_it_is_but_not_too_often(process: WorkProcess) -> None:
    heard: list[int] = []
    assert process.run(count_to, 200_000, told=heard.append) == 200_000
    assert heard
    assert heard == sorted(heard)
    assert len(heard) < 200_000


def test_trouble_crosses_the_border_with_its_reason(process: WorkProcess) -> None:
    with pytest.raises(BadInput) as refused:
        process.run(refuse, "Sheet 9")
    assert refused.value.reason.params == {"sheet": "Sheet 9"}
    assert process.run(double, 4) == 8


def test_an_answer_that_cannot_travel_is_a_bug_and_the_process_lives(process: WorkProcess) -> None:
    with pytest.raises(Bug, match="answer_with_a_thread"):
        process.run(answer_with_a_thread)
    assert process.run(double, 4) == 8


def test_a_process_that_dies_is_a_bug_and_the_next_work_gets_a_new_one(
    process: WorkProcess,
) -> None:
    with pytest.raises(Bug, match="died"):
        process.run(die)
    assert process.run(double, 4) == 8


def test_cancel_ends_the_work_at_once_and_the_next_work_runs(process: WorkProcess) -> None:
    outcome: list[BaseException] = []

    def run() -> None:
        try:
            process.run(sleep_for_ever)
        except Cancelled as cancelled:
            outcome.append(cancelled)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():  # cancelling before the work began changes nothing: ask again
        process.cancel()
        thread.join(0.05)
    assert len(outcome) == 1
    assert process.run(double, 4) == 8


def test_cancel_without_work_is_harmless(process: WorkProcess) -> None:
    process.cancel()
    assert process.run(double, 4) == 8


def test_work_that_comes_while_the_process_starts_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when a sheet is opened the moment the window is there."""
    kind = type(multiprocessing.get_context("spawn").Process())
    started, let_go, start = [], threading.Event(), kind.start

    def start_late(process: BaseProcess) -> None:
        started.append(process)
        let_go.wait()
        start(process)

    monkeypatch.setattr(kind, "start", start_late)
    work = WorkProcess()
    with ThreadPoolExecutor() as threads:
        starting = threads.submit(work.start)
        while not started:
            assert not starting.done()
        running = threads.submit(work.run, double, 4)
        let_go.set()
        starting.result()
        assert running.result() == 8
    assert len(started) == 1
    work.close()
