"""Small inputs stay small: each bomb is refused or cut, with a sentence, and costs no more than its limits."""

import time
from collections.abc import Callable

import pytest

from intake.attachments.budget import FormBudget
from intake.attachments.child.level import find_confinement
from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import CPU_SECONDS, CPU_SECONDS_TO_END, MADE_BYTES, WALL_SECONDS
from intake.attachments.losses import Loss
from intake.attachments.making_safe import make_safe
from tests.files import make_photo
from tests.intake.attachments import bombs

_BOMBS: dict[str, Callable[[], bytes]] = {
    "png of 1,600 megapixels": lambda: bombs.png(40_000, 40_000),
    "png of colours": lambda: bombs.png(14_000, 14_000, colour=2, bits=8),
    "png one dot high": lambda: bombs.png(2_000_000, 60),
    "png text": lambda: bombs.png_with_swelling(b"zTXt"),
    "png text in any language": lambda: bombs.png_with_swelling(b"iTXt"),
    "png profile": lambda: bombs.png_with_swelling(b"iCCP"),
    "gif of 400,000 frames": lambda: bombs.gif(400_000),
    "gif of 65,535 across": lambda: bombs.gif_large(65_535),
    "webp of 200 frames": lambda: bombs.webp(200),
    "webp of 268 megapixels": bombs.webp_large,
    "heic of 900 megapixels": bombs.heic_large,
    "tiff of 300 pages": lambda: bombs.tiff(300, 4000),
    "bmp of 10,000 megapixels": lambda: bombs.bmp_packed(100_000),
    "pdf of slow pages": bombs.pdf_slow,
    "pdf packed thrice": lambda: bombs.pdf(1, bombs.pack_zeros(400), filters=3, packed=1),
    "pdf of 5,000 pages": lambda: bombs.pdf(5000, b"0 0 9 9 re f"),
    "pdf of a large page": lambda: bombs.pdf(1, b"0 0 9 9 re f", media=(2_000_000, 2_000_000)),
    "mp4 of one picture 400 times": bombs.mp4_repeated,
    "mkv of large pictures": lambda: bombs.film("mpeg4", "matroska", 4096, 120),
    "mkv of many pictures": lambda: bombs.film("mpeg4", "matroska", 640, 4400),
    "wav of 1 Hz": lambda: bombs.wav(rate=1),
    "wav of 4 GHz": lambda: bombs.wav(rate=0xFFFFFFF0),
    "wav of 65,535 channels": lambda: bombs.wav(rate=8000, channels=65_535, bits=16),
    "mp3 of hours": lambda: bombs.mp3(300_000),
    "amr of hours": lambda: bombs.amr(2 * bombs.MEGABYTE),
}


_LEAST_CPU_SECONDS = 10
"""For small pictures and papers."""


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", _BOMBS)
def test_small_file_stays_small_and_cheap_when_it_was_made_to_swell(name: str) -> None:
    content = _BOMBS[name]()
    find_confinement()
    budget, started = FormBudget(), time.monotonic()
    before = budget.cpu_seconds
    try:
        safe = make_safe(content, "", budget=budget)
    except FileRefused as refused:
        assert refused.why in {Why.TOO_LARGE, Why.BROKEN}  # noqa: PT017, being cut is as good
    else:
        assert len(safe.content) <= min(MADE_BYTES, 64 * len(content) + 3 * bombs.MEGABYTE)
        assert safe.losses or len(safe.content) < bombs.MEGABYTE
    most = CPU_SECONDS if name.startswith(("mp4", "mkv", "wav", "mp3", "amr")) else _LEAST_CPU_SECONDS
    # The child gives way to all others, so the clock tells little on a busy machine.
    assert time.monotonic() - started < WALL_SECONDS + 10
    assert before - budget.cpu_seconds < most + CPU_SECONDS_TO_END + 1


def test_picture_named_again_and_again_is_refused_when_a_film_is_small() -> None:
    content = bombs.mp4_repeated()
    with pytest.raises(FileRefused) as refused:
        make_safe(content, "a.mp4")
    assert refused.value.why is Why.TOO_LARGE


def test_film_is_cut_when_drawing_it_anew_takes_too_long() -> None:
    budget = FormBudget(cpu_seconds=1.5)
    safe = make_safe(bombs.film("mpeg4", "matroska", 1024, 1800), "a.mkv", budget=budget)
    assert Loss.SHORTENED in safe.losses


def test_further_files_are_refused_when_the_form_has_used_up_its_budget() -> None:
    budget = FormBudget(cpu_seconds=1.2)
    slow = bombs.pdf_slow()
    for _time in range(3):
        try:
            make_safe(slow, "a.pdf", budget=budget)
        except FileRefused:
            break
    with pytest.raises(FileRefused) as refused:
        make_safe(make_photo(), "b.jpg", budget=budget)
    assert refused.value.why is Why.TOO_MANY


def test_budget_counts_what_is_made_when_files_are_kept() -> None:
    budget = FormBudget()
    before = budget.made_bytes
    safe = make_safe(make_photo(), "b.jpg", budget=budget)
    assert before - budget.made_bytes == len(safe.content) + len(safe.small)
