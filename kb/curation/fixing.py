"""What a machine can put right in a record's file: the order of its keys, the wrapping of folded text, blank ends.

Works on lines, so that comments, quotes and the author's layout stay. What the file says must not change: the result is
parsed again, and where it differs in anything, the text is given back as it was.
"""

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from kb.records.fields import RECORD
from kb.records.located import read_located

WIDTH: Final = 120
_KEY: Final = re.compile(r"([A-Za-z_]+):")
_FOLDED: Final = re.compile(r"( *(?:- )?[A-Za-z_]+: )>-?\s*$")


def fixed(text: str) -> str:
    """The canonical form of a record's text; the text itself where that cannot be found safely."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    head, blocks = _blocks(lines)
    order = {key: position for position, key in enumerate(RECORD.fields)}
    ordered = sorted(blocks, key=lambda block: order.get(_key_of(block), len(order)))
    wrapped = [line for block in ordered for line in _without_blank_end(_wrapped(block))]
    result = "\n".join([*head, *wrapped]) + "\n"
    return result if _says_the_same(text, result) else text


def _says_the_same(before: str, after: str) -> bool:
    one, other = read_located(before, RECORD, origin=""), read_located(after, RECORD, origin="")
    return one.value is not None and one.value == other.value and len(one.problems) == len(other.problems)


def _blocks(lines: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Lines before the first key, and one block a top-level key; comments above a key belong to it."""
    head: list[str] = []
    blocks: list[list[str]] = []
    pending: list[str] = []
    for line in lines:
        if _KEY.match(line):
            # Blank lines between keys go: they would end up anywhere once the keys are ordered.
            blocks.append([*filter(None, pending), line])
            pending = []
        elif blocks and line and not line.startswith("#"):
            blocks[-1] += [*pending, line]
            pending = []
        elif blocks or line.startswith("#"):
            pending.append(line)
        elif line:
            head.append(line)
    if blocks:
        blocks[-1] += pending
    return head, blocks


def _without_blank_end(block: list[str]) -> list[str]:
    while block and not block[-1]:
        block.pop()
    return block


def _key_of(block: Sequence[str]) -> str:
    return next(match[1] for line in block if (match := _KEY.match(line)))


def _wrapped(block: Sequence[str]) -> list[str]:
    """The block with its folded scalars (`key: >`) wrapped to the width, paragraph by paragraph."""
    result: list[str] = []
    index = 0
    while index < len(block):
        result.append(block[index])
        match = _FOLDED.match(block[index])
        index += 1
        if match is None:
            continue
        body = index
        indent = _indent_of(block, body)
        while index < len(block) and (not block[index] or block[index].startswith(" " * indent)):
            index += 1
        result += _wrap(block[body:index], indent)
    return result


def _indent_of(block: Sequence[str], start: int) -> int:
    first = next((line for line in block[start:] if line), "")
    return max(len(first) - len(first.lstrip(" ")), 1)


def _wrap(lines: Sequence[str], indent: int) -> list[str]:
    # More deeply indented lines are kept as they are by YAML: such a text is left alone.
    if any(line[indent : indent + 1] == " " for line in lines):
        return list(lines)
    result: list[str] = []
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line:
            paragraph.append(line.strip())
            continue
        if paragraph:
            text = " ".join(paragraph)
            space = " " * indent
            result += textwrap.wrap(
                text,
                WIDTH,
                initial_indent=space,
                subsequent_indent=space,
                break_long_words=False,
                break_on_hyphens=False,
            )
        paragraph = []
        result.append("")
    result.pop()
    return result
