"""A map of areas, each the darker, or its dot the larger, the more tips came from there.

Outlines and points are the locality's own file (GeoJSON, RFC 7946). Of a village hardly anybody has the outline, but
everybody can say where its culture house stands; where there are points, the outlines are only the ground under them.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from api.web.officer.board.pictures.uri import to_uri

Point = tuple[float, float]
Ring = tuple[Point, ...]

_WIDTH = 480.0
# Of a picture that is as high as it is wide; a higher one is shown smaller.
_LETTERS = 17.0
_SMALLEST_DOT, _LARGEST_DOT = 3.0, 18.0
_SHADE, _INK, _GROUND = "#0b5d4b", "#18211f", "#f3f4f1"
_STEPS = ("#ffffff", "#dfe7e3", "#b9ccc4", "#8db0a3", "#4f8374", "#0b5d4b")
_DARK_FROM = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """One area's outline, or a point in it, in degrees of longitude and latitude."""

    area_id: str
    rings: tuple[Ring, ...] = ()
    point: Point | None = None


@lru_cache(maxsize=4)
def read_shapes(file: Path, _changed_at: int) -> tuple[Shape, ...]:
    """Return the outlines and points in the file, by the property ``code``. Raises OSError or ValueError."""
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return tuple(_read(str(each["properties"]["code"]), each["geometry"]) for each in features)


def find_shapes(file: Path | None) -> tuple[Shape, ...]:
    """Return the outlines and points, or none where the locality has no file."""
    if file is None:
        return ()
    try:
        return read_shapes(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        # A broken map must not take the numbers away; the tables stand beside it.
        return ()


def draw_map(shapes: tuple[Shape, ...], counts: Mapping[str, int], titles: Mapping[str, str]) -> str:
    """Return the map as a data URI."""
    project, height = _fit(shapes)
    points = [shape for shape in shapes if shape.point is not None]
    counted = points or shapes
    most = max((counts.get(shape.area_id, 0) for shape in counted), default=0)
    drawing = _Drawing(project, counts, titles, most, has_points=bool(points), scale=max(1.0, height / _WIDTH))
    outlines = "".join(drawing.outline(shape) for shape in shapes if shape.rings)
    # The fewest last: a large dot would hide a small one, and the names come over all dots.
    points.sort(key=lambda shape: -counts.get(shape.area_id, 0))
    dots = "".join(drawing.dot(shape) for shape in points) + "".join(drawing.name(shape) for shape in points)
    return to_uri(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" '
        f'font-family="system-ui,sans-serif" font-size="{drawing.letters:.0f}" text-anchor="middle">'
        f"{outlines}{dots}</svg>"
    )


class _Projection:
    """Equirectangular, true along the middle parallel: a commune is small enough for it."""

    def __init__(self, west: float, north: float, scale: float, narrowing: float) -> None:
        self._west, self._north, self._scale, self._narrowing = west, north, scale, narrowing

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self._west) * self._narrowing * self._scale, (self._north - latitude) * self._scale


def _fit(shapes: tuple[Shape, ...]) -> tuple[_Projection, float]:
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    points += [shape.point for shape in shapes if shape.point is not None]
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    narrowing = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    scale = _WIDTH / max((max(longitudes) - min(longitudes)) * narrowing, 1e-9)
    return _Projection(min(longitudes), max(latitudes), scale, narrowing), (max(latitudes) - min(latitudes)) * scale


@dataclass(frozen=True, slots=True)
class _Drawing:
    project: _Projection
    counts: Mapping[str, int]
    titles: Mapping[str, str]
    most: int
    has_points: bool
    scale: float

    @property
    def letters(self) -> float:
        return _LETTERS * self.scale

    def outline(self, shape: Shape) -> str:
        rings = [[self.project(*point) for point in ring] for ring in shape.rings]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
        if self.has_points:
            return f'<path d="{path}" fill="{_GROUND}" stroke="{_INK}" fill-rule="evenodd"/>'
        step = math.ceil(self._share(shape) * (len(_STEPS) - 1))
        drawn = f'<path d="{path}" fill="{_STEPS[step]}" stroke="{_INK}" fill-rule="evenodd"/>'
        return drawn + self._write(shape, *_middle(rings[0]), ink="#ffffff" if step >= _DARK_FROM else _INK)

    def dot(self, shape: Shape) -> str:
        x, y = self._place(shape)
        fill = _SHADE if self.counts.get(shape.area_id) else "#ffffff"
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{self._radius(shape):.1f}" fill="{fill}" stroke="{_INK}"/>'

    def name(self, shape: Shape) -> str:
        """Write the name and the count over a dot; where nothing came from there is none, for the names' sake."""
        if not self.counts.get(shape.area_id):
            return ""
        x, y = self._place(shape)
        # Half a name long from the edge, or the picture would cut it off.
        half = len(f"{self.titles.get(shape.area_id, '')} 00") * self.letters * 0.28
        x = min(max(x, half), max(half, _WIDTH - half))
        return self._write(shape, x, max(self.letters, y - self._radius(shape) - 4), ink=_INK)

    def _write(self, shape: Shape, x: float, y: float, *, ink: str) -> str:
        title, count = escape(self.titles.get(shape.area_id, "")), self.counts.get(shape.area_id, 0)
        edge = ' paint-order="stroke" stroke="#ffffff" stroke-width="3"' if self.has_points else ""
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}"{edge}>{title} <tspan font-weight="700">{count}</tspan></text>'
        )

    def _place(self, shape: Shape) -> Point:
        return self.project(*(shape.point or (0.0, 0.0)))

    def _radius(self, shape: Shape) -> float:
        # By area, as eyes compare circles.
        return self.scale * (_SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * math.sqrt(self._share(shape)))

    def _share(self, shape: Shape) -> float:
        return self.counts.get(shape.area_id, 0) / self.most if self.most else 0.0


def _middle(ring: list[Point]) -> Point:
    return (
        (min(x for x, _y in ring) + max(x for x, _y in ring)) / 2,
        (min(y for _x, y in ring) + max(y for _x, y in ring)) / 2,
    )


def _read(area_id: str, geometry: Mapping[str, Any]) -> Shape:
    if geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"][:2]
        return Shape(area_id, point=(float(longitude), float(latitude)))
    return Shape(area_id, tuple(_rings(geometry)))


def _rings(geometry: Mapping[str, Any]) -> Iterable[Ring]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)
