"""Files like those that people reported of comparable software: each comes out with the value that is right for it."""

from io import BytesIO
from pathlib import Path

import av
import pypdfium2
import pytest
from PIL import Image, ImageStat

from intake.attachments.losses import Loss
from intake.attachments.making_safe import make_safe
from intake.attachments.safe_file import SafeFile
from tests.files import list_left
from tests.intake.attachments.matrix.making import draw_marked

_CASES = Path(__file__).parent / "cases"
# A red field with blue at its lower left, as each of the small pictures is.
_SIZE = (640, 480)


def _make(name: str, called: str = "") -> SafeFile:
    return make_safe((_CASES / name).read_bytes(), called or name)


def _open(safe: SafeFile) -> Image.Image:
    assert safe.media_type == "image/jpeg"
    return Image.open(BytesIO(safe.content))


def _is_near(found: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("name", ["form_ap.pdf", "junk_before.pdf"])
def test_what_was_typed_into_a_form_is_seen_and_found_when_a_pdf_comes(name: str) -> None:
    page = pypdfium2.PdfDocument(_make(name).content)[0]
    text = page.get_textpage()
    assert "TEN NGUOI VI PHAM 12345" in text.get_text_bounded(50, 600, 500, 640)
    # Points are counted from below, and dots from above.
    field = page.render().to_pil().convert("L").crop((50, 842 - 640, 500, 842 - 600))
    assert field.getextrema()[0] < 100


def test_scan_is_not_white_when_its_grey_has_sixteen_bits() -> None:
    picture = _open(_make("gray16.png"))
    assert picture.size == (400, 300)
    assert abs(ImageStat.Stat(picture.convert("L")).mean[0] - 128) < 4


def test_width_is_kept_and_pages_are_cut_when_a_conversation_comes_as_one_picture() -> None:
    written = BytesIO()
    draw_marked((1080, 30_000)).save(written, "PNG")
    safe = make_safe(written.getvalue(), "longshot.png")
    document = pypdfium2.PdfDocument(safe.content)
    pictures = [next(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])).get_px_size() for page in document]
    assert {width for width, _height in pictures} == {1080}
    assert sum(height for _width, height in pictures) == 30_000
    assert len(pictures) > 10
    assert safe.losses == (Loss.CUT_INTO_PAGES,)


@pytest.mark.parametrize("name", ["exif_ascii_as_short.jpg", "exif_undefined_multi.jpg"])
def test_picture_is_turned_and_nothing_of_exif_is_left_when_it_could_not_be_written_back(
    name: str, tmp_path: Path
) -> None:
    safe = _make(name)
    picture = _open(safe)
    assert picture.size == _SIZE[::-1]
    assert _is_near(picture.getpixel((5, 5)), (0, 0, 255))
    assert _is_near(picture.getpixel((475, 5)), (255, 0, 0))
    assert list_left(safe.content, "jpg", tmp_path) == {}


@pytest.mark.parametrize("name", ["png_bigxmp.png", "png_badcrc_text.png", "brand_hevc.heic"])
def test_picture_is_shown_when_what_is_beside_its_dots_is_odd(name: str) -> None:
    safe = _make(name)
    picture = _open(safe)
    assert (picture.size, safe.losses) == (_SIZE, ())
    assert _is_near(picture.getpixel((5, 5)), (255, 0, 0))
    assert _is_near(picture.getpixel((5, 475)), (0, 0, 255))


def test_picture_is_shown_and_told_to_be_cut_off_when_its_end_is_missing() -> None:
    safe = _make("trunc_40.jpg")
    assert safe.losses == (Loss.CUT_OFF,)
    assert _is_near(_open(safe).getpixel((5, 5)), (255, 0, 0))


def test_first_frame_is_kept_and_told_when_a_picture_moves() -> None:
    safe = _make("anim.gif")
    assert safe.losses == (Loss.FIRST_FRAME,)
    assert _open(safe).size == _SIZE


def test_photo_is_taken_when_its_name_ends_in_a_blank() -> None:
    assert _open(_make("blank_at_end.jpg", "IMG_1.JPG ")).size == _SIZE


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("WhatsApp Audio 2026-11-23.mpeg", 3), ("voice.3gpp", 3), ("voice_wb.amr", 2), ("v.flac", 3)],
)
def test_whole_sound_is_kept_when_a_telephone_recorded_it(name: str, seconds: int) -> None:
    safe = _make(name)
    assert safe.media_type == "audio/mp4"
    with av.open(BytesIO(safe.content), "r") as sound:
        samples = sum(frame.samples for frame in sound.decode(audio=0))
    assert abs(samples / 44_100 - seconds) < 0.15
