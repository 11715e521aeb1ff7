"""From nothing to a tip: custodians make their keys, the installation is founded, served, and used."""

import itertools
import json
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from shamir_mnemonic import combine_mnemonics

from api.commands.main import main
from api.ground.settings import SETTINGS_FILE_VARIABLE
from intake.areas.load import BINH_XUYEN
from intake.identity.key_files import read_key_file
from tests.conftest import Backend
from tests.second_factor import keep_cookies, take_second_step
from tests.server import Server
from tests.town import ORIGIN, read_field

BODIES = ("Mặt trận Tổ quốc", "Đoàn luật sư", "Viện kiểm sát")
COMMUNES = ("08935", "08944", "08950", "08971")


def _create_custodian(folder: Path, body: str, *, command: str = "create", words: str = "") -> tuple[Result, str]:
    passphrase = secrets.token_hex(12)
    typed = f"{words}\n" if words else ""
    arguments = ["custodian", command, "--name", "Người giữ", "--body", body, "--not-police", "--folder", str(folder)]
    return CliRunner().invoke(main, arguments, input=f"{typed}{passphrase}\n{passphrase}\n"), passphrase


def _words(output: str) -> str:
    lines = [line for line in output.splitlines() if re.fullmatch(r"  [a-z ]+", line)]
    return " ".join(" ".join(lines).split())


def _write_people(file: Path, left_out: str = "") -> None:
    posts = ["duty_desk", "duty_desk", "inspectorate", "inspectorate", "administrator", *COMMUNES]
    rows = [f"{post},nguoi{number},Người {number}" for number, post in enumerate(posts) if post != left_out]
    file.write_text("post,username,display_name\n" + "\n".join(rows) + "\n", encoding="utf-8")


def _init(prepared: Path, url: str, **changes: str) -> Result:
    custodians = sorted((prepared / "custodians").glob("*.public.json"))
    answers = {
        "folder": str(prepared / "homthu"),
        "database": url,
        "public-url": ORIGIN,
        "locality": "Bình Xuyên",
        "duty-number": "0211 3866 113",
        "areas": str(BINH_XUYEN),
        "people": str(prepared / "people.csv"),
        "needed": "2",
    } | changes
    arguments = [part for name, value in answers.items() for part in (f"--{name}", value)]
    arguments += [part for file in custodians for part in ("--custodian", str(file))]
    return CliRunner().invoke(main, ["init", *arguments])


def _as_web(settings: Path) -> dict[str, str]:
    """The web's own user does not see the worker's folder."""
    return {
        SETTINGS_FILE_VARIABLE: str(settings),
        "HOMTHU_WORKER_KEY_DIRECTORY": str(settings.parent / "out-of-sight"),
    }


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    for body in BODIES:
        result, _passphrase = _create_custodian(tmp_path / "custodians", body)
        assert result.exit_code == 0, result.output
    _write_people(tmp_path / "people.csv")
    return tmp_path


def test_tip_reaches_the_chief_when_an_installation_was_founded_from_nothing(prepared: Path, backend: Backend) -> None:
    # Given an installation that was just founded
    founded = _init(prepared, backend.empty(prepared))
    assert founded.exit_code == 0, founded.output
    links = dict(re.findall(r"^  (\S+) .*/officer/invitations/(\S+)$", founded.output, flags=re.MULTILINE))
    assert set(links) == {"duty_desk", "inspectorate", "administrator", *COMMUNES}
    settings = prepared / "homthu" / "settings.json"
    private = [settings, prepared / "homthu" / "keys", prepared / "homthu" / "keys" / "pepper"]
    assert [file for file in private if file.stat().st_mode & 0o077] == []
    # When it is served, the people take their links, and a resident hands in a tip
    server = Server("serve", environment=_as_web(settings), log=prepared / "server.log")
    try:
        _take_links(server, founded.output)
        resident = server.client()
        assert resident.get("/health/ready").json()["missing"] == ["worker"]
        box = re.findall(r'href="/b/(\w+)">(?:<strong>)?thôn Tân Ngọc', resident.get("/").text)[0]
        receipt = read_field(resident.get(f"/b/{box}").text, "receipt")
        sent = resident.post(f"/b/{box}", data={"receipt": receipt, "what": "Tin đầu tiên"})
        assert receipt in sent.text
        # Then the chief, whose officers are not there yet, reads it
        chief = _sign_in(server, "nguoi6")
        (tip,) = re.findall(r'href="(/officer/tips/\w+)"', chief.get("/officer/queue").text)
        assert "Tin đầu tiên" in chief.get(tip).text
    finally:
        server.stop()


def _take_links(server: Server, output: str) -> None:
    for link in re.findall(r"/officer/invitations/(\S+)$", output, flags=re.MULTILINE):
        passphrases = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
        answer = server.client().post(f"/officer/invitations/{link}", data=passphrases)
        assert answer.status_code == httpx.codes.OK
        again = server.client().get(f"/officer/invitations/{link}")
        assert again.status_code == httpx.codes.NOT_FOUND


PASSPHRASE = secrets.token_hex(12)


def _sign_in(server: Server, username: str) -> httpx.Client:
    client = server.client()
    answer = client.post("/officer/sign-in", data={"username": username, "passphrase": PASSPHRASE})
    keep_cookies(client, answer.headers.get_list("set-cookie"))
    # At the first sign-in an app is set up; before that nothing opens.
    assert client.get("/officer/queue").status_code == httpx.codes.SEE_OTHER
    take_second_step(client, None, at=datetime.now(UTC))
    return client


def test_every_fault_is_named_and_nothing_is_kept_when_the_answers_do_not_fit(prepared: Path, backend: Backend) -> None:
    url = backend.empty(prepared)
    unsafe = _init(prepared, url, **{"public-url": "http://homthu.test", "needed": "1"})
    assert unsafe.exit_code == 1
    assert "HOMTHU_PUBLIC_URL: it must begin with https://" in unsafe.output
    assert "HOMTHU_CUSTODIANS_NEEDED: at least two custodians" in unsafe.output
    _write_people(prepared / "people.csv", left_out="inspectorate")
    lacking = _init(prepared, url)
    assert "inspectorate (inspectorate): 2 needed, 0 named" in lacking.output
    (prepared / "people.csv").write_text("who,what\n", encoding="utf-8")
    assert "the columns display_name, post, username are missing" in _init(prepared, url).output
    (private,) = sorted((prepared / "custodians").glob("*.key.json"))[:1]
    refused = _init(prepared, url, custodian=str(private))
    assert f"{private.name}: this is a custodian's PRIVATE key" in refused.output
    assert not (prepared / "homthu").exists()
    _write_people(prepared / "people.csv")
    assert _init(prepared, url).exit_code == 0
    again = _init(prepared, url, folder=str(prepared / "other"))
    assert again.exit_code == 1
    assert "the database is not empty" in again.output


def test_folder_of_the_database_is_made_and_goes_again_when_founding_fails(prepared: Path) -> None:
    url = f"sqlite:///{prepared}/data/below/homthu.db"
    _write_people(prepared / "people.csv", left_out="inspectorate")
    assert _init(prepared, url).exit_code == 1
    assert not (prepared / "data" / "below").exists()
    _write_people(prepared / "people.csv")
    founded = _init(prepared, url)
    assert founded.exit_code == 0, founded.output
    missing = _init(prepared, url, folder=str(prepared / "other"), **{"web-user": "nobody-of-this-name"})
    assert "--web-user and --worker-user go together" in missing.output


def test_paper_opens_what_the_key_file_opens_when_the_laptop_is_lost(tmp_path: Path) -> None:
    created, passphrase = _create_custodian(tmp_path / "laptop", BODIES[0])
    (key_file,) = (tmp_path / "laptop").glob("*.key.json")
    seed = read_key_file(key_file.read_text(encoding="utf-8"), passphrase=passphrase)
    assert key_file.stat().st_mode & 0o077 == 0
    public = json.loads(next((tmp_path / "laptop").glob("*.public.json")).read_text(encoding="utf-8"))
    assert set(public) == {"name", "body", "is_police", "public_key"}
    assert public["public_key"] == seed.public_key.raw.hex()
    # The reference library reads the words, and so does our own command
    words = _words(created.output)
    assert combine_mnemonics([words]) == seed.reveal()
    restored, chosen = _create_custodian(tmp_path / "new", BODIES[0], command="restore", words=words.upper())
    assert restored.exit_code == 0, restored.output
    (key_file,) = (tmp_path / "new").glob("*.key.json")
    assert read_key_file(key_file.read_text(encoding="utf-8"), passphrase=chosen) == seed


def _back_up(key_file: Path, passphrase: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["custodian", "backup", "--key", str(key_file), *options], input=f"{passphrase}\n")


def test_any_two_of_three_papers_open_the_key_when_it_was_backed_up_on_several(tmp_path: Path) -> None:
    _created, passphrase = _create_custodian(tmp_path / "laptop", BODIES[0])
    (key_file,) = (tmp_path / "laptop").glob("*.key.json")
    seed = read_key_file(key_file.read_text(encoding="utf-8"), passphrase=passphrase)
    printed = _back_up(key_file, passphrase, "--papers", "3", "--needed", "2")
    assert printed.exit_code == 0, printed.output
    papers = [_words(part) for part in printed.output.split("any 2 of them")[1:]]
    for number, pair in enumerate(itertools.combinations(papers, 2)):
        assert combine_mnemonics(list(pair)) == seed.reveal()
        words = "\n".join(pair)
        restored, chosen = _create_custodian(tmp_path / str(number), BODIES[0], command="restore", words=words)
        assert restored.exit_code == 0, restored.output
        (again,) = (tmp_path / str(number)).glob("*.key.json")
        assert read_key_file(again.read_text(encoding="utf-8"), passphrase=chosen) == seed
    # A paper twice, or with one of another set, opens nothing
    others = _back_up(key_file, passphrase, "--papers", "3", "--needed", "2").output
    for other in (papers[0], _words(others.split("any 2 of them")[2])):
        words = f"{papers[0]}\n{other}"
        refused, _chosen = _create_custodian(tmp_path / "nowhere", BODIES[0], command="restore", words=words)
        assert refused.exit_code == 1
        assert "the papers are of two sets" in refused.output
    assert not (tmp_path / "nowhere").exists()


def test_one_paper_is_shown_again_when_nothing_else_was_asked_for(tmp_path: Path) -> None:
    _created, passphrase = _create_custodian(tmp_path, BODIES[0])
    (key_file,) = tmp_path.glob("*.key.json")
    seed = read_key_file(key_file.read_text(encoding="utf-8"), passphrase=passphrase)
    assert combine_mnemonics([_words(_back_up(key_file, passphrase).output)]) == seed.reveal()
    assert "The passphrase is wrong" in _back_up(key_file, passphrase[::-1]).output


@pytest.mark.parametrize(
    "options", [("--papers", "3"), ("--papers", "3", "--needed", "1"), ("--papers", "2", "--needed", "3")]
)
def test_no_word_is_shown_when_one_paper_of_several_would_open_the_key(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    _created, passphrase = _create_custodian(tmp_path, BODIES[0])
    (key_file,) = tmp_path.glob("*.key.json")
    refused = _back_up(key_file, passphrase, *options)
    assert refused.exit_code == 1
    assert not _words(refused.output)


def test_nothing_is_written_when_a_word_is_mistyped_or_a_key_is_there(tmp_path: Path) -> None:
    created, _passphrase = _create_custodian(tmp_path / "laptop", BODIES[0])
    words = _words(created.output)
    first, _space, others = words.partition(" ")
    # The first word is random: one paper in 1024 begins with the one that is put there.
    mistyped = f"{'acid' if first == 'academic' else 'academic'} {others}"
    wrong, _chosen = _create_custodian(tmp_path / "new", BODIES[0], command="restore", words=mistyped)
    assert wrong.exit_code == 1
    assert "one is missing or mistyped" in wrong.output
    assert not (tmp_path / "new").exists()
    twice, _chosen = _create_custodian(tmp_path / "laptop", BODIES[0], command="restore", words=words)
    assert twice.exit_code == 1
    assert "is there already" in twice.output
