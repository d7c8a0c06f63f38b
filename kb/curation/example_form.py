"""From an example as a record writes it to one form that the builders understand.

An example is an operation, a chain of operations, or `model` with its interface; beside it stand options of the build.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from kb.errors import KbError
from kb.records.record import Example

OPTIONS: Final = frozenset(
    {"target", "opset", "coremltools", "source", "dialect", "outputs", "functions", "name", "without", "written_as"}
)
"""Keys that may stand beside an operation."""
_OF_ONE_STEP: Final = frozenset({"name", "without", "written_as"})
"""Those that are about this operation alone; the others are about the model, on whatever step they stand."""
# fmt: off
MODEL_KEYS: Final = frozenset({
    "target", "opset", "coremltools", "source", "dialect", "kind", "specification_version", "updatable", "classifier",
    "inputs", "optional", "defaults", "outputs", "states", "operations", "functions", "default_function",
})
# fmt: on
LAYER: Final = "nn:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation or layer of an example."""

    type: str
    values: Mapping[str, Any]
    name: str = ""
    without: tuple[str, ...] = ()
    """Parameters that the file does not give: coremltools writes every default, other writers need not."""
    written_as: str = ""
    """The type that the file says, for operations that the builder does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionForm:
    steps: tuple[Step, ...]
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Inputs that are declared, beside those that steps write in place."""
    states: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple[str, ...] | int | None = None
    """`@0` or input names; a number: that many outputs; None: whatever no step consumes."""
    output_images: Mapping[str, str] = field(default_factory=dict)
    """Output name → how it is declared, where it is an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleForm:
    functions: Mapping[str, FunctionForm]
    target: str = ""
    opset: str = ""
    """Written into the functions whatever the target says; empty: the target's."""
    kind: str = "mlProgram"
    coremltools: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    dialect: str = ""
    """What the converter notes of the source: `TorchScript`, `TorchExport::EDGE`."""
    optional: tuple[str, ...] = ()
    defaults: Mapping[str, float] = field(default_factory=dict)
    """Optional input → its default value."""
    classifier: tuple[str, ...] = ()
    updatable: bool = False
    default_function: str = ""
    specification_version: int = 0
    """Written into the file whatever the target says; 0: the target's."""

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for function in self.functions.values() for step in function.steps)


def read_example(example: Example) -> ExampleForm:
    """Raises KbError that says what is not understood."""
    if isinstance(example, Mapping) and "model" in example:
        return _read_model(example)
    steps, options = _read_steps([example] if isinstance(example, Mapping) else example)
    outputs = options.get("outputs")
    function = FunctionForm(steps=steps, outputs=tuple(outputs) if isinstance(outputs, list) else outputs)
    names = options.get("functions", ["main"])
    is_network = all(step.type.startswith(LAYER) for step in steps)
    return ExampleForm(
        functions=dict.fromkeys(names, function),
        target=options.get("target", ""),
        opset=options.get("opset", ""),
        kind="neuralNetwork" if is_network else "mlProgram",
        coremltools=str(options.get("coremltools", "")),
        source={name: str(version) for name, version in options.get("source", {}).items()},
        dialect=options.get("dialect", ""),
        default_function=names[0],
    )


def _read_steps(entries: Sequence[Mapping[str, Any]]) -> tuple[tuple[Step, ...], dict[str, Any]]:
    """Steps, and the options that stand beside them (on any step of a chain)."""
    steps: list[Step] = []
    options: dict[str, Any] = {}
    for entry in entries:
        operations = [key for key in entry if key not in OPTIONS]
        if len(operations) != 1:
            raise KbError(
                where="example",
                what=f"one operation is expected, found {', '.join(operations) or 'none'}",
                hint=f"write `{{operation: {{parameter: value}}}}`; options are {', '.join(sorted(OPTIONS))}",
            )
        values = entry[operations[0]]
        if not isinstance(values, Mapping):
            raise KbError(where=f"example {operations[0]}", what="its parameters are a mapping", hint="write `{x: …}`")
        steps.append(_read_step(operations[0], values, entry))
        options |= {key: value for key, value in entry.items() if key in OPTIONS - _OF_ONE_STEP}
    return tuple(steps), options


def _read_step(type_: str, values: Mapping[str, Any], options: Mapping[str, Any]) -> Step:
    without, written_as = tuple(options.get("without", ())), options.get("written_as", "")
    if type_.startswith(LAYER) and (without or written_as):
        what = f"layers have no `{'without' if without else 'written_as'}`"
        raise KbError(where=f"example {type_}", what=what, hint="a field that is not written is not set")
    return Step(type=type_, values=values, name=options.get("name", ""), without=without, written_as=written_as)


def _read_model(example: Mapping[str, Any]) -> ExampleForm:
    model = {**example["model"], **{key: value for key, value in example.items() if key != "model"}}
    for key in model:
        if key not in MODEL_KEYS:
            close = get_close_matches(key, MODEL_KEYS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"known: {', '.join(sorted(MODEL_KEYS))}"
            raise KbError(where="example model", what=f"unknown key `{key}`", hint=hint)
    functions = model.get("functions") or {"main": {}}
    if isinstance(functions, list):
        functions = {name: {} for name in functions}
    shared = {key: model[key] for key in ("inputs", "states", "outputs", "operations") if key in model}
    return ExampleForm(
        functions={name: _read_function(body, shared) for name, body in functions.items()},
        target=model.get("target", ""),
        opset=model.get("opset", ""),
        kind=model.get("kind", "mlProgram"),
        coremltools=str(model.get("coremltools", "")),
        source={name: str(version) for name, version in model.get("source", {}).items()},
        dialect=model.get("dialect", ""),
        optional=tuple(model.get("optional", ())),
        defaults=model.get("defaults", {}),
        classifier=tuple(model.get("classifier", ())),
        updatable=model.get("updatable", False),
        default_function=model.get("default_function", next(iter(functions))),
        specification_version=model.get("specification_version", 0),
    )


def _read_function(body: Mapping[str, Any] | list[Any], shared: Mapping[str, Any]) -> FunctionForm:
    """A function's own keys win over those of the model; a list is short for its operations."""
    values = {**shared, **({"operations": body} if isinstance(body, list) else body)}
    steps, options = _read_steps(values.get("operations", []))
    outputs = values.get("outputs", options.get("outputs"))
    return FunctionForm(
        steps=steps,
        inputs=values.get("inputs", {}),
        states=values.get("states", {}),
        outputs=tuple(outputs) if isinstance(outputs, list) else outputs if isinstance(outputs, int) else None,
        output_images=outputs if isinstance(outputs, Mapping) else {},
    )
