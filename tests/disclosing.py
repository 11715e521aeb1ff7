"""One tip whose identity is asked for, its five custodians, and the tools on their machines."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner, Result
from sqlmodel import Session, select

from api.commands.main import main
from api.commands.resealing import reseal
from api.custodians.desk import Desk, ServerRefused
from api.custodians.messages import RequestShown
from api.custodians.slip import RequestFile, Slip
from crypto.contexts import Label
from crypto.keys import Seed
from crypto.transcripts import Transcript, comparison_groups
from intake.identity.key_files import write_key_file, write_off_line_key
from tests.custodians import list_seeds
from tests.serving import serve
from tests.town import Town, tip_id
from triage.custody.disclosure.docket import DISCLOSURES
from triage.custody.disclosure.transcript import Request, write_transcript
from triage.custody.recovery.docket import RECOVERIES
from triage.custody.requests.audit import find_altered_requests
from triage.custody.requests.requests import Grounds
from triage.journal.tables import JournalDetail

CONTACT = "Nguyễn Thị Chim Yến, 0912 345 678"
REASON = "Cần bảo vệ người báo"
PASSPHRASE = secrets.token_hex(12)
ONE_TIME = Seed.generate()
DOCUMENT = "12/QĐ"
SALT = secrets.token_hex(16)


class Case:
    """A tip whose identity an officer asks for, and the five custodians with their machines."""

    def __init__(self, town: Town, url: str) -> None:
        self.town, self.url = town, url
        self.tip = tip_id(town.hand_in(town.box("tanngoc"), what="Việc lạ", contact=CONTACT))
        self.seeds = list(list_seeds(town).values())
        self.client = httpx.Client(trust_env=False)

    def ask(self, username: str = "tanngoc", *, request: str | None = None) -> int:
        form = {"request": write_request(self.slip()) if request is None else request}
        return self.town.officer(username).post(f"/officer/tips/{self.tip}/disclosure", data=form).status_code

    def slip(self) -> str:
        return self.town.officer("tanngoc").get(f"/officer/tips/{self.tip}/disclosure/slip").text

    def ask_yesterday(self) -> None:
        """Ask so that the server's waiting time is over now; the tools know the real time only."""
        self.town.clock.advance(hours=-25)
        assert self.ask() == 303
        self.town.clock.advance(hours=25)

    @property
    def digits(self) -> str:
        return comparison_groups(self.request().transcript)

    def wait(self) -> None:
        self.town.clock.advance(hours=24)

    def desk(self, number: int) -> Desk:
        return Desk(self.url, self.client, self.seeds[number], self.town.clock.now)

    def request(self, number: int = 0) -> RequestShown:
        return self.desk(number).fetch_inbox().requests[0]

    def reseal(self, number: int) -> dict[str, bytes]:
        return reseal(self.seeds[number], self.request(number), ONE_TIME.public_key)

    def approve(self, number: int, request: RequestShown | None = None, shares: dict[str, bytes] | None = None) -> str:
        """Approve, perhaps another's request or with other shares; return why that was refused, if it was."""
        try:
            self.desk(number).approve(
                request or self.request(number), self.reseal(number) if shares is None else shares
            )
        except ServerRefused as error:
            return error.why
        return ""

    def fetch(self, username: str = "tanngoc") -> tuple[int, str]:
        return self.fetch_request(self.request().id, username)

    def fetch_request(self, request: str, username: str = "tanngoc") -> tuple[int, str]:
        answer = self.town.officer(username).get(f"/officer/tips/{self.tip}/disclosure/{request}")
        return answer.status_code, answer.text

    def page(self) -> str:
        return self.town.officer("tanngoc").get(f"/officer/tips/{self.tip}/disclosure").text

    def events(self) -> list[str]:
        with self.town.database.reading() as session:
            return [event for event in session.exec(select(JournalDetail.event)) if event.startswith("disclosure")]


def write_request(slip: str, **changes: str) -> str:
    """Return the file that the asker's tool makes of a slip, with some fields altered."""
    subject = Slip.model_validate_json(slip).to_subject()
    request = Request(
        document_kind="decision",
        grounds=Grounds(legal_basis="Điều 10", document=DOCUMENT, reason=REASON, asker=subject.asker, salt=SALT),
        public_key=ONE_TIME.public_key,
        asked_on="2026-01-02",
        tell_after_days=0,
    )
    whole = write_transcript(subject, request)
    altered = tuple((name, changes.get(name, value)) for name, value in whole.fields)
    return wrap(Transcript(changes.get("kind", whole.kind), altered).encode())


def wrap(transcript: bytes) -> str:
    """Return the request file around a transcript."""
    return RequestFile.model_construct(
        transcript=transcript,
        public_key=ONE_TIME.public_key.raw,
        legal_basis="Điều 10",
        reason=REASON,
        salt=SALT,
    ).model_dump_json()


@contextmanager
def open_case(town: Town, **settings: Any) -> Iterator[Case]:  # noqa: ANN401, settings of any kind
    """Serve the town; the tools know the real time only, so it is the town's too."""
    town.clock.at = datetime.now(UTC)
    with serve(town, **settings) as url:
        made = Case(town, url)
        yield made
        made.client.close()


def find_altered(session: Session) -> list[str]:
    """Return what the journal's verification says of requests."""
    return find_altered_requests(session, (DISCLOSURES, RECOVERIES))


def open_bundle(folder: Path, bundle: str, request: str | None = None) -> Result:
    asked = base64.b64decode(json.loads(bundle).get("transcript", ""))
    (folder / "one-time.request.json").write_text(request or wrap(asked), encoding="utf-8")
    (folder / "bundle.json").write_text(bundle, encoding="utf-8")
    key = folder / "one-time.key.json"
    key.write_text(write_off_line_key(ONE_TIME, Label.DISCLOSURE_KEY, passphrase=PASSPHRASE), encoding="utf-8")
    arguments = ["disclosure", "open", str(folder / "bundle.json"), "--key", str(key), "--folder", str(folder)]
    return CliRunner().invoke(main, arguments, input=f"{PASSPHRASE}\n")


def run_tool(
    case: Case, folder: Path, command: str, *arguments: str, number: int = 0, server: str = "", typed: str = ""
) -> Result:
    """Run one custodian's tool in English, with what is typed after the passphrase."""
    key = folder / f"custodian-{number}.json"
    if not key.exists():
        text = write_key_file(case.seeds[number], name="N", body="B", is_police=False, passphrase=PASSPHRASE)
        key.write_text(text, encoding="utf-8")
    options = [*(["--server", server or case.url] if command != "acknowledge" else []), "--key", str(key)]
    given = ["custodian", command, *arguments, *options, "--language", "en"]
    return CliRunner().invoke(main, given, input=typed if command == "acknowledge" else f"{PASSPHRASE}\n{typed}")


def see_a_day_ago(case: Case, folder: Path, number: int = 0) -> None:
    """Let one custodian's tool see the request, and let a day pass over its notebook."""
    assert run_tool(case, folder, "list", number=number).exit_code == 0
    make_older(folder / f"custodian-{number}.notes.jsonl", timedelta(hours=25))


def make_older(notebook: Path, age: timedelta) -> None:
    """Write a notebook's lines again as if they had been written earlier."""
    written, before = list[str](), "0" * 64
    for text in notebook.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        line["at"] = (datetime.fromisoformat(line["at"]) - age).isoformat()
        written.append(json.dumps({**line, "before": before}, ensure_ascii=False))
        before = hashlib.sha256(written[-1].encode()).hexdigest()
    notebook.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
