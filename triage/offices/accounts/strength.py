"""Whether a passphrase would be guessed, and one that would not."""

import secrets
import unicodedata
from collections.abc import Iterable

from crypto.passphrases import LONGEST_PASSPHRASE
from intake.areas.names import fold
from triage.ground.errors import PassphraseWeak

SHORTEST = 12

# Of zxcvbn's scores from 0 to 4 the highest: more than 10^10 guesses (Wheeler, USENIX Security 2016), each of which
# costs an Argon2id.
_LOWEST_SCORE = 4
_LONGEST_READ = 72
# The library knows English words only.
_COMMON = """
    matkhau matma congan canbo tobao tinbao tochuc tohuong homthu totgiac hotline vietnam hanoi saigon vinhphuc phutho
    nguyen tran pham hoang phan dang bui duong trinh dinh thi van duc minh tuan hung dung thanh hai long linh huong lan
    hoa mai anh yeu em toi con cha me bo gia dinh nam trung bac thon xa phuong huyen tinh khupho todanpho motconvit
    chucmung namsinh quehuong datnuoc hanhphuc anhyeuem emyeuanh khongbiet khongquen xinchao
"""
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_WHY = {"repeat": "repeated", "sequence": "keyboard", "spatial": "keyboard", "date": "date", "regex": "date"}


def check_strength(passphrase: str, known: Iterable[str]) -> None:
    """Return quietly for a passphrase that is hard to guess, also for a guesser who knows the words ``known``.

    Raises PassphraseWeak, which says why: ``short``, ``repeated``, ``keyboard``, ``date`` or ``words``.
    """
    if len(passphrase) < SHORTEST:
        raise PassphraseWeak
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise PassphraseWeak("repeated")
    # Its lists of words take 12 MB, and passphrases are chosen seldom.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    about = [word for text in known for word in (fold(text).replace(" ", ""), *fold(text).split())]
    rating = zxcvbn(_bare(passphrase)[:_LONGEST_READ], user_inputs=[*_COMMON.split(), *about])
    if rating["score"] < _LOWEST_SCORE:
        raise PassphraseWeak(_explain([match["pattern"] for match in rating["sequence"]]))


def suggest_passphrase() -> str:
    """Return four groups of five letters, 91 random bits: easy to type on a telephone, and no person's idea."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _explain(patterns: list[str]) -> str:
    return next((_WHY[pattern] for pattern in patterns if pattern in _WHY), "words")


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    # Blanks would hide from the library that a name or a common word stands between them.
    return "".join(each for each in decomposed if not unicodedata.combining(each) and not each.isspace())
