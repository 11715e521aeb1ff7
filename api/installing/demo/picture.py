"""The one photo of the demo: drawn, so that no person stands in it."""

from io import BytesIO

from PIL import Image, ImageDraw

from intake.attachments.making_safe import make_safe
from intake.attachments.safe_file import SafeFile

_SIZE = (960, 540)
_NIGHT, _ROAD, _WALL, _LAMP, _BODY, _GLASS, _TYRE = (
    *("#10182b", "#2a2f3a", "#3b3330", "#ffd98a"),
    *("#e8e8e4", "#4a5a6e", "#111111"),
)


def make_photo() -> SafeFile:
    """Return a camera's view of a white pick-up at night, made safe as any file that comes in."""
    picture = Image.new("RGB", _SIZE, _NIGHT)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 360, 960, 540), fill=_ROAD)
    draw.rectangle((0, 150, 250, 360), fill=_WALL)
    draw.line((820, 90, 820, 400), fill=_WALL, width=10)
    draw.ellipse((790, 60, 850, 120), fill=_LAMP)
    draw.polygon(((780, 360), (860, 360), (940, 470), (690, 470)), fill="#4d4a40")
    draw.rectangle((330, 330, 700, 410), fill=_BODY)
    draw.polygon(((500, 330), (530, 260), (630, 260), (660, 330)), fill=_BODY)
    draw.polygon(((515, 328), (540, 272), (620, 272), (642, 328)), fill=_GLASS)
    for left in (380, 590):
        draw.ellipse((left, 375, left + 70, 445), fill=_TYRE)
    content = BytesIO()
    picture.save(content, "JPEG", quality=85)
    return make_safe(content.getvalue(), "camera.jpg")
