"""Types and values of textual MIL, written as `ValueType` and `Value` messages.

The grammar stands in docs/reference/mil-text.md.
"""

from collections.abc import Iterator
from typing import Final

from kb.models.decode_values import DTYPES
from kb.models.message import VALUES_LIMIT
from kb.models.mil_tokens import Tokens, number, unquoted
from kb.models.wire_writing import Content, numbers_of, written

# Types and values inside one another; a real program needs three or four.
NESTING_LIMIT: Final = 32
# Digits of a dimension: what a 64-bit number holds for certain.
_LONGEST_SIZE: Final = 18
_DATA_TYPES: Final = {text: name for name, text in DTYPES.items()} | {
    name.lower(): name for name in numbers_of("MILSpec.DataType") if name not in DTYPES
}
_COMPOSED: Final = ("tensor", "list", "tuple", "dict", "state")
_FLOATS: Final = ("fp16", "fp32", "fp64", "bf16", "fp8e4m3fn", "fp8e5m2")
_NUMBERS: Final = {"true": True, "false": False}


def starts_value(tokens: Tokens) -> bool:
    """Whether a typed value comes, and not a name: names may read like types."""
    word = tokens.next.text
    return (word in _COMPOSED and tokens.is_followed_by("<")) or (word in _DATA_TYPES and tokens.is_followed_by("("))


def starts_declaration(tokens: Tokens) -> bool:
    """Whether a type and a name come, and not an operation that gives nothing."""
    word = tokens.next.text
    return (word in _COMPOSED and tokens.is_followed_by("<")) or (
        word in _DATA_TYPES and not tokens.is_followed_by("(")
    )


def read_type(tokens: Tokens, depth: int = 0) -> tuple[str, bytes]:
    """A type: its dtype (or the word that composes it), and the message."""
    if depth > NESTING_LIMIT:
        raise tokens.error(f"types nested at most {NESTING_LIMIT} deep were expected")
    start = tokens.next.start
    word = tokens.word("a type")
    if word in _DATA_TYPES:
        return word, _tensor(word, [])
    if word not in _COMPOSED:
        raise tokens.error("a known type was expected", start)
    tokens.expect("<")
    dtype, message = _composed(word, tokens, depth)
    tokens.expect(">")
    return dtype, message


def _composed(word: str, tokens: Tokens, depth: int) -> tuple[str, bytes]:
    if word == "tensor":
        dtype = tokens.word("a dtype")
        tokens.expect(",")
        return dtype, _tensor(dtype, _dimensions(tokens))
    if word == "state":
        return word, _typed(
            "stateType", written("MILSpec.StateType", [("wrappedType", read_type(tokens, depth + 1)[1])])
        )
    if word == "list":
        element = read_type(tokens, depth + 1)[1]
        tokens.expect(",")
        fields: list[tuple[str, Content]] = [("type", element), ("length", _dimension(tokens))]
        return word, _typed("listType", written("MILSpec.ListType", fields))
    inner = [read_type(tokens, depth + 1)[1]]
    while tokens.accept(","):
        inner.append(read_type(tokens, depth + 1)[1])
    if word == "tuple":
        return word, _typed("tupleType", written("MILSpec.TupleType", [("types", each) for each in inner]))
    pair = zip(("keyType", "valueType"), inner, strict=False)
    return word, _typed("dictionaryType", written("MILSpec.DictionaryType", pair))


def _typed(arm: str, message: bytes) -> bytes:
    return written("MILSpec.ValueType", [(arm, message)])


def _tensor(dtype: str, dimensions: list[bytes]) -> bytes:
    fields: list[tuple[str, Content]] = [("rank", len(dimensions))]
    if dtype in _DATA_TYPES:
        fields.insert(0, ("dataType", _DATA_TYPES[dtype]))
    fields += [("dimensions", each) for each in dimensions]
    return _typed("tensorType", written("MILSpec.TensorType", fields))


def _dimensions(tokens: Tokens) -> list[bytes]:
    tokens.expect("[")
    dimensions = []
    while not tokens.accept("]"):
        dimensions.append(_dimension(tokens))
        if not tokens.accept(","):
            tokens.expect("]")
            break
    return dimensions


def _dimension(tokens: Tokens) -> bytes:
    token = tokens.take()
    if token.kind == "number" and token.text.isdigit() and len(token.text) <= _LONGEST_SIZE:
        size = written("MILSpec.Dimension.ConstantDimension", [("size", int(token.text))])
        return written("MILSpec.Dimension", [("constant", size)])
    if token.kind in ("word", "mark") and token.text not in ("]", ">"):
        return written("MILSpec.Dimension", [("unknown", written("MILSpec.Dimension.UnknownDimension", []))])
    raise tokens.error("a dimension was expected", token.start)


def read_value(tokens: Tokens, depth: int = 0) -> bytes:
    """A typed value: `tensor<int32, [2]>([1, 2])`, `fp16(0x1p+0)`, one in the weight file, a dictionary."""
    dtype, value_type = read_type(tokens, depth)
    tokens.expect("(")
    fields: list[tuple[str, Content]] = [("type", value_type)]
    if tokens.next.kind == "word" and tokens.next.text == "BLOBFILE":
        fields.append(("blobFileValue", _blob(tokens, depth)))
    elif dtype in ("dict", "list", "tuple"):
        fields.append(("immediateValue", _composite(dtype, tokens, depth)))
    else:
        fields.append(("immediateValue", _immediate(dtype, tokens, depth)))
    tokens.expect(")")
    return written("MILSpec.Value", fields)


def _blob(tokens: Tokens, depth: int) -> bytes:
    """The place in the weight file is not read: nobody asks for it."""
    tokens.expect("BLOBFILE")
    tokens.expect("(")
    while not tokens.accept(")"):
        tokens.word("a name")
        tokens.expect("=")
        read_value(tokens, depth + 1)
        if not tokens.accept(","):
            tokens.expect(")")
            break
    return written("MILSpec.Value.BlobFileValue", [])


def _composite(dtype: str, tokens: Tokens, depth: int) -> bytes:
    """The values of a dictionary, list or tuple are passed over: no fact is made of them."""
    opened = 0
    while opened or tokens.next.text != ")":
        token = tokens.take()
        if token.kind == "end":
            raise tokens.error(f"the end of a {dtype} was expected")
        if token.kind == "mark":
            opened += (token.text in "([{") - (token.text in ")]}")
        if opened > NESTING_LIMIT + depth:
            raise tokens.error(f"values nested at most {NESTING_LIMIT} deep were expected")
    return b""


def _immediate(dtype: str, tokens: Tokens, depth: int) -> bytes:
    start = tokens.next.start
    scalars = list(_scalars(dtype, tokens, depth))
    if not scalars or len(scalars) > VALUES_LIMIT:
        return b""
    if len({type(each) for each in scalars}) > 1:
        raise tokens.error("values of one type were expected", start)
    if isinstance(scalars[0], str):
        arm, message = "strings", "MILSpec.TensorValue.RepeatedStrings"
    elif isinstance(scalars[0], bool):
        arm, message = "bools", "MILSpec.TensorValue.RepeatedBools"
    elif isinstance(scalars[0], float):
        # Wide enough for every dtype: the text gives each number exactly.
        arm, message = "doubles", "MILSpec.TensorValue.RepeatedDoubles"
    else:
        arm, message = "longInts", "MILSpec.TensorValue.RepeatedLongInts"
    repeated = written(message, [("values", each) for each in scalars])
    tensor = written("MILSpec.TensorValue", [(arm, repeated)])
    return written("MILSpec.Value.ImmediateValue", [("tensor", tensor)])


def _scalars(dtype: str, tokens: Tokens, depth: int) -> Iterator[Content]:
    """A scalar, or lists of them in one another, row by row; nothing of a list longer than anybody asks for."""
    if depth > NESTING_LIMIT:
        raise tokens.error(f"values nested at most {NESTING_LIMIT} deep were expected")
    if not tokens.accept("["):
        yield _scalar(dtype, tokens)
        return
    start = tokens.next.start
    flat = tokens.flat_list()
    if flat is not None:
        content, count = flat
        if count <= VALUES_LIMIT:
            yield from (_parsed(dtype, text.strip(), tokens, start) for text in content.split(",") if text.strip())
        else:
            # One too many says: not read.
            yield from [0] * (VALUES_LIMIT + 1)
    else:
        while tokens.next.text != "]" or tokens.next.kind == "string":
            yield from _scalars(dtype, tokens, depth + 1)
            if not tokens.accept(","):
                break
    tokens.expect("]")


def _scalar(dtype: str, tokens: Tokens) -> Content:
    token = tokens.take()
    if token.kind == "string":
        return unquoted(token.text)
    if token.kind in ("number", "word"):
        return _parsed(dtype, token.text, tokens, token.start)
    raise tokens.error("a value was expected", token.start)


def _parsed(dtype: str, text: str, tokens: Tokens, start: int) -> Content:
    if text in _NUMBERS:
        return _NUMBERS[text]
    try:
        value = number(text)
        return float(value) if dtype in _FLOATS else value if dtype != "bool" else bool(value)
    except (ValueError, OverflowError):
        raise tokens.error(f"a {dtype} was expected", start) from None
