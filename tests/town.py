"""A whole locality for a test: Bình Xuyên with its posts and people, on a database of the test's own."""

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient

from api.commands.main import main
from api.ground.clock import Clock
from api.ground.database import Database, open_database
from api.ground.key_directory import FileKeyDirectory
from api.ground.partners import PartnerDirectory
from api.ground.settings import SETTINGS_FILE_VARIABLE, CustodianSettings, Settings
from api.installing.demo.build import Account, fill_locality, make_custodians
from api.process import make_ground
from api.web.app.app import create_app
from api.worker.keys import WorkerKeyDirectory
from api.worker.run import Worker, open_worker
from crypto.receipts import Receipt
from intake.channels.partners.partner import Partner
from tests.following import add_following, is_kept
from tests.second_factor import forget_used_code, set_up_app, take_second_step
from triage.desk.alerts.pulse import Beat, beat

HOST = "homthu.test"
ORIGIN = f"https://{HOST}"


class FakeClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 2, 17, 43, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass(frozen=True)
class TownPlan:
    """What is made once for all tests of one kind of database."""

    folder: Path
    roots: list[str]
    accounts: list[Account]
    custodians: list[CustodianSettings]
    apps: dict[str, str]
    """What each account's app makes its codes from."""


def plan_town(folder: Path, database_url: str) -> TownPlan:
    keys = FileKeyDirectory.create(folder / "keys")
    seeds = WorkerKeyDirectory.create(folder / "worker-keys")
    # Tests with a server of their own run in today's month, whichever that is.
    for clock in (FakeClock(), Clock()):
        seeds.make_ahead(keys, at=clock.now())
    database = open_database(database_url)
    database.prove_rows_with(lambda: keys.pepper)
    custodians = make_custodians(folder / "custodians")
    filled, at = fill_locality(database, keys, custodians), FakeClock().now()
    apps = {
        account.username: set_up_app(database, account.username, account.password, pepper=keys.pepper, at=at)
        for account in filled.accounts
    }
    database.close()
    return TownPlan(folder, filled.roots, filled.accounts, custodians, apps)


class Browser(TestClient):
    """A browser without a line: it calls the application."""

    def request(self, method: str, url: Any, **options: Any) -> Any:  # noqa: ANN401
        answer = super().request(method, url, **add_following(method, url, options))
        if options.get("follow_redirects") is False or not is_kept(answer):
            return answer
        shown = super().request("GET", answer.headers["location"])
        # What the form itself was answered with: cookies are given there.
        shown.headers.update({name: value for name, value in answer.headers.items() if name == "set-cookie"})
        return shown


class Town:
    """One test's locality."""

    def __init__(self, plan: TownPlan, folder: Path, database_url: str) -> None:
        shutil.copytree(plan.folder / "keys", folder / "keys")
        shutil.copytree(plan.folder / "worker-keys", folder / "worker-keys")
        self.folder = folder
        self.plan = plan
        self.clock = FakeClock()
        self.settings = make_settings(plan, folder, database_url)
        self.database: Database = open_database(database_url)
        self.app = create_app(self.settings, self.database, self.clock)
        self.accounts = {account.username: account for account in plan.accounts}
        self.passphrases = {account.username: account.password for account in plan.accounts}
        self.apps = dict(plan.apps)
        self._network_address, self._agent = "testclient", "testclient"

    def reach_from(self, network_address: str, agent: str) -> None:
        """From now on every visitor comes from this network address with this browser."""
        self._network_address, self._agent = network_address, agent

    def restart(self, **changes: object) -> None:
        """Start the application again with other settings."""
        self.settings = self.settings.model_copy(update=changes)
        self.app = create_app(self.settings, self.database, self.clock)

    def command(self, *arguments: str) -> Result:
        """Run ``homthu`` with the town's settings. Commands know the real time only."""
        file = self.folder / "settings.json"
        write_settings(self.settings, file)
        return CliRunner().invoke(main, arguments, env={SETTINGS_FILE_VARIABLE: str(file)})

    def beat(self) -> None:
        """Let the worker have been at work just now."""
        with self.database.writing() as session:
            for what in Beat:
                beat(session, what, at=self.clock.now())
            session.commit()

    def resident(self) -> TestClient:
        return self._client()

    def officer(self, username: str) -> TestClient:
        client = self._client()
        form = {"username": username, "passphrase": self.passphrases[username]}
        answer = client.post("/officer/sign-in", data=form)
        assert answer.status_code == 303
        self.take_second_step(client, username, at=self.clock.now())
        return client

    def take_second_step(self, client: TestClient | httpx.Client, username: str, *, at: datetime) -> None:
        """Show the account's app, which is set up at the first sign-in."""
        forget_used_code(self.database, username)
        self.apps[username] = take_second_step(client, self.apps.get(username), at=at)

    def bring_in(self, chief: TestClient, post: str, username: str) -> str:
        """Invite somebody to the post, accept as that person, and return the eight digits to compare."""
        form = {"post": post, "username": username, "display_name": "Cán bộ Mới"}
        page = chief.post("/officer/people/invite", data=form).text
        welcome = self.accept(page.split("/officer/invitations/")[1].split("<")[0], username)
        return welcome.split('<p class="digits">')[1].split("<")[0]

    def accept(self, link: str, username: str) -> str:
        """Accept an invitation as that person, and return the page that follows."""
        chosen = secrets.token_hex(16)
        passphrases = {"passphrase": chosen, "passphrase_again": chosen}
        answer = self.resident().post(f"/officer/invitations/{link}", data=passphrases)
        assert answer.status_code == 200, answer.text
        self.passphrases[username] = chosen
        return answer.text

    def box(self, username: str) -> str:
        """The box of the area whose post the account holds."""
        return str(self.accounts[username].posts[0]["box"])

    def box_of_area(self, area_id: str) -> str:
        context = self.app.state.context
        return str(context.localities.get(self.database).tree.nodes[area_id].box)

    def hand_in(self, box: str, **fields: str) -> Receipt:
        client = self._client()
        receipt = read_field(client.get(f"/b/{box}").text, "receipt")
        answer = client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc lạ", **fields})
        assert answer.status_code == 200, answer.text
        assert receipt in answer.text
        return Receipt.parse(receipt)

    def thread(self, receipt: Receipt) -> str:
        answer = self._client().post("/tra-cuu", data={"receipt": receipt.reveal()})
        assert answer.status_code == 200
        return answer.text

    def partner(self, adapter: str) -> Partner:
        """The town's gateway of this interface."""
        partners: PartnerDirectory = self.app.state.context.partners
        return partners.get(f"demo-{adapter}")

    def connect(self, adapter: str, name: str, **changes: object) -> Partner:
        """Add another gateway like the demo's, and let the duty desk confirm it."""
        partners: PartnerDirectory = self.app.state.context.partners
        made = self.partner(adapter).model_copy(update={"name": name, "confirmation": None, **changes})
        partners.add(made)
        desk = self.officer("trucban1")
        page = desk.get("/officer/partners").text.split(f"<h2>{name} ")[1]
        answer = desk.post("/officer/partners/confirm", data={"partner": name, "seen": read_field(page, "seen")})
        assert answer.status_code == 200
        return partners.get(name)

    def gateway(self) -> TestClient:
        """A gateway's way to the service: no browser, from this machine."""
        return TestClient(self.app, base_url=ORIGIN, client=("127.0.0.1", 40000), raise_server_exceptions=False)

    @contextmanager
    def worker(self, wire: httpx.BaseTransport) -> Iterator[Worker]:
        """The town's worker, which has made its keys; ``wire`` leads to the gateways."""
        seeds = WorkerKeyDirectory(self.settings.worker_key_directory)
        with open_worker(make_ground(self.settings, self.database), seeds, self.clock, wire) as worker:
            worker.begin()
            yield worker

    def list_tips(self, username: str, shelf: str = "mine") -> list[str]:
        """The ids of the tips on an officer's queue, as its page has them."""
        page = self.officer(username).get(f"/officer/queue?shelf={shelf}").text
        return re.findall(r"/officer/tips/([0-9a-f]{32})", page)

    def close(self) -> None:
        self.database.close()

    def _client(self) -> TestClient:
        # The address under which it is served, with the scheme that sends a cookie along in any case.
        origin, host = self.settings.public_url, urlsplit(self.settings.public_url).netloc
        return Browser(
            self.app,
            base_url=f"https://{host}",
            headers={
                "Origin": origin,
                "Host": host,
                "User-Agent": self._agent,
                "X-Forwarded-For": self._network_address,
            },
            client=(self._network_address, 50000),
            raise_server_exceptions=False,
            follow_redirects=False,
        )


def make_settings(plan: TownPlan, folder: Path, database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        key_directory=folder / "keys",
        worker_key_directory=folder / "worker-keys",
        public_url=ORIGIN,
        locality="Bình Xuyên",
        duty_number="0211 3866 113",
        trusted_posts=frozenset(plan.roots),
        custodians=tuple(plan.custodians),
        custodians_needed=3,
        tips_in_ten_minutes=1_000_000,
    )


def write_settings(settings: Settings, file: Path) -> None:
    file.write_text(json.dumps(settings.model_dump(mode="json")), encoding="utf-8")


def tip_id(receipt: Receipt) -> str:
    return receipt.tip_id_bytes.hex()


def read_field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"the page has no field {name}"
    return found[1]


def act(client: TestClient | httpx.Client, tip: str, action: str, **fields: str) -> int:
    """Open the tip and press a button on its page."""
    version = read_field(client.get(f"/officer/tips/{tip}").text, "version")
    return client.post(f"/officer/tips/{tip}/{action}", data={"version": version, **fields}).status_code
