"""The small messages of an ML program, by where they stand: names, types, constants, what an operation takes.

Each is first looked at as writers lay it out, and walked only where it is laid out otherwise.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from kb.errors import UnreadableModel
from kb.models.decode_values import decode_type, decode_value
from kb.models.model import Constant, Value, ValueType
from kb.models.sources import unreadable
from kb.models.usual_layouts import Place, fields, inside, only_name, pair
from kb.models.wire import LENGTH, WHOLE_LIMIT, Span, walk

# Tags of `MILSpec.Operation`, of a map's entry, of `NamedValueType`, `Argument` and `Argument.Binding`.
INPUTS: Final = 2 << 3 | LENGTH
OUTPUTS: Final = 3 << 3 | LENGTH
ATTRIBUTES: Final = 5 << 3 | LENGTH
FIRST: Final = 1 << 3 | LENGTH
SECOND: Final = 2 << 3 | LENGTH


def fields_of(operation: Span) -> Iterable[tuple[int, int, int]]:
    """The fields of an operation: all at once where it is laid out as usual."""
    base = operation.base
    found = fields(operation.buffer, operation.start - base, operation.end - base, base) if operation.buffer else None
    return walk(operation) if found is None else found


def names_taken(operation: Span) -> Iterator[str]:
    """The names that an operation's parameters are bound to."""
    base = operation.base
    for tag, a, b in fields_of(operation):
        if tag != INPUTS:
            continue
        _, place = entry_at(operation, a, b)
        name = only_name(operation.buffer, place[0] - base, place[1] - base) if operation.buffer else None
        if name is not None:
            yield decoded(operation, name, place[0])
            continue
        for outer, x, y in walk(operation.part(*place)):
            for inner, p, q in walk(operation.part(x, y)) if outer == FIRST else ():
                if inner == FIRST:
                    yield text_at(operation, p, q)


def entry_at(span: Span, start: int, end: int) -> tuple[str, Place]:
    """The text in field 1 and where field 2 stands: a map's key and value, a value's name and type."""
    base = span.base
    usual = pair(span.buffer, start - base, end - base) if span.buffer else None
    if usual:
        return decoded(span, usual[0], start), (usual[1][0] + base, usual[1][1] + base)
    key, place = "", (end, end)
    for tag, a, b in walk(span.part(start, end)):
        if tag == FIRST:
            key = text_at(span, a, b)
        elif tag == SECOND:
            place = (a, b)
    return key, place


def named_value_at(span: Span, start: int, end: int) -> Value:
    name, place = entry_at(span, start, end)
    return Value(name=name, type=type_at(span, *place))


def place_inside(span: Span, place: Place, tags: tuple[int, ...]) -> Place | None:
    """Where the field stands that `tags` lead to, message by message."""
    base = span.base
    found = inside(span.buffer, place[0] - base, place[1] - base, tags) if span.buffer else None
    if found:
        return found[0] + base, found[1] + base
    for wanted in tags:
        places = [(a, b) for tag, a, b in walk(span.part(*place)) if tag == wanted]
        if not places:
            return None
        place = places[-1]
    return place


def text_at(span: Span, start: int, end: int) -> str:
    if end - start > WHOLE_LIMIT:
        raise unreadable(span.source, start, f"a name of more than {WHOLE_LIMIT:,} bytes")
    return decoded(span, span.bytes_of(start, end), start)


def decoded(span: Span, text: bytes, position: int) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise unreadable(span.source, position, "text that is no UTF-8") from None


def type_at(span: Span, start: int, end: int) -> ValueType | None:
    if not 0 < end - start <= WHOLE_LIMIT:
        return None
    try:
        return decode_type(span.bytes_of(start, end))
    except UnreadableModel as error:
        raise unreadable(span.source, start, f"a type that is damaged: {error.what}") from None


def constant_at(span: Span, start: int, end: int) -> Constant:
    try:
        return decode_value(span.part(start, end))
    except UnreadableModel as error:
        raise unreadable(span.source, start, f"a value that is damaged: {error.what}") from None
