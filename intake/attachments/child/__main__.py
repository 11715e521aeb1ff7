"""The process that takes one file apart: orders on the command line, file on standard input, answer on standard output.

It gives up its rights before it reads a byte of the file, meets that one file, and ends.
"""

import json
import sys

from intake.attachments.child.answer import write_made, write_refused, write_succeeded
from intake.attachments.child.confining import give_up_rights, set_limits
from intake.attachments.child.making import load_maker
from intake.attachments.child.orders import Orders
from intake.attachments.errors import FileRefused, Why
from intake.attachments.kinds.beginnings import FileKind


def main(orders: Orders) -> None:
    """Give up rights, then read, make safe, write."""
    set_limits(orders)
    if orders.is_self_test:
        _try_to_break_out(orders)
    else:
        _take_apart(orders)


def _take_apart(orders: Orders) -> None:
    make = load_maker(orders.kind or FileKind.FILM)
    give_up_rights(orders)
    content = sys.stdin.buffer.read()
    try:
        made = make(content, orders.allowance)
    except FileRefused as error:
        write_refused(error.why)
    except MemoryError:
        write_refused(Why.TOO_LARGE)
    except Exception:  # noqa: BLE001, whatever a decoder raises: the file is not what it seemed
        write_refused(Why.BROKEN if orders.kind else Why.UNKNOWN_KIND)
    else:
        write_made(made)


def _try_to_break_out(orders: Orders) -> None:
    from intake.attachments.prison.attempts import Targets, try_all  # noqa: PLC0415

    give_up_rights(orders)
    targets = Targets(**json.loads(sys.stdin.buffer.read()))
    write_succeeded([str(attempt) for attempt in try_all(targets)])


if __name__ == "__main__":
    main(Orders.read(sys.argv[1]))
