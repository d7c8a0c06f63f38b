"""From an example of a record to a Core ML file on disk, and to what our own reader sees in it."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kb.availability.table import Availability, OperationVersion
from kb.curation.building_network import build_network
from kb.curation.building_program import build_program
from kb.curation.example_form import ExampleForm, Step, read_example
from kb.curation.value_text import ValueText, read_value, strings_in
from kb.errors import KbError
from kb.models.model import Model
from kb.models.reading import read_model
from kb.platforms.specifiers import parse_target_specifier
from kb.platforms.targets import TARGETS, Target, target_named
from kb.records.record import Example, Record

_LOWEST_PROGRAM: Final = next(target for target in TARGETS if target.opset)
_LOWEST_NETWORK: Final = TARGETS[0]
# The lowest target whose interface takes an array of that dtype. Source: docs/reference/requirement.md.
_INTERFACE_NEEDS: Final = {"fp16": "iOS16", "GRAYSCALE_FLOAT16": "iOS16", "int8": "iOS26"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    model: Model
    """As our own reader sees the file."""
    text: str
    """What was built, in coremltools' words."""


def build_example(example: Example, record: Record, availability: Availability, folder: Path) -> Built:
    """Builds the example, saves it into `folder`, and reads it back.

    Raises KbError where the example is not understood; what coremltools refuses comes out as KbError as well.
    """
    form = read_example(example)
    target = target_of(form, record, availability)
    is_network = form.kind != "mlProgram"
    try:
        message, text = build_network(form, target) if is_network else build_program(form, target, availability)
    except KbError:
        raise
    except Exception as error:
        what = f"coremltools builds no such model for {target}: {type(error).__name__}: {error}"
        raise KbError(where=f"example of {record.id}", what=what) from error
    path = save(message, folder, is_package=not is_network)
    return Built(model=read_model(path), text=text)


def target_of(form: ExampleForm, record: Record, availability: Availability) -> Target:
    """The target that the example names; else the lowest that has what it is made of and that the record affects."""
    if form.target:
        target = target_named(form.target)
        if target is None:
            raise KbError(where=f"example of {record.id}", what=f"there is no target `{form.target}`")
        return target
    lowest = max(_needs(form, availability))
    affected = [target for target in TARGETS if target >= lowest and _is_affected(record, target)]
    return affected[0] if affected else lowest


def _needs(form: ExampleForm, availability: Availability) -> Iterator[Target]:
    yield _LOWEST_PROGRAM if form.kind == "mlProgram" else _LOWEST_NETWORK
    if any(function.states for function in form.functions.values()) or len(form.functions) > 1:
        yield known_target("iOS18")
    yield from (_step_needs(step, availability) for step in form.steps)
    texts = [text for step in form.steps for text in strings_in(step.values)]
    texts += [text for function in form.functions.values() for text in function.inputs.values()]
    for read in map(read_value, texts):
        if isinstance(read, ValueText) and read.fill is None and read.role != "const":
            yield known_target(_INTERFACE_NEEDS.get(read.dtype, _LOWEST_NETWORK.name))


def _step_needs(step: Step, availability: Availability) -> Target:
    """The first version of the operation that has these parameters and takes these dtypes; what a builder cannot
    build, it refuses later, with its own reason."""
    if step.type in availability.layers:
        return availability.layers[step.type].available_from
    if step.type not in availability.operations:
        return _LOWEST_NETWORK
    entry = availability.operations[step.type]
    fitting = (version.since for version in entry.versions if _fits(version, step))
    return next(fitting, entry.available_from)


def _fits(version: OperationVersion, step: Step) -> bool:
    for name, value in step.values.items():
        parameter = version.parameters.get(name)
        if parameter is None:
            return False
        read = read_value(value) if isinstance(value, str) else value
        if isinstance(read, ValueText) and parameter.dtypes and read.dtype not in parameter.dtypes:
            return False
    return True


def known_target(name: str) -> Target:
    target = target_named(name)
    assert target is not None, "a target of ours"
    return target


def _is_affected(record: Record, target: Target) -> bool:
    entries = [*record.affects, *(entry for rule in record.rules for entry in rule.affects)]
    return not entries or any(target in parse_target_specifier(entry.targets) for entry in entries)


def save(message: Any, folder: Path, *, is_package: bool) -> Path:
    """Writes the message as Core ML does: a package for ML programs, a single file for everything else."""
    data = message.SerializeToString(deterministic=True)
    if not is_package:
        path = folder / "example.mlmodel"
        path.write_bytes(data)
        return path
    package = folder / "example.mlpackage"
    inside = package / "Data" / "com.apple.CoreML"
    inside.mkdir(parents=True, exist_ok=True)
    (inside / "model.mlmodel").write_bytes(data)
    identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, "example"))
    item = {"author": "com.apple.CoreML", "description": "", "name": "model.mlmodel"}
    entries = {identifier: {**item, "path": "com.apple.CoreML/model.mlmodel"}}
    manifest = {"fileFormatVersion": "1.0.0", "itemInfoEntries": entries, "rootModelIdentifier": identifier}
    (package / "Manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return package
