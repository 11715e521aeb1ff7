"""The categories of tips. A locality edits labels and order; the codes stay, because statistics stand on them."""

from sqlmodel import Field, Session, SQLModel, col, select

OTHER = "other"

# Code, Vietnamese label, English label, in the order in which the form offers them.
STANDARD_CATEGORIES = (
    ("drugs", "Ma túy", "Drugs"),
    ("theft", "Trộm cắp", "Theft"),
    ("robbery", "Cướp, cướp giật", "Robbery"),
    ("fraud", "Lừa đảo", "Fraud"),
    ("gambling", "Cờ bạc, lô đề", "Gambling"),
    ("loan_sharking", "Tín dụng đen, đòi nợ thuê", "Loan sharking"),
    ("weapons", "Vũ khí, pháo nổ", "Weapons and fireworks"),
    ("violence", "Bạo lực, xâm hại", "Violence and abuse"),
    ("trafficking", "Mua bán người, mại dâm", "Trafficking and prostitution"),
    ("disorder", "Gây rối, đua xe", "Disorder and racing"),
    ("environment", "Môi trường", "Environment"),
    ("residence", "Tạm trú không khai báo", "Unregistered residents"),
    ("business", "Karaoke, cầm đồ, nhà nghỉ trái phép", "Illegal karaoke, pawnshops, guesthouses"),
    ("dispute", "Mâu thuẫn, tranh chấp", "Dispute"),
    (OTHER, "Việc khác", "Other"),
)

STANDARD_CODES = frozenset(code for code, _label, _english in STANDARD_CATEGORIES)


class Category(SQLModel, table=True):
    """One category."""

    code: str = Field(primary_key=True)
    label: str
    label_en: str
    position: int
    is_offered: bool = True


def add_standard_categories(session: Session) -> None:
    """Store the standard categories of a new installation."""
    session.add_all(
        Category(code=code, label=label, label_en=label_en, position=position)
        for position, (code, label, label_en) in enumerate(STANDARD_CATEGORIES)
    )


def list_categories(session: Session) -> list[Category]:
    """Return the categories on offer, in the form's order."""
    return list(
        session.exec(select(Category).where(col(Category.is_offered).is_(True)).order_by(col(Category.position)))
    )
