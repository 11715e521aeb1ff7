"""The words of a PDF stay as plain text at their places, as many as a page can hold."""

import pypdfium2
from fpdf import FPDF

from intake.attachments.losses import Loss
from intake.attachments.making_safe import make_safe
from intake.attachments.papers.words import MOST_LETTERS, clean


def _paper(lines: list[str], *, size: float = 12) -> bytes:
    paper = FPDF()
    paper.set_auto_page_break(auto=False)
    paper.add_page()
    paper.set_font("Helvetica", size=size)
    for number, line in enumerate(lines):
        paper.text(10, 10 + number * size / 2.5, line)
    return bytes(paper.output())


def test_words_are_found_at_their_place_when_a_paper_was_flattened() -> None:
    safe = make_safe(_paper(["first line", "second line 0912"]), "")
    text = pypdfium2.PdfDocument(safe.content)[0].get_textpage()
    found = text.search("0912")
    index, count = found.get_next()
    assert count == 4
    left, _bottom, _right, top = text.get_charbox(index)
    assert 60 < left < 160
    assert 780 < top < 842


def test_it_is_told_when_a_page_has_more_words_than_are_kept() -> None:
    dense = [f"{number:04} " * 60 for number in range(200)]
    safe = make_safe(_paper(dense, size=3), "")
    assert Loss.TEXT_MISSING in safe.losses
    text = pypdfium2.PdfDocument(safe.content)[0].get_textpage()
    assert text.count_chars() <= MOST_LETTERS * 1.2


def test_nothing_but_letters_is_left_when_words_hold_other_characters() -> None:
    assert clean("a\x00b\u202ec\ue000 d\n e\U0001f600") == "abc d e"
