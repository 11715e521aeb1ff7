"""Small files that would become large, or cost much, if nothing were counted: each made by a few lines."""

import struct
import zlib
from io import BytesIO
from typing import Any

import av
import pillow_heif
from PIL import Image

MEGABYTE = 1 << 20


def png(width: int, height: int, *, colour: int = 0, bits: int = 1) -> bytes:
    """Return a PNG of dots of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer, row = zlib.compressobj(9), bytes(1 + (width * bits * (3 if colour else 1) + 7) // 8)
    rows = b"".join(packer.compress(row) for _row in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pack_zeros(megabytes: int) -> bytes:
    """Return as many zeros, packed: a thousandth of their size."""
    packer, zeros = zlib.compressobj(9), bytes(MEGABYTE)
    return b"".join(packer.compress(zeros) for _megabyte in range(megabytes)) + packer.flush()


def png_with_swelling(kind: bytes) -> bytes:
    """Return a small PNG with a packed text or profile of 256 MB."""
    picture = png(64, 64)
    packed = pack_zeros(256)
    body = b"key\0\0" + packed if kind != b"iTXt" else b"key\0\x01\0\0\0" + packed
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return picture[:33] + chunk + picture[33:]


def gif(frames: int, side: int = 64) -> bytes:
    """Return a GIF of very many frames, each of a few bytes."""
    head = b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def gif_large(side: int) -> bytes:
    """Return a GIF whose head says that it is very large."""
    return (
        b"GIF89a"
        + struct.pack("<HH", side, side)
        + b"\x80\0\0\0\0\0\xff\xff\xff"
        + (b"," + struct.pack("<HHHH", 0, 0, side, side) + b"\0\x02\x02\x44\x01\0;")
    )


def webp(frames: int, side: int = 1024) -> bytes:
    """Return a WebP that moves, of many plain frames."""
    written = BytesIO()
    pictures = [Image.new("RGB", (side, side), (number % 255, 9, 9)) for number in range(frames)]
    pictures[0].save(written, "WEBP", save_all=True, append_images=pictures[1:], lossless=True, method=0)
    return written.getvalue()


def webp_large() -> bytes:
    """Return a WebP whose head says that it has as many dots as one can have (RFC 9649, 3.4)."""
    written = BytesIO()
    Image.new("RGB", (64, 64)).save(written, "WEBP", lossless=True)
    content = bytearray(written.getvalue())
    at = content.index(b"VP8L") + 9
    content[at : at + 4] = (int.from_bytes(content[at : at + 4], "little") | 0x0FFFFFFF).to_bytes(4, "little")
    return bytes(content)


def heic_large() -> bytes:
    """Return a HEIC whose head says that it is very large."""
    written = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64))).save(written, quality=10)
    size = struct.pack(">II", 64, 64)
    return written.getvalue().replace(b"ispe\0\0\0\0" + size, b"ispe\0\0\0\0" + struct.pack(">II", 30_000, 30_000))


def tiff(pages: int, side: int) -> bytes:
    """Return a TIFF of many packed pages."""
    written = BytesIO()
    pictures = [Image.new("1", (side, side)) for _page in range(pages)]
    pictures[0].save(written, "TIFF", save_all=True, append_images=pictures[1:], compression="group4")
    return written.getvalue()


def bmp_packed(side: int) -> bytes:
    """Return a BMP whose head says that it is very large."""
    head = b"BM" + struct.pack("<IHHI", 70, 0, 0, 62)
    return head + struct.pack("<IiiHHIIiiII", 40, side, side, 1, 1, 0, 8, 0, 0, 2, 0) + bytes(16)


def pdf(pages: int, content: bytes, *, media: tuple[int, int] = (595, 842), filters: int = 1, packed: int = 0) -> bytes:
    """Return a PDF whose pages share one content, packed so many times; ``packed`` of them were done before."""
    for _filter in range(filters - packed):
        content = zlib.compress(content, 9)
    names = b" ".join([b"/FlateDecode"] * filters)
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), names, content),
    ]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 3 0 R >>" % media] * pages
    written = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, start=1))
    return written + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)


def pdf_slow() -> bytes:
    """Return a few kilobytes that are ten seconds of drawing: twenty pages share one content, packed twice."""
    return pdf(20, b"0 0 m 500 800 l 9 700 l 400 3 l f\n" * 400_000, filters=2)


def mp4_repeated(side: int = 1024, count: int = 400) -> bytes:
    """Return a film whose sample table names one picture again and again."""
    written = BytesIO()
    with av.open(written, "w", format="mp4") as film:
        pictures: Any = film.add_stream("libx264", rate=25)
        pictures.width = pictures.height = side
        pictures.pix_fmt = "yuv420p"
        pictures.options = {"qp": "20", "preset": "ultrafast", "x264-params": "keyint=1:log-level=none"}
        noise = Image.effect_noise((side, side), 100).convert("RGB")
        for packet in (*pictures.encode(av.VideoFrame.from_image(noise)), *pictures.encode(None)):  # type: ignore[no-untyped-call]
            film.mux(packet)
    content = written.getvalue()
    return b"".join(
        content[start : start + size] if kind != b"moov" else _rebuild(content, start, size, count)
        for kind, start, size in _list_boxes(content, 0, len(content))
    )


def _list_boxes(content: bytes, start: int, end: int) -> list[tuple[bytes, int, int]]:
    found = []
    while start < end:
        size, kind = struct.unpack(">I4s", content[start : start + 8])
        found.append((kind, start, size))
        start += size
    return found


def _rebuild(content: bytes, start: int, size: int, count: int) -> bytes:
    kind, body = content[start + 4 : start + 8], content[start + 8 : start + size]
    if kind in {b"moov", b"trak", b"mdia", b"minf", b"stbl"}:
        inner = [each for each in _list_boxes(content, start + 8, start + size) if each[0] not in {b"udta", b"edts"}]
        body = b"".join(_rebuild(content, inner_start, inner_size, count) for _kind, inner_start, inner_size in inner)
    elif kind == b"stts":
        body = struct.pack(">IIII", 0, 1, count, 512)
    elif kind == b"stsz":
        one = struct.unpack(">I", body[4:8])[0] or struct.unpack(">I", body[12:16])[0]
        body = struct.pack(">III", 0, one, count)
    elif kind == b"stsc":
        body = struct.pack(">IIIII", 0, 1, 1, 1, 1)
    elif kind == b"stco":
        body = struct.pack(">II", 0, count) + body[8:12] * count
    elif kind == b"stss":
        return b""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def film(codec: str, format_: str, side: int, frames: int) -> bytes:
    """Return a film of black pictures that are very large, or very many."""
    written = BytesIO()
    with av.open(written, "w", format=format_) as made:
        pictures: Any = made.add_stream(codec, rate=25)
        pictures.width = pictures.height = side
        pictures.pix_fmt = "yuv420p"
        frame = av.VideoFrame(side, side, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for number in range(frames):
            frame.pts = number
            made.mux(pictures.encode(frame))
        made.mux(pictures.encode(None))
    return written.getvalue()


def wav(
    *, rate: int, channels: int = 1, bits: int = 8, said_bytes: int = 0xFFFFFFFF, held_bytes: int = MEGABYTE
) -> bytes:
    """Return a WAV whose head says what it likes."""
    block = max(1, channels * bits // 8)
    form = struct.pack("<HHIIHH", 1, channels, rate, (rate * block) & 0xFFFFFFFF, block & 0xFFFF, bits)
    head = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", said_bytes)
    return b"RIFF" + struct.pack("<I", said_bytes) + head + bytes(held_bytes)


def mp3(frames: int) -> bytes:
    """Return an MP3 of hours: frames of the smallest rate, all alike."""
    return (b"\xff\xfb\x10\xc4" + bytes(100)) * frames


def amr(frames: int) -> bytes:
    """Return an AMR of hours: frames that say that nothing is heard, of one byte each."""
    return b"#!AMR\n" + b"\x7c" * frames
