"""How examples write values, and what is no value."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.curation.value_text import Range, Reference, ValueText, read_value
from kb.errors import KbError


def value(dtype: str, *shapes: tuple[int | Range, ...], role: str = "", fill: object = None) -> ValueText:
    return ValueText(role=role, dtype=dtype, shapes=shapes, fill=fill)  # type: ignore[arg-type]  # as the table has it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fp16[1,3,8,8]", value("fp16", (1, 3, 8, 8))),
        ("fp16[1, 3]", value("fp16", (1, 3))),
        ("fp32[2] = -1e9", value("fp32", (2,), fill=-1e9)),
        ("fp16[1,4] = -inf", value("fp16", (1, 4), fill=float("-inf"))),
        ("int32 = 3", value("int32", (), fill=3)),
        ("fp16[] = 0.1", value("fp16", (), fill=0.1)),
        ("bool = true", value("bool", (), fill=True)),
        ("state fp16[1,8]", value("fp16", (1, 8), role="state")),
        ("input fp16[8,3]", value("fp16", (8, 3), role="input")),
        ("const fp16[8,3]", value("fp16", (8, 3), role="const")),
        ("fp16[1,?]", value("fp16", (1, Range(lower=1, upper=None)))),
        ("fp16[2..64,1..]", value("fp16", (Range(lower=2, upper=64), Range(lower=1, upper=None)))),
        ("fp16[1,2]|fp16[1,4]", value("fp16", (1, 2), (1, 4))),
        ("fp16[1,2|4]", value("fp16", (1, 2), (1, 4))),
        ("fp16[1|8,2|4]", value("fp16", (1, 2), (8, 4))),
        ("RGB[480,640]", value("RGB", (480, 640))),
        ("RGB[64,64] x 3", value("RGB", (64, 64), (64, 65), (64, 66))),
        ("@0", Reference(step=0)),
        ("@2.1", Reference(step=2, output=1)),
        ("@cache", Reference(name="cache")),
    ],
)
def test_a_value_is_read(text: str, expected: object) -> None:
    assert read_value(text) == expected


@pytest.mark.parametrize(
    "text", ["valid", "fp16", "same_lower", "STRICT_ALIGN_CORNERS", "RGB", "bnij,bnjk->bnik", "", "@"]
)
def test_other_text_stays_text(text: str) -> None:
    assert read_value(text) == text


@pytest.mark.parametrize(
    "text", ["fp16[1,x]", "fp16[1,3", "fp16[1|2|3,4|5]", "fp16[1,2]|fp32[1,4]", "fp16[1.5]", "fp16[1..] x 3"]
)
def test_a_value_that_is_half_right_is_refused(text: str) -> None:
    with pytest.raises(KbError, match="no value of an example"):
        read_value(text)


@given(st.text(max_size=40))
def test_no_text_ends_in_anything_but_a_value_or_a_clear_refusal(text: str) -> None:
    with suppress(KbError):
        read_value(text)
