"""Kinds by oddities: every file that tools make comes out as it was seen and heard, or is refused with its reason."""

from io import BytesIO
from pathlib import Path

import av
import pypdfium2
import pytest
from PIL import Image

from intake.attachments.errors import FileRefused
from intake.attachments.making_safe import make_safe
from intake.attachments.safe_file import SafeFile
from tests.intake.attachments.matrix.films import FILMS
from tests.intake.attachments.matrix.making import BLUE, GREEN, RED, Case
from tests.intake.attachments.matrix.papers import PAPERS
from tests.intake.attachments.matrix.pictures import PICTURES
from tests.intake.attachments.matrix.sounds import SOUNDS

_CASES = (*PICTURES, *PAPERS, *FILMS, *SOUNDS)
# How far a colour may be off: films and print are coarse.
_NEAR, _COARSE = 70, 140


@pytest.mark.sampled(8)
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_file_comes_out_as_it_was_seen_and_heard_when_a_tool_made_it(case: Case, tmp_path: Path) -> None:
    file = case.make(tmp_path)
    if case.refused is not None:
        with pytest.raises(FileRefused) as refused:
            make_safe(file.read_bytes(), file.name)
        assert refused.value.why is case.refused
        return
    safe = make_safe(file.read_bytes(), file.name)
    assert case.losses <= set(safe.losses)
    match safe.media_type:
        case "application/pdf":
            _check_paper(case, safe)
        case "image/jpeg":
            _check_picture(case, Image.open(BytesIO(safe.content)))
        case _:
            _check_film(case, safe)
    if case.size is not None and case not in PAPERS and case.size[0] < 3 * case.size[1]:
        _check_colours(case, Image.open(BytesIO(safe.small)))


def _check_paper(case: Case, safe: SafeFile) -> None:
    document = pypdfium2.PdfDocument(safe.content)
    assert len(document) == (case.pages or 1)
    assert tuple(map(round, document[0].get_size())) == case.size or case.name.startswith("tiff")
    assert case.words in document[0].get_textpage().get_text_bounded()
    darkest, _lightest = document[0].render(scale=0.5).to_pil().convert("L").getextrema()
    assert darkest < 128


def _check_picture(case: Case, picture: Image.Image) -> None:
    assert case.pages is None
    assert (picture.size, picture.mode) == (case.size, "RGB")
    _check_colours(case, picture)


def _check_film(case: Case, safe: SafeFile) -> None:
    with av.open(BytesIO(safe.content), "r") as film:
        assert film.duration is not None
        assert case.seconds is not None
        assert abs(film.duration / av.time_base - case.seconds) < max(0.35, case.seconds * 0.1)
        assert bool(film.streams.audio) is case.has_sound
        assert bool(film.streams.video) is (case.size is not None)
        if case.has_sound:
            assert sum(frame.samples for frame in film.decode(audio=0)) > case.seconds * 44_100 * 0.6
    if case.size is not None:
        with av.open(BytesIO(safe.content), "r") as film:
            frame = next(film.decode(video=0))
            seen = frame.to_image().rotate(frame.rotation, expand=True)  # type: ignore[no-untyped-call]
        assert max(abs(one - other) for one, other in zip(seen.size, case.size, strict=True)) <= 2
        _check_colours(case, seen)


def _check_colours(case: Case, picture: Image.Image) -> None:
    """Green in the upper left corner, red below it, blue on the right."""
    width, height = picture.size
    places: tuple[tuple[int, int, tuple[int, int, int]], ...] = (
        (width // 8, height // 8, GREEN),
        (width // 8, height * 3 // 4, RED),
        (width * 7 // 8, height // 2, BLUE),
    )
    if case.pages is not None and case.size is not None and height > width:
        # The first page of a long picture shows its beginning.
        places = places[:1]
    near = _COARSE if "colours" in case.oddities else _NEAR
    if "light" in case.oddities:
        return
    for x, y, colour in places:
        found = picture.convert("RGB").getpixel((x, y))
        assert isinstance(found, tuple)
        if case.is_grey:
            assert max(found) - min(found) < 12
        else:
            assert max(abs(one - other) for one, other in zip(found, colour, strict=True)) < near, (x, y, found)
