"""The prisoner: a child that was taken over tries to break out, at each level that this machine can give."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from intake.attachments.budget import Allowance
from intake.attachments.child.level import Level, find_confinement, measure_confinement
from intake.attachments.child.orders import Orders
from intake.attachments.child.running import run_child
from intake.attachments.kinds.beginnings import FileKind, guess_kind
from intake.attachments.prison.attempts import Attempt
from intake.attachments.prison.bubblewrap import find_bubblewrap
from intake.attachments.prison.kernel import forbid_tracing
from tests.files import make_film, make_paper, make_photo, make_voice
from tests.intake.attachments.bombs import pdf_slow

_RULES = Orders(is_alone=False)
_NOTHING = Orders(is_alone=False, landlock=False, seccomp=False)


def test_nothing_succeeds_when_all_walls_stand() -> None:
    assert find_bubblewrap() is not None
    found = find_confinement()
    assert (found.level, found.succeeded) == (Level.FULL, frozenset())
    assert found.orders.is_alone


def test_only_names_are_seen_when_the_kernel_alone_confines() -> None:
    found = measure_confinement(_RULES)
    assert (found.level, found.succeeded) == (Level.PARTIAL, frozenset({Attempt.SEE_NAMES}))


def test_process_can_be_started_and_nothing_reached_when_name_spaces_alone_confine() -> None:
    found = measure_confinement(Orders(is_alone=True, landlock=False, seccomp=False))
    assert found.level is Level.PARTIAL
    assert found.succeeded <= {Attempt.START_PROCESS, Attempt.START_PROGRAM}


def test_every_attempt_succeeds_when_no_wall_stands() -> None:
    # So that the attempts are known to be real: without walls they reach what they aim at.
    found = measure_confinement(_NOTHING)
    assert found.level is Level.NONE
    assert set(Attempt) - found.succeeded <= {Attempt.READ_PARENT_MEMORY, Attempt.READ_PARENT_ENVIRONMENT}


@pytest.mark.parametrize("missing", ["landlock", "seccomp"])
def test_it_is_called_none_when_one_half_of_the_kernels_rules_is_missing(missing: str) -> None:
    orders = Orders(is_alone=False, landlock=missing != "landlock", seccomp=missing != "seccomp")
    assert measure_confinement(orders).level is Level.NONE


def test_child_is_ended_when_it_takes_longer_than_the_clock_allows() -> None:
    slow = Orders(kind=FileKind.PAPER, allowance=Allowance(cpu_seconds=30, wall_seconds=0.7))
    answer = run_child(pdf_slow(), slow)
    assert not answer.has_ended_well
    assert answer.wall_seconds < 5


def test_child_is_ended_by_the_system_when_it_works_longer_than_it_may() -> None:
    answer = run_child(pdf_slow(), Orders(kind=FileKind.PAPER, allowance=Allowance(cpu_seconds=0)))
    assert not answer.has_ended_well
    assert answer.wall_seconds < Allowance().wall_seconds


def test_process_is_not_readable_by_its_own_user_when_it_forbids_tracing() -> None:
    child = os.fork()
    if child == 0:
        forbid_tracing()
        # The system then says that these files are root's.
        os._exit(Path("/proc/self/environ").stat().st_uid == 0 and _read_dumpable() == 0)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 1


def _read_dumpable() -> int:
    import ctypes  # noqa: PLC0415, in the forked process alone

    return int(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))


@pytest.mark.parametrize("orders", [_RULES, _NOTHING], ids=["partial", "none"])
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(make_photo(), "image/jpeg", id="photo"),
        pytest.param(make_photo("HEIF"), "image/jpeg", id="photo that needs threads"),
        pytest.param(make_paper(), "application/pdf", id="paper"),
        pytest.param(make_film("mpeg4"), "video/mp4", id="film"),
        pytest.param(make_voice(), "audio/mp4", id="voice"),
    ],
)
def test_files_are_made_safe_too_when_fewer_walls_stand(orders: Orders, content: bytes, media_type: str) -> None:
    answer = run_child(content, replace(orders, kind=guess_kind(content)))
    assert answer.has_ended_well
    assert json.loads(answer.head).get("media_type") == media_type
