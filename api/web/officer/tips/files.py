"""``/officer/tips/<id>/files/<file>``: a resident's file, to an officer who may open the tip. Journaled."""

from fastapi import APIRouter, Response

from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, WriteSession
from triage.tips.opening.files import read_attachment

router = APIRouter(prefix="/officer/tips")

ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf", "video/mp4": "mp4", "audio/mp4": "m4a"}
# We made the file ourselves; should it be hostile all the same, it runs nowhere and reaches nothing.
_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}


@router.get("/{tip_id}/files/{file_id}")
def send_file(
    visit: CurrentVisit, tip_id: str, file_id: str, officer: CurrentOfficer, session: WriteSession
) -> Response:
    """Send the file, to be kept or opened by the officer's own programs."""
    found, content = read_attachment(
        session, officer, tip_id, file_id, installation=visit.context.installation, at=visit.now()
    )
    name = f"tep-{found.number}.{ENDINGS[found.media_type]}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=found.media_type, headers=_HEADERS | disposition)
