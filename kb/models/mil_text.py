"""The textual form of MIL, as Apple's compiler writes it into `model.mil`, written as a `MILSpec.Program` message.

Linear in the text; the grammar stands in docs/reference/mil-text.md. Raises UnreadableModel with line and column.
"""

import re
from collections.abc import Iterator
from typing import Final

from kb.models.mil_tokens import Tokens
from kb.models.mil_values import NESTING_LIMIT, read_type, read_value, starts_declaration, starts_value
from kb.models.wire_writing import Content, entry, written
from kb.platforms.targets import TARGETS

# `ios16` in the text is `CoreML6` in a package.
_OPSETS: Final = {target.name.lower(): target.opset for target in TARGETS if target.opset}
_VERSION: Final = re.compile(r"(\d{1,9})(?:\.\d{1,9})*")


def program_of(text: str, *, origin: str) -> bytes:
    """The bytes of the `MILSpec.Program` that a `model.mil` writes out."""
    return _Program(Tokens(text, origin=origin)).read()


class _Program:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def read(self) -> bytes:
        tokens = self._tokens
        tokens.expect("program")
        tokens.expect("(")
        token = tokens.take()
        version = _VERSION.fullmatch(token.text)
        if version is None:
            raise tokens.error("a version was expected", token.start)
        tokens.expect(")")
        fields: list[tuple[str, Content]] = [("version", int(version[1]))]
        fields += [("attributes", each) for each in self._attributes()]
        tokens.expect("{")
        while not tokens.accept("}"):
            fields.append(("functions", self._function()))
        if tokens.next.kind != "end":
            raise tokens.error("the end was expected")
        return written("MILSpec.Program", fields)

    def _function(self) -> bytes:
        tokens = self._tokens
        tokens.expect("func")
        name = tokens.word("a function's name")
        tokens.expect("<")
        written_opset = tokens.word("an opset")
        opset = _OPSETS.get(written_opset.lower(), written_opset)
        tokens.expect(">")
        fields: list[tuple[str, Content]] = [("opset", opset)]
        fields += [("inputs", each) for each in self._parameters()]
        fields += [("attributes", each) for each in self._attributes()]
        fields.append(("block_specializations", entry(opset, self._block(0))))
        tokens.accept(";")
        return entry(name, written("MILSpec.Function", fields))

    def _parameters(self) -> Iterator[bytes]:
        """`(tensor<fp32, [1]> x, state<…> cache)`"""
        tokens = self._tokens
        tokens.expect("(")
        while not tokens.accept(")"):
            yield self._named_value()
            if not tokens.accept(","):
                tokens.expect(")")
                break

    def _named_value(self) -> bytes:
        _, value_type = read_type(self._tokens)
        return written("MILSpec.NamedValueType", [("name", self._tokens.word("a name")), ("type", value_type)])

    def _attributes(self) -> Iterator[bytes]:
        """`[name = string("conv_0"), val = fp16(0x1p+0)]`, or nothing."""
        tokens = self._tokens
        if not tokens.accept("["):
            return
        while not tokens.accept("]"):
            name = tokens.word("an attribute's name")
            tokens.expect("=")
            yield entry(name, read_value(tokens))
            if not tokens.accept(","):
                tokens.expect("]")
                break

    def _block(self, depth: int, inputs: tuple[bytes, ...] = ()) -> bytes:
        """`{ … } -> (a, b)`"""
        tokens = self._tokens
        if depth > NESTING_LIMIT:
            raise tokens.error(f"blocks nested at most {NESTING_LIMIT} deep were expected")
        fields: list[tuple[str, Content]] = [("inputs", each) for each in inputs]
        tokens.expect("{")
        while not tokens.accept("}"):
            fields.append(("operations", self._operation(depth)))
        if tokens.next.kind == "arrow":
            tokens.take()
            fields += [("outputs", name) for name in self._names()]
        return written("MILSpec.Block", fields)

    def _names(self) -> Iterator[str]:
        tokens = self._tokens
        tokens.expect("(")
        while not tokens.accept(")"):
            yield tokens.word("a name")
            if not tokens.accept(","):
                tokens.expect(")")
                break

    def _operation(self, depth: int) -> bytes:
        """`tensor<fp16, [1]> y = relu(x = x)[name = string("y")];`, with blocks before the `;` where it has any."""
        tokens = self._tokens
        outputs = tuple(self._outputs())
        fields: list[tuple[str, Content]] = [("type", tokens.word("an operation"))]
        fields += [("inputs", each) for each in self._arguments()]
        fields += [("outputs", each) for each in outputs]
        attributes = list(self._attributes())
        while not tokens.accept(";"):
            fields.append(("blocks", self._inner_block(depth + 1)))
        fields += [("attributes", each) for each in attributes]
        return written("MILSpec.Operation", fields)

    def _inner_block(self, depth: int) -> bytes:
        """A block of an operation: perhaps a name, perhaps inputs, then its operations."""
        tokens = self._tokens
        if tokens.next.kind == "word":
            tokens.take()
        inputs = tuple(self._parameters()) if tokens.next.text == "(" else ()
        block = self._block(depth, inputs)
        tokens.accept(",")
        return block

    def _outputs(self) -> Iterator[bytes]:
        """What stands before `=`; nothing where an operation gives nothing (`write_state`)."""
        tokens = self._tokens
        if tokens.accept("("):
            while not tokens.accept(")"):
                yield self._named_value()
                if not tokens.accept(","):
                    tokens.expect(")")
                    break
            tokens.expect("=")
        elif starts_declaration(tokens):
            yield self._named_value()
            while tokens.accept(","):
                yield self._named_value()
            tokens.expect("=")

    def _arguments(self) -> Iterator[bytes]:
        tokens = self._tokens
        tokens.expect("(")
        while not tokens.accept(")"):
            name = tokens.word("a parameter's name")
            tokens.expect("=")
            bindings = [("arguments", each) for each in self._bindings()]
            yield entry(name, written("MILSpec.Argument", bindings))
            if not tokens.accept(","):
                tokens.expect(")")
                break

    def _bindings(self) -> Iterator[bytes]:
        """A name, a value, or several of them in parentheses."""
        tokens = self._tokens
        if not tokens.accept("("):
            yield self._binding()
            return
        while not tokens.accept(")"):
            yield self._binding()
            if not tokens.accept(","):
                tokens.expect(")")
                break

    def _binding(self) -> bytes:
        tokens = self._tokens
        if starts_value(tokens):
            return written("MILSpec.Argument.Binding", [("value", read_value(tokens))])
        return written("MILSpec.Argument.Binding", [("name", tokens.word("a name or a value"))])
