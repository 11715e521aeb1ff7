"""Looking for a secret in everything that was written down, in every form that it may have."""

import base64
import unicodedata
from pathlib import Path

from sqlalchemy import text

from tests.town import Town


def list_traces(secret: str) -> dict[str, bytes]:
    raw = secret.encode()
    found = {
        "as it is": raw,
        "decomposed": unicodedata.normalize("NFD", secret).encode(),
        "as JSON": secret.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00"),
        "UTF-16-LE": secret.encode("utf-16-le"),
        "UTF-16-BE": secret.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
    }
    for shift in range(3):
        # Base64 of a text in the middle of another: its first and last characters depend on the neighbours.
        encoded = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        found[f"base64 after {shift}"] = encoded[4:-2]
    return found


def list_stored_bytes(town: Town) -> dict[str, bytes]:
    """Every file in which the database keeps anything, the write-ahead log included."""
    if town.database.engine.dialect.name == "sqlite":
        return {file.name: file.read_bytes() for file in town.folder.glob("homthu.db*")}
    with town.database.reading() as session:
        folder = Path(session.connection().execute(text("SHOW data_directory")).scalar_one())
        database = session.connection().execute(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        base = folder / "base" / str(database.scalar_one())
    with town.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    files = [*base.iterdir(), *(folder / "pg_wal").iterdir(), *folder.glob("log*")]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


def assert_nowhere(secret: str, places: dict[str, bytes]) -> None:
    traces = list_traces(secret)
    found = [(place, way) for place, content in places.items() for way, trace in traces.items() if trace in content]
    assert not found, found
