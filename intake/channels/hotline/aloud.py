"""A receipt read out over the telephone: in its groups, each character with a word that cannot be misheard."""

from crypto.receipts import Receipt

# Places that everybody knows, one for each letter; letters that Vietnamese lacks by their names and shapes.
_WORDS = {
    "A": "An Giang",
    "B": "Bắc Ninh",
    "C": "Cà Mau",
    "D": "Đà Nẵng, không có dấu gạch",
    "E": "em bé",
    "F": "ép-phờ, chữ nước ngoài",
    "G": "Gia Lai",
    "H": "Hà Nội",
    "J": "gi, chữ nước ngoài, như cái móc câu",
    "K": "Kon Tum",
    "M": "Mỹ Tho",
    "N": "Nam Định",
    "P": "Phú Thọ",
    "Q": "Quảng Ninh",
    "R": "Rạch Giá",
    "S": "Sơn La",
    "T": "Thái Bình",
    "V": "Vĩnh Phúc",
    "W": "vê kép, hai chữ vê liền nhau",
    "X": "Xuân Lộc",
    "Y": "Yên Bái",
    "Z": "dét, chữ nước ngoài, như số hai gãy góc",
}
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def read_out(receipt: Receipt) -> list[list[tuple[str, str]]]:
    """Return the receipt's groups, each a row of characters with what the call-taker says for each."""
    return [[(character, _say(character)) for character in group] for group in receipt.reveal().split("-")]


def _say(character: str) -> str:
    return f"số {_DIGITS[int(character)]}" if character.isdigit() else f"{character} như {_WORDS[character]}"
