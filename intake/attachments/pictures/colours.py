"""Every way of writing a dot becomes red, green and blue of a screen (sRGB), eight bits each, on white paper."""

from io import BytesIO

from PIL import Image, ImageCms, ImageMath

_PRINT = frozenset({"CMYK", "LAB"})
_DEEP = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N", "F"})
_SIXTEEN_BITS = 65535
_EIGHT_BITS = 255


def is_of_print(picture: Image.Image) -> bool:
    """Say whether its colours are those of print, which no screen shows as they are."""
    return picture.mode in _PRINT


def to_screen(picture: Image.Image) -> Image.Image:
    """Return the dots on a sheet of their own: what else the library carries along stays behind."""
    profile = picture.info.get("icc_profile")
    if picture.mode in _DEEP:
        picture = _to_eight_bits(picture)
    layered = _to_red_green_blue(picture, profile)
    sheet = Image.new("RGB", layered.size, "white")
    sheet.paste(layered, mask=layered.getchannel("A") if layered.mode == "RGBA" else None)
    return sheet


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    """Return grey. Whole numbers of sixteen bits count up to 65535; others from their darkest to their lightest."""
    if picture.mode.startswith("I;16"):
        return _stretch(picture.convert("I"), 0, _SIXTEEN_BITS)
    darkest, lightest = picture.getextrema()
    if picture.mode == "I" and 0 <= float(darkest) <= float(lightest) <= _SIXTEEN_BITS:  # type: ignore[arg-type]
        return _stretch(picture, 0, _SIXTEEN_BITS if float(lightest) > _EIGHT_BITS else _EIGHT_BITS)  # type: ignore[arg-type]
    return _stretch(picture, float(darkest), float(lightest))  # type: ignore[arg-type]


def _stretch(picture: Image.Image, darkest: float, lightest: float) -> Image.Image:
    scale = _EIGHT_BITS / ((lightest - darkest) or 1)
    made: Image.Image = ImageMath.lambda_eval(
        lambda values: values["convert"]((values["float"](values["grey"]) - darkest) * scale, "L"), grey=picture
    )
    return made


def _to_red_green_blue(picture: Image.Image, profile: object) -> Image.Image:
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if isinstance(profile, bytes) and profile:
        by_profile = _convert_by_profile(picture, profile)
        if by_profile is not None:
            return by_profile
    if picture.mode == "LAB":
        return _convert_lab(picture)
    return picture.convert("RGB")


def _convert_by_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """Return the colours as the file's own profile means them; None where it is broken or of another kind."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _convert_lab(picture: Image.Image) -> Image.Image:
    source, target = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    transform = ImageCms.buildTransform(source, target, "LAB", "RGB")
    return ImageCms.applyTransform(picture, transform) or picture.convert("L").convert("RGB")
