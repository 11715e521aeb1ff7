"""At the size of the nation: names with their parents are found, and few everyday texts are taken for places."""

import random

import pytest

from intake.areas.names import fold
from intake.areas.tree import AreaNode, AreaTree
from intake.reading.gazetteer.find import Gazetteer
from tests.intake.reading.gazetteer.nation import COMMUNES, VILLAGES, make_nation
from tests.intake.reading.gazetteer.report import HELD, list_outcomes


@pytest.fixture(scope="module")
def tree() -> AreaTree:
    return make_nation()


@pytest.fixture(scope="module")
def gazetteer(tree: AreaTree) -> Gazetteer:
    return Gazetteer(tree)


def _draw(tree: AreaTree, prefix: str) -> list[AreaNode]:
    nodes = [node for node in tree.nodes.values() if node.id.startswith(prefix)]
    return random.Random(7).sample(nodes, 500)  # noqa: S311, nothing secret is drawn


def test_country_is_as_large_as_the_real_one(tree: AreaTree) -> None:
    assert len(tree.communes()) == COMMUNES
    assert len(tree.nodes) > VILLAGES + COMMUNES


@pytest.mark.parametrize("is_bare", [False, True])
def test_village_is_found_when_its_commune_and_province_are_named(
    tree: AreaTree, gazetteer: Gazetteer, *, is_bare: bool
) -> None:
    right = wrong = 0
    for node in _draw(tree, "v"):
        commune = tree.get(node.parent_id or node.id)
        province = tree.get(commune.parent_id or commune.id)
        text = f"Tại thôn {node.name}, xã {commune.name}, tỉnh {province.name} có đánh bạc"
        finding = gazetteer.find(fold(text) if is_bare else text)
        right += finding.area_id == node.id
        wrong += finding.area_id not in (None, node.id)
    assert right >= 425
    assert wrong <= 10


def test_commune_is_found_when_its_province_is_named(tree: AreaTree, gazetteer: Gazetteer) -> None:
    right = wrong = 0
    for node in _draw(tree, "c"):
        province = tree.get(node.parent_id or node.id)
        finding = gazetteer.find(f"Ở xã {node.name}, tỉnh {province.name} có đánh bạc")
        right += finding.area_id == node.id
        wrong += finding.area_id not in (None, node.id)
    assert right >= 400
    assert wrong <= 10


def test_scope_decides_when_many_communes_have_such_a_village(tree: AreaTree, gazetteer: Gazetteer) -> None:
    right = 0
    for node in _draw(tree, "v"):
        finding = gazetteer.find(f"thôn {node.name} có trộm", scope=tree.get(node.parent_id or node.id).id)
        right += finding.area_id == node.id
    assert right >= 425


def test_everyday_texts_give_no_area(gazetteer: Gazetteer) -> None:
    texts = [outcome.text for outcome in list_outcomes(HELD) if outcome.name == "none"]
    assert sum(gazetteer.find(text).area_id is not None for text in texts) <= 1
