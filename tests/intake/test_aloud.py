from crypto.receipts import ALPHABET, Receipt
from intake.channels.hotline.aloud import read_out


def test_every_character_has_a_word_of_its_own_when_receipts_are_read_out() -> None:
    said: dict[str, str] = {}
    while len(said) < len(ALPHABET):
        for group in read_out(Receipt.mint()):
            assert len(group) == 4
            said |= dict(group)
    assert set(said) == set(ALPHABET)
    assert len(set(said.values())) == len(ALPHABET)


def test_characters_are_the_receipts_own_when_it_is_read_out() -> None:
    receipt = Receipt.mint()
    assert "-".join("".join(character for character, _word in group) for group in read_out(receipt)) == receipt.reveal()
