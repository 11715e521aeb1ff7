"""``deploy/pin-images.sh`` names every foreign image by a digest, or fails."""

import os
import re
import subprocess
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # it has no types of its own

_HOME = Path(__file__).parent.parent
_DIGEST = "sha256:" + "ab" * 32


def test_every_foreign_image_is_named_by_its_digest(tmp_path: Path) -> None:
    done = _pin(tmp_path, f"echo {_DIGEST}")

    pinned = yaml.safe_load(done.stdout)["services"]
    services = yaml.safe_load((_HOME / "docker-compose.yml").read_text())["services"]
    for name, service in services.items():
        if service["image"].startswith("homthu"):
            continue
        assert pinned[name] == {"image": f"{service['image']}@{_DIGEST}"}, name
    for name, dockerfile in (("api", "Dockerfile"), ("tor", "deploy/tor.Dockerfile")):
        assert name in services
        text = (_HOME / dockerfile).read_text()
        bases = dict(re.findall(r"^ARG (\w+)=(.+)$", text, re.MULTILINE))
        assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {f"${{{argument}}}" for argument in bases}
        assert pinned[name]["build"]["args"] == {argument: f"{base}@{_DIGEST}" for argument, base in bases.items()}


def test_an_image_that_the_registry_does_not_know_ends_the_script(tmp_path: Path) -> None:
    assert _pin(tmp_path, "exit 1").returncode != 0


def _pin(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    docker = folder / "docker"
    docker.write_text(f"#!/bin/sh\n{command}\n")
    docker.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", "deploy/pin-images.sh"],
        cwd=_HOME,
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
