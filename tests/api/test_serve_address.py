"""The address that the web processes listen on is tried before they start."""

import socket

import click
import pytest

from api.commands.serve import check_address
from tests.town import Town


def test_taken_port_is_one_sentence_with_the_way_out_and_a_free_one_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException) as refused:
            check_address("127.0.0.1", port)
    assert refused.value.message == (
        f"Cannot listen on 127.0.0.1 port {port}: another program listens there: "
        "end it (ss -ltnp names it), or give another --port."
    )
    check_address("127.0.0.1", port)


def test_address_of_another_machine_is_named_as_such() -> None:
    # 192.0.2.0/24 belongs to documents (RFC 5737), so that no machine has it.
    with pytest.raises(click.ClickException, match="this machine has no such address"):
        check_address("192.0.2.1", 0)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_serve_ends_with_the_sentence_before_it_starts_anything(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = town.command("serve", "--port", str(port), "--processes", "2")
    assert answer.exit_code == 1
    assert f"Cannot listen on 127.0.0.1 port {port}: another program listens there" in answer.output
    assert "sandbox" not in answer.output
    assert town.command("serve", "--port", "99999").exit_code == 2
