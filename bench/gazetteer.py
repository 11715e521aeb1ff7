"""``python -m bench.gazetteer``: how long finding an area takes, at the demo's size and at the nation's.

The nation is made up from a seed, with as many communes and villages as there are and with names that collide as
theirs do; ``--areas-folder`` takes the national lists instead.
"""

import argparse
import csv
import random
import statistics
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.areas.kinds import AreaKind
from intake.areas.load import BINH_XUYEN
from intake.areas.names import fold
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.reading.gazetteer.find import Gazetteer
from intake.reading.gazetteer.read import build_tree, read_area_tree
from tests.intake.reading.gazetteer.nation import make_nation

SEED = 20261124
TEXTS = 2000
_ANSWERS = 1500
_FORMS = (
    ("village", "Tại thôn {name}, xã {parent}, tỉnh {larger} có đánh bạc"),
    ("village", "thôn {name}, xã {parent} có đánh bạc"),
    ("commune", "Ở xã {name}, {parent} có đánh bạc"),
    ("commune", "Ở {name}, {parent} có đánh bạc"),
)
_TEMPLATES = (
    "{kind} {name} dạo này có nhóm thanh niên tụ tập hút chích mỗi tối, mong công an kiểm tra giúp bà con",
    "bao cong an o {bare} co nguoi la vao thon trom cho, di xe may khong bien so, dan rat so",
    "Tôi muốn báo tại {kind} {name}, {parent} có tụ điểm đánh bạc ăn tiền, khoảng mười người tham gia",
    "Nhà hàng xóm tôi đánh chửi nhau suốt đêm, ném cả bát đĩa ra đường, các anh đến giải quyết giúp",
    "co xe tai cho dat chay am am ca dem lam hong duong lang, {bare} {bareparent}, de nghi xu ly som",
    "Xưởng gỗ ở {name} đốt rác khói mù mịt, trẻ con ho hết, đã kiến nghị mấy lần mà chưa ai giải quyết cả",
)


@dataclass(frozen=True)
class Timing:
    """One measured line."""

    areas: int
    build_seconds: float
    memory_mb: float
    median_ms: float
    p99_ms: float
    slowest_ms: float


def run_gazetteer(tree: AreaTree, texts: Sequence[str]) -> Timing:
    """Build the index of ``tree`` and find the area of each text once, after a round to warm up."""
    memory_mb = _measure_memory(tree)
    start = time.perf_counter()
    gazetteer = Gazetteer(tree)
    build_seconds = time.perf_counter() - start
    for text in texts[:200]:
        gazetteer.find(text)
    times = sorted(_time(gazetteer, text) for text in texts)
    return Timing(
        areas=len(tree.nodes),
        build_seconds=build_seconds,
        memory_mb=memory_mb,
        median_ms=statistics.median(times),
        p99_ms=times[len(times) * 99 // 100],
        slowest_ms=times[-1],
    )


def write_texts(tree: AreaTree, count: int) -> list[str]:
    """Return texts of 60 to 160 characters that name areas of ``tree``, or none; the same every time."""
    chance = random.Random(SEED)  # noqa: S311, nothing secret is drawn
    nodes = [node for node in tree.nodes.values() if node.parent_id]
    texts = list[str]()
    while len(texts) < count:
        node = chance.choice(nodes)
        parent = tree.get(node.parent_id or node.id)
        text = chance.choice(_TEMPLATES).format(
            kind="thôn" if tree.find_commune(node.id) not in (None, node) else "xã",
            name=node.name,
            bare=fold(node.name),
            parent=parent.title,
            bareparent=fold(parent.name),
        )
        texts += [text] if 60 <= len(text) <= 160 else []  # noqa: PLR2004, the length that the bar is about
    return texts


def count_answers(tree: AreaTree, *, kind: str, form: str) -> tuple[int, int, int]:
    """Return how many of 1,500 areas, named as ``form`` says, are found, asked about or missed, and mistaken."""
    gazetteer = Gazetteer(tree)
    nodes = [node for node in tree.nodes.values() if tree.find_commune(node.id)]
    drawn = [node for node in nodes if (tree.find_commune(node.id) is node) == (kind == "commune")]
    right = wrong = 0
    for node in random.Random(SEED).sample(drawn, _ANSWERS):  # noqa: S311, nothing secret is drawn
        parent = tree.get(node.parent_id or node.id)
        larger = tree.get(parent.parent_id or parent.id)
        finding = gazetteer.find(form.format(name=node.name, parent=parent.name, larger=larger.name))
        right += finding.area_id == node.id
        wrong += finding.area_id not in (None, node.id)
    return right, _ANSWERS - right - wrong, wrong


def read_nation(folder: Path) -> AreaTree:
    """Return the tree of the national lists in ``folder``."""
    nodes = list[AreaNode]()
    for row in _read(folder / "vn-communes-2025.csv"):
        kind = AreaKind.PROVINCE if row["level"] == "province" else AreaKind(row["kind"])
        nodes.append(_make_node(row["code"], row["parent_code"], kind, row["name"]))
    for row in _read(folder / "vn-localities-geonames.csv"):
        name = row["name_vi"] or row["name_ascii"]
        nodes.append(_make_node(f"v{row['code']}", row["parent_code"], AreaKind.PLACE, name))
    return build_tree(nodes)


def _make_node(code: str, parent_code: str, kind: AreaKind, name: str) -> AreaNode:
    return AreaNode(AreaId(code), AreaId(parent_code) if parent_code else None, kind, name, (name,), None)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _time(gazetteer: Gazetteer, text: str) -> float:
    start = time.perf_counter()
    gazetteer.find(text)
    return (time.perf_counter() - start) * 1000


def _measure_memory(tree: AreaTree) -> float:
    """Return what the index alone holds, in megabytes; the tree is there anyway."""
    tracemalloc.start()
    gazetteer = Gazetteer(tree)
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del gazetteer
    return held / 1_000_000


def time_both_sizes() -> dict[str, Timing]:
    """Measure the demo's areas and a made-up nation."""
    trees = {"demo": read_area_tree(BINH_XUYEN), "nation": make_nation()}
    return {name: run_gazetteer(tree, write_texts(tree, TEXTS)) for name, tree in trees.items()}


def main() -> None:
    """Measure and print both sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas-folder", type=Path, help="the folder with the national lists")
    folder = parser.parse_args().areas_folder
    trees = {"demo": read_area_tree(BINH_XUYEN), "nation": read_nation(folder) if folder else make_nation()}
    for name, tree in trees.items():
        timing = run_gazetteer(tree, write_texts(tree, TEXTS))
        print(
            f"{name:8}{timing.areas:>7,} areas: built in {timing.build_seconds:.2f} s, {timing.memory_mb:.0f} MB; "
            f"a text in {timing.median_ms:.3f} ms, p99 {timing.p99_ms:.3f} ms, slowest {timing.slowest_ms:.1f} ms"
        )
    for kind, form in _FORMS:
        right, asked, wrong = count_answers(trees["nation"], kind=kind, form=form)
        print(f"nation  {form!r}: {right} right, {asked} asked or none, {wrong} wrong")


if __name__ == "__main__":
    main()
