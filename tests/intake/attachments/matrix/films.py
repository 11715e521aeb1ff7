"""Films: containers, codecs, turns, clocks, colours."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from intake.attachments.losses import Loss
from tests.intake.attachments.matrix.making import SIZE, Case, cut, marked_file, run

_SECONDS = 2.0
_PICTURES = "-pix_fmt yuv420p -g 10"


def _film(ending: str, options: str, *, size: tuple[int, int] = SIZE, sound: bool = True) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / f"film.{ending}"
        heard = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"] if sound else []
        picture = ["-loop", "1", "-framerate", "25", "-i", marked_file(folder, size)]
        run("ffmpeg", "-v", "error", "-y", *picture, *heard, "-t", str(_SECONDS), *options.split(), made)
        return made

    return make


def _with_box_renamed(make: Callable[[Path], Path], old: bytes, new: bytes) -> Callable[[Path], Path]:
    def make_renamed(folder: Path) -> Path:
        made = make(folder)
        made.write_bytes(made.read_bytes().replace(old, new, 1))
        return made

    return make_renamed


def _with_codec_renamed(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Return a maker of the same film in a codec that no reader knows: the name and the head of it are others."""
    return _with_box_renamed(_with_box_renamed(make, b"mp4v", b"zzzz"), b"esds", b"zzzz")


def _without_ftyp(folder: Path) -> Path:
    made = _film("mov", f"-c:v libx264 {_PICTURES} -c:a aac -movflags +faststart")(folder)
    content = made.read_bytes()
    length = int.from_bytes(content[:4], "big")
    # Places of samples are counted from the beginning: the box stays, and is called free space.
    made.write_bytes(content[:4] + b"wide" + content[8:length] + content[length:])
    return made


def _turned(degrees: int, codec: str) -> Callable[[Path], Path]:
    """Return a maker of a film stored so that it has to be turned by ``degrees`` to stand upright."""

    def make(folder: Path) -> Path:
        plain = folder / "plain.mp4"
        turns = {0: "null", 90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}
        run(
            *("ffmpeg", "-v", "error", "-y", "-loop", "1", "-framerate", "25", "-i", marked_file(folder)),
            *("-f", "lavfi", "-i", "sine", "-t", "2", "-vf", turns[degrees], "-c:v", codec, *_PICTURES.split()),
            *("-c:a", "aac", plain),
        )
        made = folder / "turned.mp4"
        run(
            *("ffmpeg", "-v", "error", "-y", "-i", plain, "-c", "copy"),
            *("-metadata:s:v:0", f"rotate={degrees}", made),
        )
        return made

    return make


def _vfr(folder: Path) -> Path:
    made = folder / "vfr.mp4"
    run(
        *("ffmpeg", "-v", "error", "-y", "-loop", "1", "-framerate", "30", "-i", marked_file(folder)),
        *("-f", "lavfi", "-i", "sine", "-t", "4", "-vf", "select='lt(n,40)+not(mod(n,7))'", "-fps_mode", "vfr"),
        *("-c:v", "mpeg4", "-pix_fmt", "yuv420p", "-c:a", "aac", made),
    )
    return made


def _two_sounds(first: str, second: str, ending: str = "mkv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / f"two.{ending}"
        run(
            *("ffmpeg", "-v", "error", "-y", "-loop", "1", "-framerate", "25", "-i", marked_file(folder)),
            *("-f", "lavfi", "-i", "sine", "-f", "lavfi", "-i", "sine=frequency=880", "-t", "2"),
            *("-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", *_PICTURES.split()),
            *("-c:a:0", first, "-c:a:1", second, made),
        )
        return made

    return make


_ANEW = frozenset({Loss.ENCODED_ANEW})
_CUT = frozenset({Loss.CUT_OFF})


def _plain() -> Iterator[Case]:
    x264, aac = f"-c:v libx264 {_PICTURES}", "-c:a aac"
    yield Case("mp4 h264 aac", _film("mp4", f"{x264} {aac}"))
    yield Case("mp4 h264 baseline", _film("mp4", f"{x264} -profile:v baseline {aac}"))
    yield Case("mp4 h264 444", _film("mp4", f"-c:v libx264 -pix_fmt yuv444p {aac}"))
    yield Case("mp4 h264 10 bits", _film("mp4", f"-c:v libx264 -pix_fmt yuv420p10le {aac}"))
    yield Case("mp4 h264 mp3", _film("mp4", f"{x264} -c:a libmp3lame"))
    yield Case("mp4 h264 silent", _film("mp4", x264, sound=False), has_sound=False)
    yield Case("mp4 h264 fragmented", _film("mp4", f"{x264} {aac} -movflags +frag_keyframe+empty_moov"))
    yield Case("mp4 h264 faststart", _film("mp4", f"{x264} {aac} -movflags +faststart"))
    yield Case("mp4 hevc", _film("mp4", f"-c:v libx265 {_PICTURES} -x265-params log-level=none {aac}"))
    yield Case("mp4 hevc hvc1", _film("mp4", f"-c:v libx265 {_PICTURES} -tag:v hvc1 -x265-params log-level=none {aac}"))
    yield Case("mp4 hevc 10 bits", _film("mp4", f"-c:v libx265 -pix_fmt yuv420p10le -x265-params log-level=none {aac}"))
    yield Case("mp4 mpeg4", _film("mp4", f"-c:v mpeg4 {_PICTURES} {aac}"), losses=_ANEW)
    yield Case("mp4 av1", _film("mp4", f"-c:v libaom-av1 -cpu-used 8 {_PICTURES} {aac}"), losses=_ANEW)
    yield Case("mp4 vp9", _film("mp4", f"-c:v libvpx-vp9 -cpu-used 8 {_PICTURES} {aac}"), losses=_ANEW)
    yield Case("mov prores", _film("mov", f"-c:v prores_ks {aac}"), losses=_ANEW)
    yield Case("mov mjpeg pcm", _film("mov", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le"), losses=_ANEW)
    yield Case("mov h264 alac", _film("mov", f"{x264} -c:a alac"))
    yield Case("mov without ftyp", _without_ftyp)
    yield Case("mp4 unknown brand", _with_box_renamed(_film("mp4", f"{x264} {aac}"), b"ftypisom", b"ftypzzzz"))
    yield Case("3gp h263 amr", _film("3gp", "-s 352x288 -c:v h263 -c:a aac"), size=(384, 288))
    yield Case("3gp mpeg4 aac", _film("3gp", f"-c:v mpeg4 {_PICTURES} {aac}"), losses=_ANEW)
    yield Case("mkv h264 aac", _film("mkv", f"{x264} {aac}"))
    yield Case("mkv h264 without b", _film("mkv", f"{x264} -bf 0 {aac}"))
    yield Case("mkv hevc opus", _film("mkv", f"-c:v libx265 {_PICTURES} -x265-params log-level=none -c:a libopus"))
    yield Case("mkv mpeg2 ac3", _film("mkv", f"-c:v mpeg2video {_PICTURES} -c:a ac3"), losses=_ANEW)
    yield Case("mkv ffv1 flac", _film("mkv", "-c:v ffv1 -c:a flac"), losses=_ANEW)
    yield Case("webm vp8 vorbis", _film("webm", f"-c:v libvpx {_PICTURES} -c:a libvorbis"), losses=_ANEW)
    yield Case("webm vp9 opus", _film("webm", f"-c:v libvpx-vp9 -cpu-used 8 {_PICTURES} -c:a libopus"), losses=_ANEW)
    yield Case("webm av1 opus", _film("webm", f"-c:v libaom-av1 -cpu-used 8 {_PICTURES} -c:a libopus"), losses=_ANEW)
    yield Case("webm live", _film("webm", f"-c:v libvpx {_PICTURES} -c:a libopus -live 1"), losses=_ANEW)
    yield Case("avi mjpeg pcm", _film("avi", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le"), losses=_ANEW)
    yield Case("avi xvid mp3", _film("avi", f"-c:v mpeg4 -vtag XVID -bf 2 {_PICTURES} -c:a libmp3lame"), losses=_ANEW)
    yield Case("avi h264 adpcm", _film("avi", f"{x264} -c:a adpcm_ima_wav"), losses=_ANEW)
    yield Case("avi huffyuv", _film("avi", "-c:v huffyuv -c:a pcm_u8"), losses=_ANEW)
    yield Case("wmv", _film("wmv", f"-c:v wmv2 {_PICTURES} -c:a wmav2"), losses=_ANEW)
    yield Case("asf msmpeg4", _film("asf", f"-c:v msmpeg4v3 {_PICTURES} -c:a wmav1"), losses=_ANEW)
    yield Case("flv h264", _film("flv", f"{x264} {aac}"))
    yield Case("flv flv1 mp3", _film("flv", f"-c:v flv1 {_PICTURES} -c:a libmp3lame -ar 44100"), losses=_ANEW)
    yield Case("ts h264 aac", _film("ts", f"{x264} {aac}"))
    yield Case("ts hevc aac", _film("ts", f"-c:v libx265 {_PICTURES} -x265-params log-level=none {aac}"))
    yield Case("ts mpeg2 mp2", _film("ts", f"-c:v mpeg2video {_PICTURES} -c:a mp2"), losses=_ANEW)
    yield Case("mts h264 ac3", _film("mts", f"{x264} -c:a ac3 -mpegts_m2ts_mode 1 -f mpegts"))
    yield Case("mpg mpeg1 mp2", _film("mpg", f"-c:v mpeg1video {_PICTURES} -c:a mp2"), losses=_ANEW)
    yield Case("vob mpeg2 ac3", _film("vob", f"-c:v mpeg2video {_PICTURES} -c:a ac3"), losses=_ANEW)
    yield Case("ogv theora", _film("ogv", "-c:v libtheora -c:a libvorbis"), losses=_ANEW)
    yield Case("m4v h264", _film("m4v", f"{x264} {aac}"))


def _odd() -> Iterator[Case]:
    x264, mpeg4, aac = f"-c:v libx264 {_PICTURES}", f"-c:v mpeg4 {_PICTURES}", "-c:a aac"
    for degrees in (90, 180, 270):
        for codec in ("libx264", "mpeg4"):
            yield Case(f"mp4 {codec} turned {degrees}", _turned(degrees, codec))
    yield Case("mp4 variable rate", _vfr, seconds=4.0)
    hlg = "-color_trc arib-std-b67 -color_primaries bt2020 -colorspace bt2020nc"
    pq = "-color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc"
    for name, colours in (("hlg", hlg), ("pq", pq)):
        x265 = f"-c:v libx265 -pix_fmt yuv420p10le {colours} -x265-params log-level=none"
        yield Case(f"mp4 hevc {name}", _film("mp4", f"{x265} {aac}"), oddities=frozenset({"light"}))
        vp9 = f"-c:v libvpx-vp9 -cpu-used 8 -pix_fmt yuv420p10le -profile:v 2 {colours}"
        yield Case(f"webm vp9 {name}", _film("webm", f"{vp9} -c:a libopus"), oddities=frozenset({"light"}))
    yield Case(
        "mpg interlaced", _film("mpg", "-vf interlace -c:v mpeg2video -flags +ildct+ilme -pix_fmt yuv420p -c:a mp2")
    )
    yield Case("mkv odd sides", _film("mkv", f"-vf scale=321:241 -c:v ffv1 {aac}"), size=(322, 242))
    yield Case("mpg wide dots", _film("mpg", f"-vf setsar=4/3 -c:v mpeg2video {_PICTURES} -c:a mp2"), size=(426, 240))
    yield Case("mp4 large mpeg4", _film("mp4", f"-vf scale=2560:1920 {mpeg4} {aac}"), size=(1920, 1440), losses=_ANEW)
    yield Case("mp4 60 a second", _film("mp4", f"-r 60 {mpeg4} {aac}"), losses=_ANEW)
    yield Case("mkv two sounds", _two_sounds("aac", "libopus"), losses=frozenset({Loss.OTHER_SOUND_MISSING}))
    yield Case(
        "mp4 first sound unknown",
        _with_box_renamed(_two_sounds("aac", "aac", "mp4"), b"mp4a", b"apac"),
        losses=frozenset({Loss.OTHER_SOUND_MISSING}),
    )
    yield Case(
        "mp4 sound unknown",
        _with_box_renamed(_with_box_renamed(_film("mp4", f"{x264} {aac}"), b"mp4a", b"apac"), b"esds", b"zzzz"),
        has_sound=False,
        losses=frozenset({Loss.SOUND_MISSING}),
    )
    yield Case(
        "mp4 pictures unknown",
        _with_codec_renamed(_film("mp4", f"{mpeg4} {aac}")),
        size=None,
        losses=frozenset({Loss.PICTURES_MISSING}),
    )
    yield Case("mp4 late sound", _film("mp4", f"{x264} {aac} -af adelay=500"))
    yield Case("ts cut", cut(_film("ts", f"{x264} {aac}"), 0.8), seconds=1.5)
    yield Case(
        "avi cut", cut(_film("avi", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le"), 0.5), seconds=1.0, losses=_CUT
    )
    yield Case("mkv cut", cut(_film("mkv", f"{mpeg4} -c:a pcm_s16le"), 0.4), seconds=0.8, losses=_CUT)
    yield Case(
        "mp4 cut",
        cut(_film("mp4", f"{mpeg4} -c:a pcm_s16le -f mov -movflags +faststart"), 0.4),
        seconds=0.8,
        losses=_CUT,
    )
    yield Case(
        "webm cut", cut(_film("webm", f"-c:v libvpx {_PICTURES} -g 5 -b:v 2M -c:a libopus -b:a 256k"), 0.4), seconds=0.8
    )


FILMS = tuple(case if case.seconds else replace(case, seconds=_SECONDS) for case in (*_plain(), *_odd()))
