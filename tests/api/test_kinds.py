"""An officer corrects the kind of a tip: one tap, journaled and counted, and nothing of the text with it."""

from tests.town import Town, act, tip_id


def test_kind_is_corrected_with_one_tap_and_counted_when_the_proposal_was_wrong(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc ở nhà văn hóa", category="fraud")
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    assert '<button class="quiet">Loại việc: Cờ bạc, lô đề' in officer.get(f"/officer/tips/{tip}").text
    assert act(officer, tip, "category", category="gambling") == 303
    page = officer.get(f"/officer/tips/{tip}").text
    assert "<h1>Cờ bạc, lô đề" in page
    assert "Loại việc: " not in page
    assert town.command("kinds", "--database", town.settings.database_url).output.splitlines() == [
        "from,to,count",
        "fraud,gambling,1",
    ]


def test_nothing_changes_when_the_kind_is_not_offered_or_the_same(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), category="gambling")
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    for category in ("nothing", "gambling", ""):
        assert act(officer, tip, "category", category=category) == 409
    assert town.command("kinds", "--database", town.settings.database_url).output.splitlines() == ["from,to,count"]


def test_inspectorates_tips_are_not_counted_when_their_kind_is_corrected(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), category="gambling", about_police="true")
    assert act(town.officer("thanhtra1"), tip_id(receipt), "category", category="fraud") == 303
    assert town.command("kinds", "--database", town.settings.database_url).output.splitlines() == ["from,to,count"]
