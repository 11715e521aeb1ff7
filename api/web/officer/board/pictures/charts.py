"""Drawing numbers that people would rather see than read: inside the page, legible in grey, a table beside each.

The pictures are pygal's SVG as data: they load nothing, run nothing, and need no request of their own.
"""

import sys
from collections.abc import Sequence

import pygal
from pygal.style import Style

from api.web.officer.board.pictures.uri import to_uri

# It looks for map plugins, of which there are none here, by a protocol that Python has given up: imports would warn.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

Pairs = Sequence[tuple[str, int]]

_INK, _SHADE = "#18211f", "#0b5d4b"
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground=_INK,
    foreground_strong=_INK,
    foreground_subtle="#56635e",
    font_family="system-ui, 'Noto Sans', sans-serif",
    label_font_size=15,
    major_label_font_size=15,
    value_font_size=15,
    value_colors=("#ffffff",),
    opacity="1",
    colors=(_SHADE,),
)
_COMMON = {
    "style": _STYLE,
    "show_legend": False,
    "js": [],
    "disable_xml_declaration": True,
    "print_values": True,
    "print_zeroes": False,
    "value_formatter": lambda value: f"{value:.0f}",
    "margin": 4,
    "truncate_label": -1,
    "explicit_size": True,
    # As wide as a telephone, so that letters there are as large as those of the page.
    "width": 400,
}
_ROW, _MARGIN = 34, 40


def draw_bars(pairs: Pairs) -> str:
    """Return lying bars, in the order given from the top, as a data URI."""
    chart = pygal.HorizontalBar(
        **_COMMON, show_x_labels=False, show_x_guides=False, height=_MARGIN + _ROW * max(1, len(pairs))
    )
    # pygal draws the first at the bottom.
    chart.x_labels = [label for label, _count in reversed(pairs)]
    chart.add("", [count for _label, count in reversed(pairs)])
    return _to_uri(chart)


def draw_course(pairs: Pairs) -> str:
    """Return standing bars, in the order of time."""
    chart = pygal.Bar(**_COMMON, show_y_labels=False, show_y_guides=False, height=280)
    chart.x_labels = [label for label, _count in pairs]
    chart.add("", [count for _label, count in pairs])
    return _to_uri(chart)


def draw_hours(days: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Return a dot for each weekday and hour, the larger the more came then."""
    chart = pygal.Dot(**{**_COMMON, "print_values": False}, height=300)
    chart.x_labels = [str(hour) if hour % 3 == 0 else "" for hour in range(24)]
    for day, counts in days:
        chart.add(day, list(counts))
    return _to_uri(chart)


def _to_uri(chart: pygal.graph.graph.Graph) -> str:
    return to_uri(chart.render(is_unicode=True))
