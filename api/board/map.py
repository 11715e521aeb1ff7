"""A map of areas, each the darker the more tips came from there.

The outlines are the locality's own file (GeoJSON, RFC 7946).
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from api.board.charts import to_uri

Ring = tuple[tuple[float, float], ...]

_WIDTH = 720.0
_STEPS = ("#ffffff", "#dfe7e3", "#b9ccc4", "#8db0a3", "#4f8374", "#0b5d4b")
_DARK_FROM = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """One area's outline, in degrees of longitude and latitude."""

    area_id: str
    rings: tuple[Ring, ...]


@lru_cache(maxsize=4)
def read_shapes(file: Path, _changed_at: int) -> tuple[Shape, ...]:
    """Return the outlines in the file, by the property ``code``. Raises OSError or ValueError."""
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return tuple(Shape(str(each["properties"]["code"]), tuple(_rings(each["geometry"]))) for each in features)


def find_shapes(file: Path | None) -> tuple[Shape, ...]:
    """Return the outlines, or none where the locality has no file."""
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
    most = max((counts.get(shape.area_id, 0) for shape in shapes), default=0)
    drawn = "".join(_draw(shape, counts.get(shape.area_id, 0), most, titles, project) for shape in shapes)
    return to_uri(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" '
        f'font-family="system-ui,sans-serif" font-size="18" text-anchor="middle">{drawn}</svg>'
    )


class _Projection:
    """Equirectangular, true along the middle parallel: a commune is small enough for it."""

    def __init__(self, west: float, north: float, scale: float, narrowing: float) -> None:
        self._west, self._north, self._scale, self._narrowing = west, north, scale, narrowing

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self._west) * self._narrowing * self._scale, (self._north - latitude) * self._scale


def _fit(shapes: tuple[Shape, ...]) -> tuple[_Projection, float]:
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    narrowing = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    scale = _WIDTH / max((max(longitudes) - min(longitudes)) * narrowing, 1e-9)
    return _Projection(min(longitudes), max(latitudes), scale, narrowing), (max(latitudes) - min(latitudes)) * scale


def _draw(shape: Shape, count: int, most: int, titles: Mapping[str, str], project: _Projection) -> str:
    step = 0 if most == 0 else math.ceil(count / most * (len(_STEPS) - 1))
    rings = [[project(*point) for point in ring] for ring in shape.rings]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    x, y = _middle(rings[0])
    ink = "#ffffff" if step >= _DARK_FROM else "#18211f"
    title = escape(titles.get(shape.area_id, ""))
    return (
        f'<path d="{path}" fill="{_STEPS[step]}" stroke="#18211f" fill-rule="evenodd"/>'
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}">{title} <tspan font-weight="700">{count}</tspan></text>'
    )


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    return (
        (min(x for x, _y in ring) + max(x for x, _y in ring)) / 2,
        (min(y for _x, y in ring) + max(y for _x, y in ring)) / 2,
    )


def _rings(geometry: Mapping[str, object]) -> Iterable[Ring]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    for polygon in polygons:  # type: ignore[attr-defined]
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)
