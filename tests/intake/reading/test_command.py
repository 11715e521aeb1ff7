"""``homthu read``: one text with reasons, or a line for each of a stream."""

from pathlib import Path

from click.testing import CliRunner

from api.commands.reading import read_text


def _read(*lines: bytes) -> list[str]:
    result = CliRunner().invoke(read_text, ["--csv"], input=b"\n".join(lines) + b"\n")
    assert result.exit_code == 0
    return result.output.split("\n")[:-1]


def test_each_line_gives_its_line_when_texts_are_streamed() -> None:
    lines = [
        "Có đánh bạc ở thôn Tân Ngọc, Công an xã bảo kê",
        "cháy nhà ở Gia Dù, tôi tên Nguyễn Văn An, sđt của tôi 0912345678",
        "xóm Ðê Hến có trộm",
        "thôn Tân Ngọc xã Thiện Kế có đánh nhau",
    ]
    assert _read(*map(str.encode, lines)) == [
        "08944-r11,gambling,,yes,",
        "08950-r05,other,114,no,27-40|54-64",
        "08944-r05,theft,,no,",
        "AMBIGUOUS:08944-r11|c24-08947,violence,,no,",
    ]


def test_no_line_is_lost_when_its_bytes_are_odd() -> None:
    odd = [
        b"",
        b" ",
        b"\x00",
        b"tr\xe1\xbb\x99m\x00 xe",
        b"B\xe1 Hi\xean",
        b"\xff\xfe" * 50,
        b"\r",
        "\u200b\u202e".encode(),
    ]
    assert _read(*odd, b"a" * 200_000, "bị đâm ".encode() * 20_000) == [
        ",,,no,",
        ",,,no,",
        ",other,,no,",
        ",theft,,no,",
        "c24-08944,other,,no,",
        ",other,,no,",
        ",,,no,",
        ",other,,no,",
        ",other,,no,",
        ",violence,113,no,",
    ]


def test_spans_count_characters_of_the_line_as_it_came() -> None:
    (line,) = _read("số của tôi 0912\u200b345\u200b678 nhe\u0301".encode())
    assert line.endswith(",11-23")


def test_reasons_are_printed_when_one_text_is_given() -> None:
    output = CliRunner().invoke(read_text, ["đâm người ở thôn Tân Ngọc, công an xã bảo kê, tôi muốn chết"]).output
    for words in ("thôn Tân Ngọc", "đâm người", "gọi 113", "bảo kê", "tự làm hại", "không thấy"):
        assert words in output


def test_use_is_refused_when_it_makes_no_sense(tmp_path: Path) -> None:
    (tmp_path / "spam.csv").write_text("broken\n", encoding="utf-8")
    for arguments in ([], ["text", "--csv"], ["text", "--scope", "nowhere"], ["text", "--tables", str(tmp_path)]):
        assert CliRunner().invoke(read_text, arguments).exit_code != 0
