"""What a browser needs to be woken while no page is open: a service worker, and a manifest for home screens."""

from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

router = APIRouter(prefix="/officer")

_WORKER = (Path(__file__).parent.parent / "templates" / "service_worker.js").read_text(encoding="utf-8")
_ICON = (Path(__file__).parent.parent / "templates" / "icon.svg").read_text(encoding="utf-8")


@router.get("/service-worker.js")
def send_worker() -> Response:
    """Send the script that shows a push message. Its words come with the message; it asks nothing of anybody."""
    return Response(_WORKER, media_type="text/javascript")


@router.get("/app.webmanifest")
def send_manifest() -> Response:
    """Send what a telephone asks for before it puts the queue on its home screen. The name says nothing."""
    icon = {"src": "/officer/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    manifest = {
        "name": "Việc",
        "short_name": "Việc",
        "start_url": "/officer/queue",
        "display": "standalone",
        "icons": [icon],
    }
    return JSONResponse(manifest, media_type="application/manifest+json")


@router.get("/icon.svg")
def send_icon() -> Response:
    """Send the icon of the home screen."""
    return Response(_ICON, media_type="image/svg+xml")
