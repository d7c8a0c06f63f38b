"""A lazy view of one protobuf message: fields by name, decoded when asked for, big leaf fields never.

    model.message.message("description").texts("…")
    message.which("Type")            the arm that is set, or ""
    message.has("isUpdatable")       as protobuf's ListFields would list it
    message.message("neuralNetwork") an empty message where the field is absent, as in protobuf

A name that the message's type does not have raises KeyError: the caller's mistake, never the file's. What is
wrong in the file raises UnreadableModel, at the moment somebody asks for the damaged part.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from kb.models.message_types import Field, Types, names_of, types_of
from kb.models.message_values import DEFAULTS, Scalar, decoded, integer, packed, packed_count
from kb.models.sources import MemorySource, Source, unreadable
from kb.models.wire import LENGTH, NESTING_LIMIT, VARINT, Span, walk

# Numbers decoded from one repeated field; more of them count as weights.
VALUES_LIMIT: Final = 4096
# Entries of one map.
ENTRIES_LIMIT: Final = 100_000

_LARGEST_NUMBER: Final = 10  # bytes of a varint
# Pieces of one message that are merged into one; and unknown field numbers that are remembered.
MERGES_LIMIT: Final = 100
UNKNOWN_LIMIT: Final = 100


def message_of(content: bytes, *, origin: str, type: str = "Model") -> "Message":  # noqa: A002 — Core ML's word
    """The message that bytes in memory hold."""
    return Message(type, (Span(MemorySource(content, origin=origin), 0, len(content)),))


class _Found(NamedTuple):
    """What one walk over a message tells."""

    places: dict[int, list[tuple[Span, int, int, int]]]
    """Field number → (span, wire type, a, b); of a repeated field the first place only."""
    counts: dict[int, int]
    unknown: tuple[int, ...]


class Message:
    """One message. Cheap to make: it is walked when first asked."""

    __slots__ = ("_found", "_spans", "depth", "type")

    def __init__(self, type: str, spans: tuple[Span, ...], *, depth: int = 0) -> None:  # noqa: A002 — Core ML's word
        self.type = type
        self.depth = depth
        self._spans = spans
        self._found: _Found | None = None

    def __repr__(self) -> str:
        places = ", ".join(f"{span.source.origin}[{span.start}:{span.end}]" for span in self._spans)
        return f"Message({self.type}, {places or 'absent'})"

    # Presence

    def has(self, name: str) -> bool:
        """Whether the field is set: a plain number or text must differ from its default, as in protobuf."""
        field = self._field(name)
        if field.number not in self._walked.places:
            return False
        if field.repeated or field.oneof or field.kind == "message":
            return True
        span, wire, a, b = self._walked.places[field.number][-1]
        if field.kind in ("string", "bytes"):
            return b > a
        return integer(field.kind, a) != 0 if wire == VARINT else any(span.bytes_of(a, b))

    def which(self, oneof: str) -> str:
        """The name of the oneof's arm that is set; empty where none is."""
        types = types_of(self.type)
        if oneof not in types.oneofs:
            raise KeyError(f"{self.type} has no oneof {oneof}")
        for number in self._walked.places:
            field = types.by_number[number]
            if field.oneof == oneof:
                return field.name
        return ""

    def names(self) -> tuple[str, ...]:
        """The names of the fields that are set, by field number."""
        by_number = types_of(self.type).by_number
        present = (by_number[number].name for number in sorted(self._walked.places))
        return tuple(name for name in present if self.has(name))

    def unknown(self) -> tuple[int, ...]:
        """Numbers of fields that stand in the file and that the table does not know, ascending."""
        return self._walked.unknown

    def count(self, name: str) -> int:
        """How many elements a repeated field has; 1 or 0 of another one."""
        field = self._field(name)
        found = self._walked
        if not field.repeated or field.wire_type == LENGTH:
            return found.counts.get(field.number, 0) if field.repeated else int(self.has(name))
        return sum(packed_count(field, *place) for place in self._places(field))

    def size(self, name: str) -> int:
        """Bytes that the field's content takes in the file, without reading it."""
        field = self._field(name)
        places = self._places(field) if field.repeated else iter(self._walked.places.get(field.number, ()))
        return sum(b - a for _, wire, a, b in places if wire != VARINT)

    # Single values

    def scalar(self, name: str) -> Scalar:
        """A number, text or bytes, the default where it is absent; the name of an enumeration's value."""
        field = self._field(name)
        if field.kind == "enum":
            return self.enum(name)
        places = self._walked.places.get(field.number)
        if not places:
            return DEFAULTS.get(field.kind, 0)
        return decoded(field, *places[-1])

    def integer(self, name: str) -> int:
        """A whole number, a boolean, or the number of an enumeration's value."""
        field = self._field(name)
        places = self._walked.places.get(field.number)
        value = decoded(field, *places[-1]) if places else 0
        assert isinstance(value, int), f"{self.type}.{name} is a {field.kind}"
        return value

    def boolean(self, name: str) -> bool:
        return bool(self.integer(name))

    def real(self, name: str) -> float:
        value = self.scalar(name)
        assert isinstance(value, int | float), f"{self.type}.{name} is no number"
        return float(value)

    def text(self, name: str) -> str:
        """A text; cut at TEXT_LIMIT bytes, then with an ellipsis at its end."""
        value = self.scalar(name)
        assert isinstance(value, str), f"{self.type}.{name} is no text"
        return value

    def enum(self, name: str) -> str:
        """The name of an enumeration's value; its number in digits where the table has no name for it."""
        number = self.integer(name)
        return names_of(self._field(name).type).get(number) or str(number)

    def message(self, name: str) -> "Message":
        """The message in a field; an empty one where the field is absent."""
        field = self._field(name)
        assert field.kind == "message", f"{self.type}.{name} is a {field.kind}"
        # A field that stands there twice is merged, and the fields of both in a row are just that.
        spans = tuple(span.part(a, b) for span, _, a, b in self._walked.places.get(field.number, ()))
        return Message(field.type, spans, depth=self._deeper(spans))

    # Several values

    def messages(self, name: str) -> Iterator["Message"]:
        """The messages in a repeated field, in order."""
        field = self._field(name)
        for span, _, a, b in self._places(field):
            inner = span.part(a, b)
            yield Message(field.type, (inner,), depth=self._deeper((inner,)))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts in a repeated field."""
        field = self._field(name)
        return tuple(str(decoded(field, *place)) for place in self._places(field))

    def scalars(self, name: str, *, limit: int = VALUES_LIMIT) -> tuple[Scalar, ...] | None:
        """The numbers in a repeated field; None where there are more than `limit`."""
        field = self._field(name)
        values: list[Scalar] = []
        for span, wire, a, b in self._places(field):
            if wire != LENGTH or field.wire_type == LENGTH:
                values.append(decoded(field, span, wire, a, b))
            elif b - a > limit * _LARGEST_NUMBER:
                return None
            else:
                values.extend(packed(field, span, a, b))
            if len(values) > limit:
                return None
        return tuple(values)

    def integers(self, name: str, *, limit: int = VALUES_LIMIT) -> tuple[int, ...] | None:
        """The whole numbers in a repeated field; None where there are more than `limit`."""
        values = self.scalars(name, limit=limit)
        return None if values is None else tuple(value for value in values if isinstance(value, int))

    def mapping(self, name: str) -> Mapping[str, "Message"]:
        """A map from text to messages, in file order; of a key that stands there twice the last one counts."""
        result: dict[str, Message] = {}
        for entry in self._entries(name):
            key = entry.scalar("key")
            result.pop(str(key), None)
            result[str(key)] = entry.message("value")
        return result

    def scalar_mapping(self, name: str) -> Mapping[Scalar, Scalar]:
        """A map from texts or numbers to texts or numbers, in file order."""
        return {entry.scalar("key"): entry.scalar("value") for entry in self._entries(name)}

    # Inside

    @property
    def source(self) -> Source | None:
        """Where the message stands; None of an absent one."""
        return self._spans[0].source if self._spans else None

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where its fields stand: one span, none of an absent message, several of a merged one."""
        return self._spans

    def _field(self, name: str) -> Field:
        try:
            return types_of(self.type).by_name[name]
        except KeyError:
            raise KeyError(f"{self.type} has no field {name}") from None

    def _deeper(self, spans: tuple[Span, ...]) -> int:
        if self.depth >= NESTING_LIMIT and spans:
            raise unreadable(spans[0].source, spans[0].start, f"messages nested deeper than {NESTING_LIMIT}")
        return self.depth + 1

    def _entries(self, name: str) -> Iterator["Message"]:
        for index, entry in enumerate(self.messages(name)):
            if index >= ENTRIES_LIMIT:
                span = entry.spans[0]
                raise unreadable(span.source, span.start, f"more than {ENTRIES_LIMIT:,} entries in {self.type}.{name}")
            yield entry

    def _places(self, field: Field) -> Iterator[tuple[Span, int, int, int]]:
        """Every place of a repeated field. Walks anew, so that millions of elements cost no memory."""
        if field.number not in self._walked.places:
            return
        for span in self._spans:
            for tag, a, b in walk(span):
                if tag >> 3 == field.number and field.fits(tag & 7):
                    yield span, tag & 7, a, b

    @property
    def _walked(self) -> _Found:
        if self._found is None:
            self._found = _survey(types_of(self.type), self._spans)
        return self._found


def _survey(types: Types, spans: tuple[Span, ...]) -> _Found:
    places: dict[int, list[tuple[Span, int, int, int]]] = {}
    counts: dict[int, int] = {}
    unknown: set[int] = set()
    arms: dict[str, int] = {}
    for span in spans:
        for tag, a, b in walk(span):
            number = tag >> 3
            field = types.by_number.get(number)
            if field is None or not field.fits(tag & 7):
                if len(unknown) < UNKNOWN_LIMIT:
                    unknown.add(number)
            elif field.repeated:
                counts[number] = counts.get(number, 0) + 1
                if number not in places:
                    places[number] = [(span, tag & 7, a, b)]
            else:
                if field.oneof and arms.setdefault(field.oneof, number) != number:
                    places.pop(arms[field.oneof], None)
                    arms[field.oneof] = number
                if field.kind == "message" and number in places:
                    if len(places[number]) >= MERGES_LIMIT:
                        raise unreadable(
                            span.source, a, f"more than {MERGES_LIMIT} times the same field ({field.name})"
                        )
                    places[number].append((span, tag & 7, a, b))
                else:
                    places[number] = [(span, tag & 7, a, b)]
    return _Found(places, counts, tuple(sorted(unknown)))
