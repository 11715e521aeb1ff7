"""Pictures: formats, depths, colours, layers, turns, ends that are missing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from intake.attachments.errors import Why
from intake.attachments.losses import Loss
from tests.intake.attachments.matrix.making import SIZE, Case, cut, draw_marked, marked_file, run

_CUT = frozenset({Loss.CUT_OFF})
_FRAME = frozenset({Loss.FIRST_FRAME})
_COLOURS = frozenset({Loss.COLOURS_CHANGED})
_TURNS = {
    *((1, None), (2, Image.Transpose.FLIP_LEFT_RIGHT), (3, Image.Transpose.ROTATE_180)),
    *((4, Image.Transpose.FLIP_TOP_BOTTOM), (5, Image.Transpose.TRANSPOSE), (6, Image.Transpose.ROTATE_90)),
    *((7, Image.Transpose.TRANSVERSE), (8, Image.Transpose.ROTATE_270)),
}


def _convert(ending: str, options: str = "", size: tuple[int, int] = SIZE) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / f"made.{ending.rpartition(':')[-1]}"
        run("convert", marked_file(folder, size), *options.split(), f"{ending.rpartition(':')[0] or ending}:{made}")
        return made

    return make


def _heif(options: str, ending: str = "heic", brand: bytes = b"") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / f"made.{ending}"
        run("heif-enc", *options.split(), "-o", made, marked_file(folder))
        if brand:
            content = made.read_bytes()
            made.write_bytes(content[:8] + brand + content[12:])
        return made

    return make


def _turned(orientation: int, turn: Image.Transpose | None, ending: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made, exif = folder / f"turned.{ending}", Image.Exif()
        exif[0x0112] = orientation
        picture = draw_marked()
        (picture.transpose(turn) if turn is not None else picture).save(made, exif=exif)
        return made

    return make


def _several(ending: str, count: int, **options: Any) -> Callable[[Path], Path]:  # noqa: ANN401, the library's own options
    def make(folder: Path) -> Path:
        made, frames = folder / f"several.{ending}", [draw_marked() for _ in range(count)]
        for number, frame in enumerate(frames):
            frame.paste((number * 9, 99, 99), (200, 200, 220, 220))
        frames[0].save(made, save_all=True, append_images=frames[1:], **options)
        return made

    return make


def _saved(ending: str, mode: str, **options: Any) -> Callable[[Path], Path]:  # noqa: ANN401, the library's own options
    def make(folder: Path) -> Path:
        made = folder / f"saved.{ending}"
        draw_marked().convert(mode).save(made, **options)
        return made

    return make


def _noisy(ending: str, **options: Any) -> Callable[[Path], Path]:  # noqa: ANN401, the library's own options
    """Return a maker of a picture like a photo's: with so much noise that its size is spread over all of it."""

    def make(folder: Path) -> Path:
        made = folder / f"noisy.{ending}"
        noise = Image.effect_noise(SIZE, 40).convert("RGB")
        exif = Image.Exif()
        exif[0x0112] = 1
        Image.blend(draw_marked(), noise, 0.15).save(made, exif=exif, **options)
        return made

    return make


def _two_in_one(folder: Path) -> Path:
    """As telephones write them that keep a picture of distances or of light beside the photo (CIPA DC-007)."""
    made = folder / "two.jpg"
    draw_marked().save(made, "MPO", save_all=True, append_images=[Image.new("RGB", (80, 60))])
    return made


def _with_text(folder: Path) -> Path:
    """A PNG whose text has a wrong check sum, and another that is larger than any reader wants."""
    made = marked_file(folder)
    content = made.read_bytes()
    wrong = (8).to_bytes(4, "big") + b"tEXtkey\0word" + b"\0\0\0\0"
    huge = (3 << 20).to_bytes(4, "big") + b"iTXt" + b"k" * (3 << 20) + b"\0\0\0\0"
    made.write_bytes(content[:33] + wrong + huge + content[33:])
    return made


def _list_of_cameras() -> Iterator[Case]:
    for name, options in (
        *(("jpeg", ""), ("jpeg progressive", "-interlace Plane"), ("jpeg 444", "-sampling-factor 4:4:4")),
        *(("jpeg 411", "-sampling-factor 4:1:1"), ("jpeg small steps", "-define jpeg:restart-interval=4")),
    ):
        yield Case(name, _convert("jpeg:jpg", options))
    yield Case("jpeg of two pictures", _two_in_one)
    yield Case("jpeg grey", _convert("jpeg:jpg", "-colorspace Gray"), is_grey=True)
    yield Case("jpeg cmyk", _convert("jpeg:jpg", "-colorspace CMYK"), losses=_COLOURS, oddities=frozenset({"colours"}))
    yield Case("jpeg cut", cut(_convert("jpeg:jpg", "-quality 95"), 0.95), losses=_CUT)
    yield Case("jpeg progressive cut", cut(_convert("jpeg:jpg", "-interlace Plane -quality 98"), 0.9), losses=_CUT)
    yield Case(
        "jpeg large", _convert("jpeg:jpg", "", (5000, 3750)), size=(4096, 3072), losses=frozenset({Loss.SCALED_DOWN})
    )
    for number, turn in sorted(_TURNS, key=lambda each: each[0]):
        yield Case(f"jpeg turned {number}", _turned(number, turn, "jpg"))
    for ending in ("png", "webp", "avif", "tiff"):
        yield Case(f"{ending} turned 6", _turned(6, Image.Transpose.ROTATE_90, ending))
    for name in ("png8", "png24", "png32", "png48", "png64"):
        yield Case(name, _convert(f"{name}:png"))
    yield Case("png grey 16", _convert("png:png", "-colorspace Gray -depth 16"), is_grey=True)
    yield Case("png grey 4", _convert("png:png", "-colorspace Gray -depth 4"), is_grey=True)
    yield Case(
        "png grey alpha", _convert("png:png", "-colorspace Gray -alpha set -define png:color-type=4"), is_grey=True
    )
    yield Case(
        "png grey alpha 16", _convert("png:png", "-colorspace Gray -depth 16 -define png:color-type=4"), is_grey=True
    )
    yield Case("png black and white", _convert("png:png", "-monochrome"), is_grey=True)
    yield Case("png interlaced", _convert("png:png", "-interlace PNG"))
    yield Case("png rgb 16", _convert("png:png", "-define png:bit-depth=16 -define png:color-type=2"))
    yield Case("png palette transparent", _several("png", 1))
    yield Case("png texts", _with_text)
    yield Case("png cut", cut(_convert("png24:png", "-define png:compression-level=0"), 0.85), losses=_CUT)
    yield Case("png moving", _several("png", 3, duration=100), losses=_FRAME)


def _list_of_others() -> Iterator[Case]:
    yield Case("gif", _saved("gif", "P"))
    yield Case("gif moving", _several("gif", 4, duration=100), losses=_FRAME)
    yield Case("gif interlaced", _convert("gif:gif", "-interlace GIF"))
    yield Case("gif cut", cut(_several("gif", 4, duration=100), 0.95), losses=_FRAME)
    for name in ("bmp", "bmp2", "bmp3"):
        yield Case(name, _convert(f"{name}:bmp"))
    yield Case("bmp palette", _saved("bmp", "P"))
    yield Case("bmp packed", _convert("bmp3:bmp", "-type Palette -compress RLE"))
    yield Case("bmp 32", _convert("bmp:bmp", "-alpha set"))
    yield Case("bmp cut", cut(_convert("bmp:bmp"), 0.9), losses=_CUT)
    for packing in ("None", "LZW", "Zip", "JPEG", "RLE"):
        yield Case(f"tiff {packing.lower()}", _convert("tiff:tif", f"-compress {packing}"))
    yield Case("tiff fax", _convert("tiff:tif", "-monochrome -compress Group4"), is_grey=True)
    yield Case("tiff cmyk", _convert("tiff:tif", "-colorspace CMYK"), losses=_COLOURS, oddities=frozenset({"colours"}))
    yield Case("tiff lab", _convert("tiff:tif", "-colorspace Lab"), losses=_COLOURS, oddities=frozenset({"colours"}))
    yield Case("tiff big end", _convert("tiff:tif", "-endian MSB"))
    yield Case("tiff 64 bits", _convert("tiff64:tif"))
    yield Case("tiff grey 16", _convert("tiff:tif", "-colorspace Gray -depth 16"), is_grey=True)
    yield Case("tiff rgb 16", _convert("tiff:tif", "-depth 16"))
    yield Case(
        "tiff float",
        _convert("tiff:tif", "-colorspace Gray -depth 32 -define quantum:format=floating-point"),
        is_grey=True,
    )
    yield Case("tiff tiled", _convert("tiff:tif", "-define tiff:tile-geometry=64x64"))
    yield Case("tiff planes", _convert("tiff:tif", "-interlace plane"))
    yield Case("tiff palette", _convert("tiff:tif", "-type Palette"))
    yield Case("tiff pages", _several("tiff", 3), pages=3)
    yield Case("tiff many pages", _several("tiff", 25), pages=20, losses=frozenset({Loss.FIRST_PAGES}))
    yield Case("webp", _convert("webp:webp"))
    yield Case("webp lossless", _convert("webp:webp", "-define webp:lossless=true"))
    yield Case("webp alpha", _convert("webp:webp", "-alpha set"))
    yield Case("webp moving", _several("webp", 3, duration=100), losses=_FRAME)
    yield Case("webp cut", cut(_noisy("webp", quality=90), 0.9), losses=_CUT)
    yield Case("webp lossless cut", cut(_noisy("webp", lossless=True), 0.9), losses=_CUT)
    yield Case("heic", _heif(""))
    yield Case("heic 10 bits", _heif("-b 10"))
    yield Case("heic lossless", _heif("-L"))
    for brand in (b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"MiHE"):
        yield Case(f"heic {brand.decode()}", _heif("", brand=brand))
    yield Case("heif", _heif("", ending="heif"))
    yield Case("heic called jpg", _heif("", ending="jpg"))
    yield Case("heic cut", cut(_heif("-q 95"), 0.5), refused=Why.BROKEN)
    yield Case("avif", _saved("avif", "RGB"))
    yield Case("avif alpha", _saved("avif", "RGBA"))
    yield Case("avif moving", _several("avif", 3, duration=100), losses=_FRAME)
    yield Case("avif heif-enc", _heif("-A", ending="avif"))
    yield Case("avif mif1", _heif("-A", ending="avif", brand=b"mif1"))
    yield Case("avif 10 bits", _heif("-A -b 10", ending="avif"))
    yield Case("png long", _convert("png:png", "", (800, 12000)), size=(800, 1280), pages=10)
    yield Case("jpeg long", _convert("jpeg:jpg", "", (1080, 15000)), size=(1080, 1728), pages=9)
    yield Case("webp long", _convert("webp:webp", "", (1000, 16000)), size=(1000, 1600), pages=10)
    yield Case(
        "jpeg panorama", _convert("jpeg:jpg", "", (8192, 1000)), size=(4096, 500), losses=frozenset({Loss.SCALED_DOWN})
    )


PICTURES = (*_list_of_cameras(), *_list_of_others())
