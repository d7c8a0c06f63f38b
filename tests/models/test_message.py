"""The lazy view of a message sees what protobuf's own parser sees."""

import math
from typing import Any

import pytest
from coremltools.proto import Model_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import UnreadableModel
from kb.models.message import MERGES_LIMIT, Message, message_of
from kb.models.message_types import types_of
from kb.models.wire import NESTING_LIMIT
from kb.models.wire_fields import MESSAGES


def same(ours: Message, theirs: Any) -> None:
    """Every field that protobuf lists, and no other, with the same content."""
    assert ours.names() == tuple(field.name for field, _ in theirs.ListFields())
    for field, value in theirs.ListFields():
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            if field.message_type.fields_by_name["value"].message_type is None:
                assert equal(ours.scalar_mapping(field.name), dict(value))
            else:
                mapping = ours.mapping(field.name)
                assert set(mapping) == set(value)
                for key in value:
                    same(mapping[key], value[key])
        elif field.message_type is not None and field.is_repeated:
            assert ours.count(field.name) == len(value)
            for mine, its in zip(ours.messages(field.name), value, strict=True):
                same(mine, its)
        elif field.message_type is not None:
            same(ours.message(field.name), value)
        elif field.is_repeated:
            assert ours.count(field.name) == len(value)
            assert equal(ours.scalars(field.name, limit=len(value)), tuple(value))
        elif field.enum_type is not None:
            assert ours.integer(field.name) == value
        else:
            assert equal(ours.scalar(field.name), value)
    for oneof in theirs.DESCRIPTOR.oneofs:
        assert ours.which(oneof.name) == (theirs.WhichOneof(oneof.name) or "")


def equal(ours: object, theirs: object) -> bool:
    if "nan" not in repr(theirs):
        return ours == theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        # Protobuf gives a map's entries in any order.
        return sorted(map(repr, ours.items())) == sorted(map(repr, theirs.items()))
    return repr(ours) == repr(theirs)


def fill(message: Any, draw: st.DrawFn, depth: int) -> None:
    """Set some fields of a protobuf message to anything that they can hold."""
    fields = list(message.DESCRIPTOR.fields)
    for field in (
        draw(st.lists(st.sampled_from(fields), max_size=4, unique_by=lambda each: each.number)) if fields else ()
    ):
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            fill_map(message, field, draw, depth)
        elif field.message_type is not None:
            targets = [getattr(message, field.name)]
            if field.is_repeated:
                targets = [targets[0].add() for _ in range(draw(st.integers(0, 2)))]
            for target in targets:
                if not field.is_repeated:
                    target.SetInParent()
                if depth:
                    fill(target, draw, depth - 1)
        elif field.is_repeated:
            getattr(message, field.name).extend(draw(st.lists(VALUES[field.type], max_size=5)))
        else:
            setattr(message, field.name, draw(VALUES[field.type]))


def fill_map(message: Any, field: Any, draw: st.DrawFn, depth: int) -> None:
    key, value = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
    for each in draw(st.lists(VALUES[key.type], max_size=2)):
        if value.message_type is None:
            getattr(message, field.name)[each] = draw(VALUES[value.type])
        elif depth:
            fill(getattr(message, field.name)[each], draw, depth - 1)


VALUES = {
    1: st.floats(),
    2: st.floats(width=32),
    3: st.integers(-(2**63), 2**63 - 1),
    4: st.integers(0, 2**64 - 1),
    5: st.integers(-(2**31), 2**31 - 1),
    8: st.booleans(),
    9: st.text(max_size=5),
    12: st.binary(max_size=5),
    13: st.integers(0, 2**32 - 1),
    14: st.integers(0, 300),
}


@st.composite
def messages(draw: st.DrawFn) -> Any:
    message = Model_pb2.Model()
    fill(message, draw, 5)
    return message


@given(messages())
@settings(max_examples=300, deadline=None)
def test_any_message_reads_as_protobuf_reads_it(theirs: Any) -> None:
    same(message_of(theirs.SerializeToString(), origin="a model"), theirs)


@given(messages(), messages())
@settings(max_examples=100, deadline=None)
def test_two_messages_in_a_row_are_merged_as_protobuf_merges_them(first: Any, second: Any) -> None:
    content = first.SerializeToString() + second.SerializeToString()
    same(message_of(content, origin="a model"), Model_pb2.Model.FromString(content))


def has_odd_entry(message: Message) -> bool:
    """Whether a map's entry holds unknown fields: we keep such an entry, protobuf's Python parser sets it aside."""
    for name in message.names():
        field = types_of(message.type).by_name[name]
        if field.kind not in ("message", "map"):
            continue
        for inner in message.messages(name) if field.repeated else (message.message(name),):
            if (field.kind == "map" and inner.unknown()) or has_odd_entry(inner):
                return True
    return False


@given(messages(), st.data())
@settings(max_examples=200, deadline=None)
def test_what_protobuf_refuses_we_refuse_once_all_is_looked_at(theirs: Any, data: st.DataObject) -> None:
    content = bytearray(theirs.SerializeToString())
    if not content:
        return
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        expected = Model_pb2.Model.FromString(bytes(content))
    except Exception:  # noqa: BLE001 — protobuf's error types differ between its implementations
        return
    try:
        ours = message_of(bytes(content), origin="a model")
        if not has_odd_entry(ours):
            same(ours, expected)
    except UnreadableModel as error:
        # Nothing that protobuf reads is refused, but for a field number or a text that it looks at less closely.
        raise AssertionError(error) from error


def test_the_field_table_has_every_message_and_enumeration_that_it_names() -> None:
    for name in MESSAGES:
        for field in types_of(name).by_name.values():
            assert field.kind not in ("message", "map") or field.type in MESSAGES


def test_an_absent_message_reads_as_an_empty_one() -> None:
    model = message_of(b"", origin="a model")
    assert model.message("description").message("metadata").text("author") == ""
    assert not model.has("description")
    assert model.which("Type") == ""


def test_a_name_that_the_type_lacks_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError, match="Model has no field specificationversion"):
        message_of(b"", origin="a model").integer("specificationversion")


def test_an_enumeration_value_without_a_name_reads_as_its_number() -> None:
    image = message_of(b"\x18\x4d", origin="a model", type="ImageFeatureType")
    assert image.enum("colorSpace") == "77"


def test_unknown_fields_are_told_and_do_not_disturb() -> None:
    model = message_of(b"\x08\x06\xfa\x7f\x02hi\x10\x01", origin="a model")
    assert model.integer("specificationVersion") == 6
    assert model.unknown() == (2, 2047)


def test_a_large_leaf_field_has_a_size_without_being_read() -> None:
    weights = Model_pb2.Model()
    weights.neuralNetwork.layers.add().convolution.weights.floatValue.extend([0.5] * 100_000)
    model = message_of(weights.SerializeToString(), origin="a model")
    params = next(model.message("neuralNetwork").messages("layers")).message("convolution").message("weights")
    assert params.size("floatValue") == 400_000
    assert params.count("floatValue") == 100_000
    assert params.scalars("floatValue") is None


def nested(levels: int) -> bytes:
    content = b""
    for level in range(2 * levels):
        content = (b"\x0a" if level % 2 else b"\x1a") + length(len(content)) + content
    return content


def length(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes(encoded) + bytes([number])


def descend(message: Message, levels: int) -> None:
    for _ in range(levels):
        message = next(message.messages("types")).message("tupleType")


def test_absurd_nesting_is_refused_with_its_place() -> None:
    message = message_of(nested(3 * NESTING_LIMIT), origin="deep", type="MILSpec.TupleType")
    with pytest.raises(UnreadableModel, match=r"deep, byte \d+: messages nested deeper"):
        descend(message, NESTING_LIMIT)


def test_a_field_that_stands_there_thousands_of_times_is_refused() -> None:
    with pytest.raises(UnreadableModel, match="times the same field"):
        message_of(b"\x12\x00" * (MERGES_LIMIT + 1), origin="a model").has("description")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x08", "ends in the middle of a field"),
        (b"\x12\x05abc", "a field of 5 bytes ends beyond what holds it"),
        (b"\x08" + b"\xff" * 11, "a number of more than ten bytes"),
        (b"\x07\x00", "no field of a Core ML model starts like this"),
        (b"\x00\x00", "no field of a Core ML model starts like this"),
        (b"\x0b\x08\x01", "a group does not end"),
        (b"\x0c", "a group ends that did not start"),
        (b"\x0b" * (NESTING_LIMIT + 1), "nested deeper than"),
    ],
)
def test_broken_wire_format_is_refused_with_file_place_and_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableModel, match=rf"bad\.mlmodel, byte \d+: {reason}"):
        message_of(content, origin="bad.mlmodel").names()


def test_a_group_is_skipped() -> None:
    model = message_of(b"\x0b\x08\x01\x0c\x08\x07", origin="a model")
    assert model.integer("specificationVersion") == 7


def test_nan_and_infinity_stay_what_they_are() -> None:
    theirs = Model_pb2.Model()
    theirs.description.input.add().type.multiArrayType.doubleDefaultValue = math.inf
    feature = next(message_of(theirs.SerializeToString(), origin="m").message("description").messages("input"))
    assert feature.message("type").message("multiArrayType").real("doubleDefaultValue") == math.inf
