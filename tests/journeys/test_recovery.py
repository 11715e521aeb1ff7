"""A top post that nobody can open any more: custodians give its key back, to one officer, slowly and in sight."""

import itertools
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from api.commands.main import main
from api.commands.resealing import reseal
from api.custodians.desk import Desk, ServerRefused
from api.custodians.messages import RequestShown
from crypto.errors import SharesRejected
from crypto.keys import PublicKey, Seed
from intake.identity.key_files import write_key_file
from tests.custodians import list_seeds
from tests.disclosing import make_older
from tests.serving import serve
from tests.town import ORIGIN, Town, read_field, tip_id, write_settings
from triage.custody.recovery.shares import join_seed, open_resealed, reseal_share
from triage.custody.recovery.tables import PostRecoveryShare, RecoveryDecision
from triage.ground.vocabulary import PostKind
from triage.journal.tables import JournalDetail
from triage.offices.posts.tables import Post, PostKey

ASKER, CHIEF = "canbomoi", "truongca-binhtuyen"
PASSPHRASE = secrets.token_hex(12)
NEEDED = 3


class Case:
    """An officer without a post, who asks for a commune's, and the five custodians with their machines."""

    def __init__(self, town: Town, url: str) -> None:
        self.town, self.url = town, url
        self.tip = tip_id(town.hand_in(town.box("tanngoc"), what="Việc cũ"))
        self.seeds = list(list_seeds(town).values())
        self.client = httpx.Client(trust_env=False)
        self.post = self._find_post()

    def _find_post(self) -> str:
        with self.town.database.reading() as session:
            below = session.exec(select(Post).where(Post.area_id == "08944-r11")).one()
        assert below.above_id is not None
        return below.above_id

    @property
    def digits(self) -> str:
        page = self.town.officer(ASKER).get("/officer/recovery").text
        return page.split('<strong class="digits">')[1].split("</strong>")[0]

    def ask(self, username: str = ASKER, **changes: str) -> int:
        form = {"post": self.post, "legal_basis": "Điều 10", "document": "12/QĐ", "reason": "Hết người", **changes}
        return self.town.officer(username).post("/officer/recovery", data=form).status_code

    def desk(self, number: int) -> Desk:
        return Desk(self.url, self.client, self.seeds[number], self.town.clock.now)

    def request(self, number: int = 0) -> RequestShown:
        return self.desk(number).fetch_inbox().requests[0]

    def approve(self, number: int, shares: dict[str, bytes] | None = None) -> str:
        request = self.request(number)
        mine = reseal(self.seeds[number], request, PublicKey(request.public_key)) if shares is None else shares
        try:
            self.desk(number).approve(request, mine)
        except ServerRefused as error:
            return error.why
        return ""

    def take(self, username: str = ASKER) -> int:
        return self.town.officer(username).post(f"/officer/recovery/{self.request().id}/take").status_code

    def reads(self, username: str = ASKER) -> bool:
        return "Việc cũ" in self.town.officer(username).get(f"/officer/tips/{self.tip}").text

    def events(self) -> list[str]:
        with self.town.database.reading() as session:
            return [
                event
                for event in session.exec(select(JournalDetail.event))
                if event.startswith("recovery_") and "code" not in event
            ]


def _bring_in(town: Town) -> None:
    write_settings(town.settings, town.folder / "settings.json")
    environment = {"HOMTHU_SETTINGS_FILE": str(town.folder / "settings.json")}
    link = CliRunner().invoke(main, ["officers", "invite", ASKER, "Cán bộ mới"], env=environment).output.strip()
    form = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    assert town.resident().post(link.removeprefix(ORIGIN), data=form).status_code == 200
    town.passphrases[ASKER] = PASSPHRASE


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    # The tools know the real time only: what is asked a day before may be approved now.
    town.clock.at = datetime.now(UTC) - timedelta(hours=24)
    _bring_in(town)
    with serve(town) as url:
        made = Case(town, url)
        yield made
        made.client.close()


def _run_tool(case: Case, folder: Path, *arguments: str) -> Result:
    key = folder / "custodian.json"
    text = write_key_file(case.seeds[0], name="N", body="B", is_police=False, passphrase=PASSPHRASE)
    key.write_text(text, encoding="utf-8")
    options = ["--server", case.url, "--key", str(key), "--language", "en"]
    return CliRunner().invoke(main, ["custodian", *arguments, *options], input=f"{PASSPHRASE}\n")


def test_post_comes_back_with_its_tips_when_enough_custodians_agree_after_the_set_time(case: Case) -> None:
    assert not case.reads()
    assert case.ask() == 303
    assert case.approve(0) == "waiting"
    case.town.clock.advance(hours=24)
    assert [case.approve(number) for number in (0, 2)] == ["", ""]
    assert case.take() == 422
    assert case.approve(4) == ""
    assert case.take("tanngoc") == 404
    assert case.take() == 303
    # Everything that the post could open, its new holder opens, and brings others in
    assert case.reads()
    assert case.take() == 422
    people = case.town.officer(ASKER).get("/officer/people").text
    assert "Mời cán bộ" in people
    approved = ["recovery_approved"] * NEEDED
    assert case.events() == ["recovery_asked", *approved, "recovery_ready", "recovery_taken"]
    with case.town.database.reading() as session:
        assert session.exec(select(RecoveryDecision)).all() == []


def test_custodian_sees_and_approves_by_the_tool_when_the_papers_digits_fit(case: Case, tmp_path: Path) -> None:
    case.ask()
    case.town.clock.advance(hours=24)
    listed = _run_tool(case, tmp_path, "list")
    make_older(tmp_path / "custodian.notes.jsonl", timedelta(hours=25))
    assert "the key of the post commune" in listed.output
    assert "reason: Hết người" in listed.output
    request = case.request().id[:12]
    refused = _run_tool(case, tmp_path, "approve", request, "--digits", "0000 0000")
    assert (refused.exit_code, "not those of the request" in refused.output) == (1, True)
    approved = _run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
    assert "Approved: 1 sealed share(s) sent." in approved.output


def test_nothing_comes_back_when_one_custodian_is_missing(case: Case) -> None:
    case.ask()
    case.town.clock.advance(hours=24)
    assert [case.approve(number) for number in range(NEEDED - 1)] == [""] * (NEEDED - 1)
    assert case.take() == 422
    assert not case.reads()


def test_no_subset_of_the_shares_joins_when_it_is_too_small(town: Town) -> None:
    seeds = list_seeds(town)
    with town.database.reading() as session:
        key = session.exec(select(PostKey).join(Post).where(Post.kind == PostKind.DUTY_DESK)).one()
        rows = session.exec(select(PostRecoveryShare).where(PostRecoveryShare.post_key_id == key.id)).all()
    to = Seed.generate()
    shares = []
    for row in rows:
        resealed = reseal_share(
            row.sealed, seed=seeds[row.custodian], to=to.public_key, recovery_id="r", key_id=key.id, transcript=""
        )
        shares.append(
            open_resealed(resealed, seed=to, recovery_id="r", custodian=row.custodian, key_id=key.id, transcript="")
        )
    for count in range(len(shares) + 1):
        for some in itertools.combinations(shares, count):
            if count >= NEEDED:
                assert join_seed(list(some), key).public_key.raw == key.public_key
            else:
                with pytest.raises(SharesRejected):
                    join_seed(list(some), key)


def test_request_is_over_when_a_holder_is_there_after_all(case: Case) -> None:
    case.ask()
    case.town.clock.advance(hours=24)
    chief = case.town.officer(CHIEF)
    page = chief.get("/officer/recovery").text
    assert "Cán bộ mới xin nhận đầu mối bạn đang giữ" in page
    # Nobody else can say so
    assert case.town.officer("tanngoc").post(f"/officer/recovery/{case.request().id}/object").status_code == 404
    assert chief.post(f"/officer/recovery/{case.request().id}/object").status_code == 303
    assert case.approve(0) == "over"
    assert "đang giữ đầu mối và đã từ chối" in case.town.officer(ASKER).get("/officer/recovery").text
    assert not case.reads()


def test_holder_objects_even_when_enough_have_agreed(case: Case) -> None:
    case.ask()
    case.town.clock.advance(hours=24)
    for number in range(NEEDED):
        case.approve(number)
    assert case.town.officer(CHIEF).post(f"/officer/recovery/{case.request().id}/object").status_code == 303
    assert case.take() == 422
    assert not case.reads()


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("username", "changes", "status"),
    [
        (CHIEF, {}, 422),
        ("quantri", {}, 404),
        (ASKER, {"post": "f" * 32}, 404),
        (ASKER, {"reason": ""}, 422),
        (ASKER, {"document": "a" * 500}, 422),
    ],
    ids=["holder", "administrator", "unknown post", "no reason", "long document"],
)
def test_nothing_is_asked_when_the_form_does_not_fit(
    case: Case, username: str, changes: dict[str, str], status: int
) -> None:
    assert case.ask(username, **changes) == status
    assert case.desk(0).fetch_inbox().requests == []


def test_residential_post_is_not_asked_for_because_its_chief_opens_it(case: Case) -> None:
    with case.town.database.reading() as session:
        below = session.exec(select(Post.id).where(Post.kind == PostKind.RESIDENTIAL)).first()
    assert case.ask(post=str(below)) == 404


def test_second_request_waits_when_one_is_under_way(case: Case) -> None:
    assert case.ask() == 303
    assert case.ask() == 422


def test_nothing_is_given_when_the_shares_are_altered_or_anothers(case: Case) -> None:
    case.ask()
    case.town.clock.advance(hours=24)
    # Given three approvals, of which one gives another custodian's share and one a broken one
    assert case.approve(0) == ""
    good = reseal(case.seeds[1], case.request(1), PublicKey(case.request(1).public_key))
    assert case.approve(2, shares=good) == ""
    assert case.approve(3, shares={key: b"x" * len(share) for key, share in good.items()}) == ""
    assert case.take() == 422
    assert not case.reads()
    assert "không ghép lại được" in case.town.officer(ASKER).post(f"/officer/recovery/{case.request().id}/take").text


def test_share_for_another_post_is_refused_when_it_was_moved_in_the_database(case: Case, tmp_path: Path) -> None:
    case.ask()
    case.town.clock.advance(hours=24)
    with case.town.database.writing() as session:
        keys = {key.post_id: key.id for key in session.exec(select(PostKey))}
        fingerprint = case.seeds[0].public_key.fingerprint
        desk = session.exec(select(Post.id).where(Post.kind == PostKind.DUTY_DESK)).one()
        mine = session.get_one(PostRecoveryShare, (keys[case.post], fingerprint))
        mine.sealed = session.get_one(PostRecoveryShare, (keys[desk], fingerprint)).sealed
        session.add(mine)
        session.commit()
    assert _run_tool(case, tmp_path, "list").exit_code == 0
    make_older(tmp_path / "custodian.notes.jsonl", timedelta(hours=25))
    moved = _run_tool(case, tmp_path, "approve", case.request().id, "--digits", case.digits)
    assert moved.exit_code == 1
    assert "moved or altered" in moved.output


def test_shares_are_made_anew_when_the_settings_name_other_custodians(town: Town) -> None:
    custodians = town.settings.custodians
    other = custodians[0].model_copy(update={"public_key": Seed.generate().public_key.raw.hex()})
    town.restart(custodians=(other, *custodians[1:]))
    chief = town.officer(CHIEF)
    page = chief.get("/officer/people").text
    assert "chưa ai khôi phục được" in page
    post = read_field(page.split("/officer/people/renew-shares")[1], "post")
    assert town.officer("tanngoc").post("/officer/people/renew-shares", data={"post": post}).status_code == 404
    assert "chưa ai khôi phục được" not in chief.post("/officer/people/renew-shares", data={"post": post}).text
