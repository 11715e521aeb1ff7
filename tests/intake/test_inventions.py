"""What a transcription server writes where nobody speaks stays with a call-taker."""

import json

import httpx
import pytest

from api.worker.transcribing import Transcriber
from intake.channels.hotline.inventions import is_doubtful, mark_invented
from intake.channels.hotline.speech import write_down
from intake.channels.hotline.transcription import Segment

SUBSCRIBE = "Hãy đăng ký kênh để không bỏ lỡ những video hấp dẫn"
REPORT = "Tôi muốn báo có trộm ở thôn Tân Ngọc, bọn nó cạy cửa nhà bà Năm lúc nửa đêm rồi lấy xe máy"


def _hear(*segments: dict[str, object]) -> tuple[Segment, ...]:
    answer = httpx.MockTransport(lambda _request: httpx.Response(200, content=json.dumps({"segments": segments})))
    with httpx.Client(transport=answer) as client:
        return Transcriber(client, "http://whisper", "whisper-1").write_down(b"sound", "audio/wav", "vi")


@pytest.mark.parametrize(
    "segment",
    [
        {"text": "Hãy đăng ký kênh …", "avg_logprob": -0.31, "no_speech_prob": 0.94},
        {"text": SUBSCRIBE, "avg_logprob": -0.1, "no_speech_prob": 0.01, "compression_ratio": 1.1},
        {"text": "Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ những video hấp dẫn"},
        {"text": "Cảm ơn các bạn đã theo dõi và hẹn gặp lại."},
        {"text": "CẢM ƠN QUÝ VỊ ĐÃ THEO DÕI!"},
        {"text": "có trộm ở đây", "no_speech_prob": 0.9},
        {"text": "alo alo alo alo alo alo", "avg_logprob": -0.2},
        {"text": "vâng ạ " * 12},
        {"text": "ở chỗ này", "compression_ratio": 3.5},
        {"text": "chùa về mấy giờ", "avg_logprob": -1.4},
        {"text": "[Âm nhạc]"},
        {"text": "Thank you for watching!"},
        {"text": "ご視聴ありがとうございました"},
    ],
)
def test_transcription_is_doubtful_when_nobody_may_have_said_it(segment: dict[str, object]) -> None:
    heard = _hear({"start": 0, "end": 5, **segment})
    assert is_doubtful(heard)
    spoken = write_down(heard)
    assert spoken.is_invented
    assert not spoken.without_doubtful().strip()


@pytest.mark.parametrize(
    "text", [REPORT, "cứu tôi với, cứu tôi với, nhà tôi cháy", "alo, alo, công an xã phải không ạ", "vâng"]
)
def test_speech_is_believed_when_it_was_heard_well(text: str) -> None:
    heard = _hear({"text": text, "avg_logprob": -0.3, "no_speech_prob": 0.05, "compression_ratio": 1.4})
    assert not is_doubtful(heard)
    assert write_down(heard).doubtful == ()


def test_only_what_was_invented_is_marked_when_the_rest_was_said() -> None:
    heard = _hear({"start": 0, "text": REPORT, "no_speech_prob": 0.1}, {"start": 9, "text": "Hãy đăng ký kênh"})
    assert not is_doubtful(heard)
    spoken = write_down(heard)
    ((start, end),) = spoken.doubtful
    assert spoken.text[start:end] == "Hãy đăng ký kênh"


def test_segments_that_repeat_each_other_are_invented() -> None:
    segments = [Segment(float(at), "Cảm ơn.") for at in range(4)]
    assert all(segment.is_invented for segment in mark_invented(segments))
    assert not any(segment.is_invented for segment in mark_invented(segments[:2]))


def test_nothing_is_doubtful_when_there_are_no_words() -> None:
    assert not is_doubtful(())
