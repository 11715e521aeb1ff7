"""Files as telephones make them, full of what tells of people: where, when, with what, by whom.

They are made with several tools, because each hides things elsewhere. Every one carries SECRET in each place.
"""

import json
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pillow_heif
from fpdf import FPDF
from PIL import Image

SECRET = "NguyenVanBiMat"  # noqa: S105, a name
_PLACE = "+21.0285+105.8542/"
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{SECRET}"/></rdf:RDF></x:xmpmeta>'
).encode()

# What describes the dots and streams themselves, and nobody.
_STRUCTURE = {
    "jpg": {
        *("FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "EncodingProcess", "BitsPerSample"),
        *("ColorComponents", "YCbCrSubSampling", "JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"),
        *("ImageSize", "Megapixels"),
    },
    "pdf": {"FileType", "FileTypeExtension", "MIMEType", "PDFVersion", "Linearized", "PageCount"},
    "mp4": {
        *("FileType", "FileTypeExtension", "MIMEType", "MajorBrand", "MinorVersion", "CompatibleBrands"),
        *("MediaDataSize", "MediaDataOffset", "MovieHeaderVersion", "TimeScale", "Duration", "PreferredRate"),
        *("PreferredVolume", "PreviewTime", "PreviewDuration", "PosterTime", "SelectionTime", "SelectionDuration"),
        *("CurrentTime", "NextTrackID", "HandlerType", "HandlerVendorID", "HandlerDescription", "TrackHeaderVersion"),
        *("TrackID", "TrackDuration", "TrackLayer", "TrackVolume", "ImageWidth", "ImageHeight", "GraphicsMode"),
        *("OpColor", "CompressorID", "SourceImageWidth", "SourceImageHeight", "XResolution", "YResolution"),
        *("BitDepth", "PixelAspectRatio", "BufferSize", "MaxBitrate", "AverageBitrate", "VideoFrameRate"),
        *("MatrixStructure", "MediaHeaderVersion", "MediaTimeScale", "MediaDuration", "MediaLanguageCode", "Balance"),
        *("AudioFormat", "AudioChannels", "AudioBitsPerSample", "AudioSampleRate", "ImageSize", "Megapixels"),
        *("AvgBitrate", "Rotation", "ColorProfiles", "ColorPrimaries", "TransferCharacteristics"),
        *("MatrixCoefficients", "VideoFullRangeFlag"),
    },
}


def list_tags(content: bytes, ending: str, folder: Path) -> dict[str, Any]:
    """Return what exiftool finds in the file, inside films too."""
    file = folder / f"looked-at.{ending}"
    file.write_bytes(content)
    command = ["exiftool", "-json", "-a", "-ee", "-s", "-x", "System:all", str(file)]
    (found,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return dict(found)


def list_left(content: bytes, ending: str, folder: Path) -> dict[str, Any]:
    """Return what of it is not the file's bare structure; dates of zero are none."""
    known = _STRUCTURE[ending] | {"SourceFile", "ExifToolVersion"}
    found = list_tags(content, ending, folder)
    return {tag: value for tag, value in found.items() if tag not in known and value != "0000:00:00 00:00:00"}


def write_tags(content: bytes, ending: str, folder: Path, *tags: str) -> bytes:
    """Return the file after exiftool has written the tags into it."""
    file = folder / f"tagged.{ending}"
    file.write_bytes(content)
    command = ["exiftool", "-q", "-overwrite_original", "-m", *(f"-{tag}" for tag in tags), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return file.read_bytes()


PHOTO_TAGS = (
    *("GPSLatitude=21.0285", "GPSLatitudeRef=N", "GPSLongitude=105.8542", "GPSLongitudeRef=E"),
    *(f"Artist={SECRET}", f"Copyright={SECRET}", f"UserComment={SECRET}", "DateTimeOriginal=2026:11:01 08:15:00"),
    *(f"XMP-dc:Creator={SECRET}", f"XMP-exif:GPSLatitude={21.0285}", f"SerialNumber={SECRET}"),
)
IPTC_TAGS = (f"IPTC:By-line={SECRET}", f"IPTC:City={SECRET}", f"Comment={SECRET}")


def make_photo(format_: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (320, 200)) -> bytes:
    """Return a picture, red on its left half and blue on its right, with the metadata that the library can write."""
    picture = Image.new("RGB", size, (0, 0, 220))
    picture.paste((220, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = SECRET, SECRET, orientation
    exif.get_ifd(0x8769)[0x927C] = b"maker\0" + SECRET.encode()
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.6)
    written = BytesIO()
    if format_ == "HEIF":
        pillow_heif.from_pillow(picture).save(written, quality=90, exif=exif.tobytes(), xmp=_XMP)
    else:
        picture.save(written, format_, quality=90, exif=exif, xmp=_XMP, icc_profile=SECRET.encode())
    return written.getvalue()


def make_film(codec: str = "libx264", format_: str = "mp4", sound: str | None = "aac", seconds: int = 2) -> bytes:
    """Return a film with a title, a place and a date."""
    written = BytesIO()
    with av.open(written, "w", format=format_) as film:
        film.metadata.update(
            title=SECRET, artist=SECRET, comment=SECRET, location=_PLACE, creation_time="2026-11-01T08:15:00Z"
        )
        pictures: Any = film.add_stream(codec, rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 128, 96, "yuv420p"
        pictures.metadata.update(title=SECRET, handler_name=SECRET)
        voice = None if sound is None else film.add_stream(sound, rate=48_000, layout="mono")
        for number in range(10 * seconds):
            frame = av.VideoFrame.from_image(Image.new("RGB", (128, 96), (number * 9 % 255, 90, 0)))  # type: ignore[no-untyped-call]
            frame.pts = number
            film.mux(pictures.encode(frame))
        film.mux(pictures.encode(None))
        if voice is not None:
            _hum(film, voice, seconds)
    return written.getvalue()


def make_voice(format_: str = "mp4", codec: str = "aac", seconds: int = 2) -> bytes:
    """Return a sound with a title."""
    written = BytesIO()
    with av.open(written, "w", format=format_) as sound:
        sound.metadata.update(title=SECRET, artist=SECRET)
        rate = 8_000 if format_ == "amr" else 48_000
        _hum(sound, sound.add_stream(codec, rate=rate, layout="mono"), seconds)
    return written.getvalue()


def _hum(target: Any, voice: Any, seconds: int) -> None:  # noqa: ANN401, the library's own types
    rate = voice.rate
    for number in range(rate * seconds // 960):
        frame = av.AudioFrame(format="s16", layout="mono", samples=960)
        frame.rate, frame.pts = rate, number * 960
        for plane in frame.planes:
            plane.update(bytes(index % 97 for index in range(plane.buffer_size)))
        target.mux(voice.encode(frame))
    target.mux(voice.encode(None))


def make_paper(pages: int = 2, *, password: str | None = None) -> bytes:
    """Return a PDF with an author, a link, an attached file and a script."""
    paper = FPDF()
    paper.set_author(SECRET)
    paper.set_title(SECRET)
    for number in range(pages):
        paper.add_page()
        paper.set_font("Helvetica", size=24)
        paper.cell(text=f"page {number + 1}", link="https://tracker.example/")
    paper.embed_file(bytes=SECRET.encode(), basename=f"{SECRET}.txt")
    if password is not None:
        paper.set_encryption(owner_password=password, user_password=password)
    return bytes(paper.output())
