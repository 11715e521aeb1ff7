"""What lengths of locked columns tell: nothing of a contact, and of the rest what SECURITY.md says."""

import re
from pathlib import Path

import pytest

from tests.files import make_photo
from tests.gateways import send
from tests.security.sizes import count_sizes
from tests.town import Town, act, tip_id

SECURITY = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`(\w+\.\w+)`", SECURITY.split("## What sizes tell")[1].split("\n## ")[0]))
LONGEST, SHORT = "🙂" * 500, "Có đánh bạc ở thôn Tân Ngọc"


@pytest.mark.parametrize("contact", ["", "x", "0912 345 678", "ỡ" * 500, LONGEST])
def test_size_is_the_same_whatever_contact_was_left(town: Town, contact: str) -> None:
    town.hand_in(town.box("tanngoc"), contact=contact)
    sizes = count_sizes(town.database)
    assert sizes["identity.locked"] == {2077}
    assert len(sizes["identity_share.sealed"]) == 1


def test_every_column_that_varies_is_told_of_when_much_was_done(town: Town) -> None:
    for what, fields in (("Có", {}), ("Việc " * 300, {"contact": LONGEST}), ("Bắn nhau", {"urgency": "danger"})):
        receipt = town.hand_in(town.box("tanngoc"), what=what, about_police="true" if fields else "")
        act(town.officer("thanhtra1" if fields else "tanngoc"), tip_id(receipt), "acknowledge")
        form = {"receipt": receipt.reveal(), "text": what * 2}
        for size in (30, 900):
            files = {"files": (f"{size}.jpg", make_photo(size=(size, size)))}
            assert town.resident().post("/tra-cuu/them", data=form, files=files).status_code == 200
    for number, text in (("0912000111", SHORT), ("0912000112", "Tôi là Nguyễn Văn An, nhà ở đầu ngõ " * 9)):
        assert send(town, "standard", number, text)
    varying = {column for column, sizes in count_sizes(town.database).items() if len(sizes) > 1}
    assert "identity.locked" not in varying
    assert varying <= TOLD
