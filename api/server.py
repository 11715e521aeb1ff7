"""Running the web process: uvicorn, without an access log and without naming itself."""

import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from api.logs import configure_logs

_SWITCH_SECONDS = 0.0005


def run_server(app: FastAPI | str, *, host: str, port: int, processes: int = 1) -> None:
    """Serve until told to stop. No address of a client is read or written anywhere.

    ``app`` is the application, or for several processes the name of the function that makes one in each.
    """
    tune_process()
    with suppress(KeyboardInterrupt):
        # Ctrl-C arrives here after everything has ended in good order: that is no failure.
        uvicorn.run(
            app,
            factory=isinstance(app, str),
            host=host,
            port=port,
            workers=processes,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )


def tune_process() -> None:
    """Set what holds for a whole process that serves."""
    # A thread that comes back from the disk must not wait five milliseconds for one that computes.
    sys.setswitchinterval(_SWITCH_SECONDS)
    configure_logs()
