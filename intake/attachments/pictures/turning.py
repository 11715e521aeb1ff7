"""How the telephone was held: read as a number from whatever the camera wrote, and applied to the dots."""

from PIL import Image

_ORIENTATION = 0x0112
# EXIF 2.32, 4.6.4: how the stored rows lie, and what brings them upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_orientation(picture: Image.Image) -> int:
    """Return 1 to 8; 1 where nothing readable says otherwise. Nothing of EXIF is ever written back."""
    try:
        return _to_number(picture.getexif().get(_ORIENTATION))
    except Exception:  # noqa: BLE001, cameras write what the reader stumbles over in many ways
        return 1


def _to_number(value: object) -> int:
    """Take a number of any EXIF type: some write it as text, as bytes or as a list of one."""
    if isinstance(value, tuple | list):
        value = value[0] if value else 1
    if isinstance(value, bytes):
        value = value.strip(b"\0 ")
        value = int(value) if value.isdigit() else int.from_bytes(value, "little")
    number = int(value)  # type: ignore[call-overload]
    return number if number in _TURNS else 1


def turn_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Return the picture as it was seen."""
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)
