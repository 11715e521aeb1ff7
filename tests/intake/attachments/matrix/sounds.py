"""Sound alone: containers, codecs, rates, heads."""

from collections.abc import Callable, Iterator
from pathlib import Path

from intake.attachments.losses import Loss
from tests.intake.attachments.matrix.making import Case, cut, marked_file, run
from tests.intake.attachments.matrix.voices import amr

_SECONDS = 3.0


def _sound(ending: str, options: str, name: str = "") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / f"sound.{ending}"
        source = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", str(_SECONDS)]
        run("ffmpeg", "-v", "error", "-y", *source, *options.split(), made)
        return made.rename(folder / name) if name else made

    return make


def _with_cover(ending: str, options: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / f"cover.{ending}"
        run(
            *("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "sine", "-i", marked_file(folder), "-t", "3"),
            *("-map", "0", "-map", "1", *options.split(), "-disposition:v", "attached_pic", made),
        )
        return made

    return make


def _endless_wav(folder: Path) -> Path:
    """A WAV as a recorder leaves it whose battery ran out: its head says four gigabytes."""
    made = _sound("wav", "-ac 1 -ar 8000")(folder)
    content = bytearray(made.read_bytes())
    at = content.index(b"data")
    content[4:8] = content[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    made.write_bytes(content)
    return made


def _list() -> Iterator[tuple[str, Callable[[Path], Path]]]:
    for codec in ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw"):
        yield f"wav {codec}", _sound("wav", f"-c:a {codec}")
    for codec in ("adpcm_ima_wav", "adpcm_ms"):
        yield f"wav {codec}", _sound("wav", f"-c:a {codec}")
    yield "wav six channels", _sound("wav", "-ac 6")
    yield "wav 96 kHz", _sound("wav", "-ar 96000")
    yield "wav endless", _endless_wav
    for rate in (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000):
        yield f"mp3 {rate}", _sound("mp3", f"-ar {rate} -write_xing 0 -id3v2_version 0")
    yield "mp3 id3", _sound("mp3", "-metadata title=x -id3v2_version 3")
    yield "mp3 variable", _sound("mp3", "-q:a 5")
    yield "mp3 stereo", _sound("mp3", "-ac 2 -b:a 320k")
    yield (
        "mp3 called mpeg",
        _sound("mp3", "-write_xing 0 -id3v2_version 0", "WhatsApp Audio 2026-11-23 at 08.15.30.mpeg"),
    )
    yield "mp3 called mpga", _sound("mp3", "", "ghi am.mpga")
    yield "mp3 cover", _with_cover("mp3", "-c:a libmp3lame -c:v mjpeg -id3v2_version 3")
    yield "mp2", _sound("mp2", "-c:a mp2")
    yield "m4a aac", _sound("m4a", "-c:a aac")
    yield "m4a alac", _sound("m4a", "-c:a alac")
    yield "m4a cover", _with_cover("m4a", "-c:a aac -c:v mjpeg")
    yield "m4b", _sound("m4b", "-c:a aac -f ipod")
    yield "aac adts", _sound("aac", "-c:a aac")
    yield "aac adts mpeg2", _sound("aac", "-c:a aac -f adts -write_mpeg2 1")
    yield "aac loas", _sound("loas", "-c:a aac -f latm")
    yield "3gp amr", amr("3gp", "libopencore_amrnb")
    yield "3gpp aac", _sound("3gp", "-c:a aac", "voice.3gpp")
    yield "amr nb", amr("amr", "libopencore_amrnb")
    yield "amr nb slow", amr("amr", "libopencore_amrnb", bits=4_750)
    yield "ogg vorbis", _sound("ogg", "-c:a libvorbis")
    yield "ogg opus", _sound("ogg", "-c:a libopus")
    yield "opus", _sound("opus", "-c:a libopus -b:a 16k")
    yield "ogg speex", _sound("spx", "-c:a libspeex -ar 16000")
    yield "oga flac", _sound("oga", "-c:a flac")
    yield "flac", _sound("flac", "-c:a flac")
    yield "flac 24 bits", _sound("flac", "-c:a flac -sample_fmt s32")
    yield "flac cover", _with_cover("flac", "-c:a flac -c:v mjpeg")
    yield "caf pcm", _sound("caf", "-c:a pcm_s16be")
    yield "caf alac", _sound("caf", "-c:a alac")
    yield "caf opus", _sound("caf", "-c:a libopus")
    yield "aiff", _sound("aiff", "")
    yield "au", _sound("au", "")
    yield "wma 2", _sound("wma", "-c:a wmav2")
    yield "wma 1", _sound("wma", "-c:a wmav1")
    yield "mka opus", _sound("mka", "-c:a libopus")
    yield "mka flac", _sound("mka", "-c:a flac")
    yield "webm opus", _sound("webm", "-c:a libopus")
    yield "ac3", _sound("ac3", "-c:a ac3")
    yield "w64", _sound("w64", "")
    yield "ts aac", _sound("ts", "-c:a aac")
    yield "avi mp3", _sound("avi", "-c:a libmp3lame")


_CUT = frozenset({Loss.CUT_OFF})
SOUNDS = (
    *(Case(name, make, size=None, seconds=_SECONDS) for name, make in _list()),
    Case("wav cut", cut(_sound("wav", ""), 0.5), size=None, seconds=1.5, losses=_CUT),
    Case("flac cut", cut(_sound("flac", ""), 0.5), size=None, seconds=1.5, losses=_CUT),
    Case("mp3 cut", cut(_sound("mp3", "-b:a 128k"), 0.5), size=None, seconds=1.5, losses=_CUT),
    Case("ogg cut", cut(_sound("ogg", "-c:a libopus"), 0.5), size=None, seconds=1.0),
    Case("amr cut", cut(amr("amr", "libopencore_amrnb"), 0.5), size=None, seconds=1.5),
)
