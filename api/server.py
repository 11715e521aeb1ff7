"""Running the web process: uvicorn, without an access log and without naming itself."""

import logging
from contextlib import suppress

import uvicorn
from fastapi import FastAPI


def run_server(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until the process is told to stop. No address of a client is read or written anywhere."""
    logging.getLogger("homthu").setLevel(logging.INFO)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    # The server has ended everything in good order when it passes Ctrl-C on: that is no failure.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
