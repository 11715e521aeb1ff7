"""Files made safe: what describes them is gone, what is seen and heard is there, what is hostile is refused."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import av
import pypdfium2
import pytest
from PIL import Image

from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_BYTES, MOST_MINUTES, MOST_PAGES
from intake.attachments.losses import Loss
from intake.attachments.making_safe import make_safe
from tests.files import (
    IPTC_TAGS,
    PHOTO_TAGS,
    SECRET,
    list_left,
    list_tags,
    make_film,
    make_paper,
    make_photo,
    make_voice,
    write_tags,
)


def _refusal(content: bytes, name: str) -> Why:
    with pytest.raises(FileRefused) as refused:
        make_safe(content, name)
    return refused.value.why


@pytest.mark.parametrize(("format_", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")])
def test_nothing_is_left_of_who_and_where_when_a_photo_comes(format_: str, ending: str, tmp_path: Path) -> None:
    # Given a photo with all that two tools can write into it
    tags = (*PHOTO_TAGS, *IPTC_TAGS) if ending in {"jpg", "png"} else PHOTO_TAGS
    photo = write_tags(make_photo(format_), ending, tmp_path, *tags)
    found = list_tags(photo, ending, tmp_path)
    assert {"GPSLatitude", "Artist", "SerialNumber"} <= found.keys()
    assert SECRET.encode() in photo
    # When it is made safe
    safe = make_safe(photo, f"IMG_{SECRET}.{ending}")
    # Then neither its large nor its small picture says anything
    assert safe.media_type == "image/jpeg"
    for picture in (safe.content, safe.small):
        assert list_left(picture, "jpg", tmp_path) == {}
        assert SECRET.encode() not in picture


def test_thumbnail_inside_is_gone_when_a_photo_was_cropped(tmp_path: Path) -> None:
    whole = tmp_path / "whole.jpg"
    whole.write_bytes(make_photo(size=(160, 120)))
    photo = write_tags(make_photo(), "jpg", tmp_path, f"ThumbnailImage<={whole}")
    assert photo.count(b"\xff\xd8\xff") == 2
    assert make_safe(photo, "a.jpg").content.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize(("orientation", "is_red_first"), [(1, True), (3, False), (6, True), (8, False)])
@pytest.mark.parametrize("format_", ["JPEG", "WEBP"])
def test_picture_stands_upright_when_the_telephone_was_held_otherwise(
    format_: str, orientation: int, *, is_red_first: bool
) -> None:
    safe = make_safe(make_photo(format_, orientation=orientation), "")
    picture = Image.open(BytesIO(safe.content))
    assert picture.size == ((320, 200) if orientation in {1, 3} else (200, 320))
    pixel = picture.getpixel((10, 10))
    assert isinstance(pixel, tuple)
    assert (pixel[0] > pixel[2]) is is_red_first


def test_picture_is_made_smaller_and_transparency_white_when_it_is_large(tmp_path: Path) -> None:
    written = BytesIO()
    Image.new("RGBA", (6000, 3000), (0, 0, 0, 0)).save(written, "PNG")
    safe = make_safe(written.getvalue(), "a.png")
    picture = Image.open(BytesIO(safe.content))
    assert picture.size == (4096, 2048)
    assert picture.getpixel((5, 5)) == (255, 255, 255)
    assert max(Image.open(BytesIO(safe.small)).size) == 480
    assert list_left(safe.content, "jpg", tmp_path) == {}


@pytest.mark.parametrize(
    ("codec", "format_", "sound"),
    [
        pytest.param("libx264", "mp4", "aac", id="as telephones record"),
        pytest.param("libx265", "mov", "aac", id="as newer ones do"),
        pytest.param("libx264", "matroska", None, id="without sound"),
        pytest.param("libvpx", "webm", "libopus", id="as browsers record"),
        pytest.param("mpeg4", "3gp", "aac", id="as old telephones do"),
    ],
)
def test_nothing_but_pictures_and_sound_is_left_when_a_film_comes(
    codec: str, format_: str, sound: str | None, tmp_path: Path
) -> None:
    film = make_film(codec, format_, sound)
    assert SECRET.encode() in film
    safe = make_safe(film, "")
    assert safe.media_type == "video/mp4"
    assert list_left(safe.content, "mp4", tmp_path) == {}
    assert list_left(safe.small, "jpg", tmp_path) == {}
    for written in (SECRET.encode(), b"Lavf", b"105.8542"):
        assert written not in safe.content
    with av.open(BytesIO(safe.content), "r") as made:
        assert len(list(made.decode(video=0))) == 20
        assert len(made.streams.audio) == (sound is not None)


@pytest.mark.parametrize("format_", ["mp4", "mpegts", "matroska"])
@pytest.mark.parametrize(("codec", "name"), [("libx264", b"x264"), ("libx265", b"x265")])
def test_what_the_encoder_wrote_between_the_pictures_is_gone_when_they_are_copied(
    codec: str, name: bytes, format_: str
) -> None:
    film = make_film(codec, format_)
    assert name in film
    safe = make_safe(film, "a.mp4")
    assert name not in safe.content
    assert safe.losses == ()
    assert b"Lavc" not in safe.content


def test_place_and_device_are_gone_when_another_tool_wrote_them_into_a_film(tmp_path: Path) -> None:
    tags = ("Keys:GPSCoordinates=21.0285, 105.8542", f"Keys:Make={SECRET}", f"UserData:Author={SECRET}")
    film = write_tags(make_film(), "mp4", tmp_path, *tags, f"XMP-dc:Creator={SECRET}")
    assert {"GPSCoordinates", "Make"} <= list_tags(film, "mp4", tmp_path).keys()
    assert list_left(make_safe(film, "a.mp4").content, "mp4", tmp_path) == {}


def test_film_keeps_its_turn_when_the_telephone_was_held_upright(tmp_path: Path) -> None:
    film = write_tags(make_film(), "mp4", tmp_path, "Rotation=90")
    file = tmp_path / "turned.mp4"
    file.write_bytes(make_safe(film, "a.mp4").content)
    with av.open(str(file), "r") as made:
        frame = next(made.decode(video=0))
        assert abs(frame.rotation) == 90


@pytest.mark.parametrize(
    ("format_", "codec"),
    [("mp4", "aac"), ("ogg", "libopus"), ("mp3", "libmp3lame"), ("wav", "pcm_s16le"), ("amr", "libopencore_amrnb")],
)
def test_only_the_sound_is_left_when_a_voice_comes(format_: str, codec: str, tmp_path: Path) -> None:
    safe = make_safe(make_voice(format_, codec), "")
    assert (safe.media_type, safe.small) == ("audio/mp4", b"")
    assert list_left(safe.content, "mp4", tmp_path) == {}
    assert SECRET.encode() not in safe.content
    with av.open(BytesIO(safe.content), "r") as made:
        assert made.duration is not None
        assert 1_900_000 < made.duration < 2_200_000


def test_pages_are_pictures_and_nothing_else_when_a_pdf_comes(tmp_path: Path) -> None:
    paper = write_tags(make_paper(), "pdf", tmp_path, f"Author={SECRET}", f"XMP-dc:Creator={SECRET}")
    assert b"/EmbeddedFile" in paper
    safe = make_safe(paper, "a.pdf")
    assert safe.media_type == "application/pdf"
    assert list_left(safe.content, "pdf", tmp_path) == {}
    for word in (SECRET.encode(), b"/JavaScript", b"/JS", b"/URI", b"/EmbeddedFile", b"/Annots", b"/Info", b"/Action"):
        assert word not in safe.content
    made = pypdfium2.PdfDocument(safe.content)
    # The words stay, where they stood and without the link behind them
    assert [page.get_textpage().get_text_bounded() for page in made] == ["page 1", "page 2"]
    assert list(made[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))


def _bomb() -> bytes:
    """A PNG of 40,000 by 40,000 white dots: 200 KB that would be 4.8 GB."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(5001)) for _row in range(40_000)) + packer.flush()
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _long_film() -> bytes:
    """A film of six minutes, in a few pictures."""
    written = BytesIO()
    with av.open(written, "w", format="mp4") as film:
        pictures = film.add_stream("libx264", rate=1)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        for second in range(360):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 64)))  # type: ignore[no-untyped-call]
            frame.pts = second
            film.mux(pictures.encode(frame))
        film.mux(pictures.encode(None))
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(_bomb(), "a.png", id="more dots than any telephone has"),
        pytest.param(b"\xff\xd8\xff" + bytes(MOST_BYTES), "a.jpg", id="too many bytes"),
    ],
)
def test_file_is_told_to_be_too_large_when_it_would_burst(content: bytes, name: str) -> None:
    assert _refusal(content, name) is Why.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(make_photo(), "a.exe", id="a picture called a program"),
        pytest.param(make_photo()[:3] + b"%PDF-1.7" + make_photo(), "a.jpg", id="picture and paper in one"),
        pytest.param(make_photo()[:20] + b"<script>alert(1)</script>" + make_photo(), "a.jpg", id="picture and page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", id="a picture that is a page"),
        pytest.param(make_photo(), "a.html ", id="a picture called a page"),
        pytest.param(make_photo(), "a.zip", id="a picture called an archive"),
        pytest.param(b"MZ" + bytes(99), "a.mp4", id="a program called a film"),
        pytest.param(b"#EXTM3U\nhttp://127.0.0.1/\n", "a.mp4", id="a list of addresses called a film"),
        pytest.param(b"", "a.jpg", id="nothing"),
    ],
)
def test_file_is_told_to_be_of_no_kind_when_it_is_two_or_another(content: bytes, name: str) -> None:
    assert _refusal(content, name) is Why.UNKNOWN_KIND


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(make_photo()[:300], "a.jpg", id="a JPEG's head alone"),
        pytest.param(b"GIF89a" + bytes(99), "a.gif", id="a GIF's head alone"),
        pytest.param(make_photo("HEIF")[:-200], "a.heic", id="half a HEIC"),
        pytest.param(make_paper()[:400], "a.pdf", id="the beginning of a PDF"),
        pytest.param(make_film()[:3000], "a.mp4", id="half a film"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(4000), "a.jpg", id="zeros"),
        pytest.param(b"\x1a\x45\xdf\xa3" + bytes(4000), "a.webm", id="zeros called a film"),
        pytest.param(b"\0\0\0\x18ftypisom" + bytes(4000), "", id="a film without anything"),
    ],
)
def test_file_is_told_to_be_broken_when_it_is_cut_or_empty(content: bytes, name: str) -> None:
    assert _refusal(content, name) is Why.BROKEN


@pytest.mark.parametrize("name", ["a.pdf", "IMG_1.JPG ", "20261123.084500~2_large", "a.", "Ảnh chụp 23.11", "a.mp4"])
def test_picture_is_taken_when_its_name_says_another_kind_or_none(name: str) -> None:
    assert make_safe(make_photo(), name).media_type == "image/jpeg"


def test_file_is_told_to_be_locked_when_a_pdf_has_a_password() -> None:
    assert _refusal(make_paper(password="mat khau"), "a.pdf") is Why.LOCKED  # noqa: S106


def test_beginning_is_kept_and_told_when_a_film_or_a_paper_is_too_long() -> None:
    film = make_safe(_long_film(), "a.mp4")
    assert film.losses == (Loss.SHORTENED,)
    with av.open(BytesIO(film.content), "r") as made:
        assert made.duration is not None
        assert made.duration <= (MOST_MINUTES * 60 + 10) * av.time_base
    paper = make_safe(make_paper(MOST_PAGES + 1), "a.pdf")
    assert paper.losses == (Loss.FIRST_PAGES,)
    assert len(pypdfium2.PdfDocument(paper.content)) == MOST_PAGES


def test_one_file_has_one_fingerprint_when_it_comes_under_two_names() -> None:
    photo = make_photo()
    assert make_safe(photo, "a.jpg").fingerprint == make_safe(photo, "b.jpeg").fingerprint
