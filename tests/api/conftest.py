"""Tests of pages and commands: what they try does not depend on how long a try of a passphrase takes."""

import pytest

from api.ground.settings import Settings


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost what it costs in the demo; journeys and security's tests pay the real price."""
    cost = Settings.model_construct(is_demo=True).passphrase_cost
    monkeypatch.setattr(Settings, "passphrase_cost", property(lambda _settings: cost))
