"""Questions and closing sentences at hand: chiefs keep them for their commune, top posts for themselves."""

from enum import StrEnum

from sqlmodel import Session, col, select

from triage.desk.casework.tables import SavedSentence
from triage.ground.errors import MoveRefused
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Post

MOST_SENTENCES = 30


class SentenceKind(StrEnum):
    """For what it is."""

    QUESTION = "question"
    CLOSING = "closing"


_STANDARD = {
    SentenceKind.QUESTION: (
        "Cảm ơn bạn. Việc này xảy ra từ bao giờ, vào những giờ nào?",
        "Bạn có thể tả người đó: tuổi, dáng, quần áo, xe không? Đừng nói bạn là ai.",
        "Hiện nay việc ấy còn xảy ra không?",
    ),
    SentenceKind.CLOSING: (
        "Chúng tôi đã kiểm tra và xử lý. Cảm ơn bạn đã báo.",
        "Chúng tôi đã kiểm tra nhưng chưa đủ căn cứ. Nếu thấy thêm, xin bạn báo lại.",
        "Việc này thuộc cơ quan khác, chúng tôi đã chuyển đi. Cảm ơn bạn.",
    ),
}


def add_standard_sentences(session: Session, post_id: str) -> None:
    """Give a new top post the sentences that every place can use."""
    rows = [
        {"id": new_id(), "post_id": post_id, "kind": kind, "text": text}
        for kind, texts in _STANDARD.items()
        for text in texts
    ]
    insert_all(session, SavedSentence, rows)


def list_sentences(session: Session, officer_id: str) -> list[SavedSentence]:
    """Return the sentences of the officer's own posts and of the posts above them."""
    posts = {each for post in list_held(session, officer_id) for each in (post.id, post.above_id) if each}
    query = select(SavedSentence).where(col(SavedSentence.post_id).in_(posts))
    return list(session.exec(query.order_by(col(SavedSentence.kind), col(SavedSentence.text))))


def find_sentence(session: Session, officer_id: str, sentence_id: str) -> SavedSentence:
    """Return a sentence that the officer has at hand. Raises MoveRefused."""
    for sentence in list_sentences(session, officer_id):
        if sentence.id == sentence_id:
            return sentence
    raise MoveRefused


def list_kept_posts(session: Session, officer_id: str) -> list[Post]:
    """Return the posts whose sentences the officer keeps."""
    return [post for post in list_held(session, officer_id) if post.kind != PostKind.RESIDENTIAL]


def add_sentence(session: Session, officer: SignedIn, post_id: str, kind: SentenceKind, text: str) -> None:
    """Add one. Raises MoveRefused where the post's sentences are not the officer's to keep, or there are too many."""
    _require(session, officer, post_id)
    if len(session.exec(select(SavedSentence.id).where(SavedSentence.post_id == post_id)).all()) >= MOST_SENTENCES:
        raise MoveRefused
    session.add(SavedSentence(id=new_id(), post_id=post_id, kind=kind, text=text))


def delete_sentence(session: Session, officer: SignedIn, sentence_id: str) -> None:
    """Delete one. Raises MoveRefused."""
    row = session.get(SavedSentence, sentence_id)
    if row is None:
        raise MoveRefused
    _require(session, officer, row.post_id)
    session.delete(row)


def _require(session: Session, officer: SignedIn, post_id: str) -> None:
    if post_id not in {post.id for post in list_kept_posts(session, officer.id)}:
        raise MoveRefused
