"""The wheel: two builds of one state are equal to the byte."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _build(folder: Path) -> Path:
    source, wheels = folder / "source", folder / "wheels"
    source.mkdir(parents=True)
    files = subprocess.run(["/usr/bin/git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        target = source / name
        if (ROOT / name).is_file() and name.split("/")[0] not in {"tests", "docs", "bench"}:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(wheels),
        ".",
    ]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1796083200"}
    subprocess.run(command, cwd=source, env=environment, check=True)
    (wheel,) = wheels.iterdir()
    return wheel


def test_two_wheels_are_equal_to_the_byte_when_built_in_two_folders(tmp_path: Path) -> None:
    first, second = _build(tmp_path / "a"), _build(tmp_path / "b")
    assert hashlib.sha256(first.read_bytes()).hexdigest() == hashlib.sha256(second.read_bytes()).hexdigest()
    names = zipfile.ZipFile(first).namelist()
    assert "api/web/resident/templates/box.html" in names
    assert not [name for name in names if name.startswith(("tests/", "bench/"))]
