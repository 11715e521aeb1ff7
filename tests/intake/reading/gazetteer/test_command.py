"""``homthu areas find``: one text, or a stream of them."""

from pathlib import Path

from click.testing import CliRunner

from api.commands.finding import find_area


def test_candidates_reasons_and_verdict_are_printed_when_a_text_is_given() -> None:
    result = CliRunner().invoke(find_area, ["thôn Tân Ngọc xã Thiện Kế"])
    assert result.exit_code == 0
    assert "08944-r11\tthôn Tân Ngọc, xã Bình Tuyền\t0.50\t" in result.output
    assert result.output.endswith("ambiguous: somebody must choose between 2\n")
    assert "sure: xã Thiện Kế" in CliRunner().invoke(find_area, ["Thiện Kế"]).output
    assert CliRunner().invoke(find_area, ["xin chào"]).output == "not found\n"


def test_each_line_gives_one_line_when_texts_are_streamed() -> None:
    typed = b"\n".join([b"KP1", b"", b"B\xe1 Hi\xean", "Bình Xuyên\r".encode(), b"no\x00thing", "xã Bá Hiến".encode()])
    result = CliRunner().invoke(find_area, ["--csv"], input=typed)
    assert result.exit_code == 0
    assert result.output.split("\n") == ["08935-r01", "", "c24-08944", "AMBIGUOUS:08950|d24-249", "", "c24-08944", ""]


def test_scope_decides_when_it_is_given() -> None:
    assert CliRunner().invoke(find_area, ["--csv", "--scope", "08950"], input="Bình Xuyên\n").output == "08950\n"


def test_use_is_refused_when_it_makes_no_sense(tmp_path: Path) -> None:
    broken = tmp_path / "areas.csv"
    broken.write_text("code\n1\n", encoding="utf-8")
    for arguments in ([], ["text", "--csv"], ["text", "--scope", "nowhere"], ["text", "--areas", str(broken)]):
        assert CliRunner().invoke(find_area, arguments).exit_code != 0
