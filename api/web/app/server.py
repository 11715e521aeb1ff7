"""Running the web process: uvicorn, without an access log and without naming itself."""

import gc
import resource
import signal
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from api.ground.logs import configure_logs
from api.web.app.deadlines import AddressLimitingProtocol, DeadlineProtocol

# A request makes some thousands of objects and leaves none: to look for circles every 700 costs a tenth of it.
_OBJECTS_BETWEEN_LOOKS = 50_000


def run_server(app: FastAPI | str, *, host: str, port: int, processes: int = 1, is_proxied: bool = False) -> None:
    """Serve until told to stop. No address of a client is read or written anywhere.

    ``app`` is the application, or for several processes the name of the function that makes one in each. Where a proxy
    stands in front, connections are not limited by their address: it would be the proxy's.
    """
    configure_logs()
    raise_file_limit()
    # uvicorn raises the signal that stopped it once more: a TERM would end us before the worker beside us has ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        # Ctrl-C and TERM arrive here after everything has ended in good order: that is no failure.
        uvicorn.run(
            app,
            factory=isinstance(app, str),
            host=host,
            port=port,
            workers=processes,
            http=DeadlineProtocol if is_proxied else AddressLimitingProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
            # On a busy machine a process needs more than the usual five seconds to start, and would be killed for it.
            timeout_worker_healthcheck=60,
        )


def raise_file_limit() -> None:
    """Let this process, and those that it starts, open as many connections as the machine's owner allows."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def forbid_core_dumps() -> None:
    """Let no crash write the memory, with its keys, to a disk. Processes that this one starts inherit it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tune_garbage_collector() -> None:
    """Let the garbage collector pass over what was made at the start and stays to the end, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
