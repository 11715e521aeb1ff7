"""What fits the application's own description of its routes, or nearly fits it, never gets a broken answer.

``pytest tests/api/test_described_routes.py --hypothesis-profile=thorough`` sends twenty thousand requests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import APIOperation, GenerationMode
from schemathesis.core.result import Ok

from tests.conftest import Backend
from tests.town import Town

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Described:
    """The routes as the application describes them, and people who call them."""

    town: Town
    operations: list[APIOperation[Any, Any, Any, Any]]
    callers: list[TestClient]


@pytest.fixture(scope="module")
def described(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    folder: Path = tmp_path_factory.mktemp("described")
    town = Town(backend.plan, folder, backend.copy(folder))
    schema = schemathesis.openapi.from_dict(town.app.openapi())
    # A stream of events has no end; it is asked for where it is tested.
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    yield Described(
        town,
        [operation for operation in operations if not operation.path.endswith("/events")],
        [town.resident(), *(town.officer(name) for name in ("tanngoc", "truongca-binhtuyen", "trucban1", "quantri"))],
    )
    town.close()


@given(data=st.data())
def test_no_answer_is_broken_when_a_request_fits_the_description_or_nearly(
    described: Described, data: st.DataObject
) -> None:
    operation = data.draw(st.sampled_from(described.operations))
    case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(MODES))))
    caller = data.draw(st.sampled_from(described.callers))
    sent = case.as_transport_kwargs(base_url="")
    answer = caller.request(**{name: value for name, value in sent.items() if value})
    assert answer.status_code < 500, (case.method, operation.path, answer.status_code)
