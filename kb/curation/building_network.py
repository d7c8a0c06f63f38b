"""From an example's form to the message of a neural network: layers are written as messages, field by field.

And to that of a custom model, which has nothing but an interface and a class.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.curation.declaring_interface import declare_inputs, declare_model, set_feature, value_of
from kb.curation.example_form import LAYER, ExampleForm, FunctionForm, Step
from kb.curation.value_text import Reference, ValueText, read_value
from kb.errors import KbError
from kb.platforms.targets import Target

INPUT = ValueText(role="", dtype="fp32", shapes=((1, 4, 8, 8),), fill=None)
"""The input of a layer whose example gives none."""


def build_network(form: ExampleForm, target: Target) -> tuple[Any, str]:
    """The Model message, and its text."""
    from coremltools.proto import Model_pb2

    message = Model_pb2.Model(specificationVersion=target.specification_version)
    network = getattr(message, "neuralNetwork" if form.kind == "customModel" else form.kind)
    (body,) = form.functions.values()
    builder = _Network(body, network, message.description)
    builder.build()
    if form.classifier:
        network.stringClassLabels.vector.extend(form.classifier)
        message.description.predictedFeatureName = "classLabel"
        message.description.output.add(name="classLabel").type.stringType.SetInParent()
    declare_inputs(message.description, form, builder.inputs)
    declare_model(message, form)
    if form.kind == "customModel":
        # It takes the place of the network: what such a model computes stands in the app.
        message.customModel.className = "Example"
    return message, str(message)


class _Network:
    def __init__(self, form: FunctionForm, network: Any, description: Any) -> None:
        self._form = form
        self._network = network
        self._description = description
        self._outputs: list[list[str]] = []
        self.inputs: dict[str, ValueText] = {}

    def build(self) -> None:
        for name, text in self._form.inputs.items():
            self._declare(name, text)
        if not self._form.steps:
            self._identity()
        for index, step in enumerate(self._form.steps):
            self._add_layer(step, index)
        consumed = {name for layer in self._network.layers for name in layer.input}
        names = [name for outputs in self._outputs for name in outputs if name not in consumed]
        for name in names:
            feature = self._description.output.add(name=name)
            set_feature(feature, value_of(self._form.output_images.get(name, "fp32[1]")))

    def _identity(self) -> None:
        """The smallest network with that interface: one layer from the first input to the first output."""
        if not self.inputs:
            self._declare("data", INPUT)
        names = list(self._form.output_images) or ["output"]
        layer = self._network.layers.add(name="linear", input=[next(iter(self.inputs))], output=names)
        layer.activation.linear.alpha = 1.0
        self._outputs.append(names)

    def _declare(self, name: str, value: str | ValueText) -> str:
        self.inputs[name] = value_of(value) if isinstance(value, str) else value
        return name

    def _add_layer(self, step: Step, index: int) -> None:
        kind = step.type.removeprefix(LAYER)
        layer = self._network.layers.add(name=step.name or f"{kind}_{index}")
        if kind not in {field.name for field in layer.DESCRIPTOR.oneofs_by_name["layer"].fields}:
            raise KbError(where=f"example {step.type}", what="there is no such layer", hint="`kb ops` lists them")
        values = dict(step.values)
        layer.input.extend(self._inputs_of(values))
        outputs = [f"{kind}_{index}_{n}" for n in range(values.pop("outputs", 1))]
        layer.output.extend(outputs)
        self._outputs.append(outputs)
        for shape in values.pop("inputTensor", ()):
            layer.inputTensor.add(rank=len(shape), dimValue=shape)
        parameters = getattr(layer, kind)
        parameters.SetInParent()
        for name, value in values.items():
            _set_field(parameters, name, value, step.type)
        _fill_blocks(kind, parameters)

    def _inputs_of(self, values: dict[str, Any]) -> list[str]:
        """The layer's inputs, taken out of its values; without them, what the last layer gave."""
        given = [*values.pop("inputs", ()), *([values.pop("x")] if "x" in values else [])]
        if given:
            return [self._input(text) for text in given]
        if self._outputs:
            return self._outputs[-1][:1]
        return [next(iter(self.inputs), None) or self._declare("data", INPUT)]

    def _input(self, text: str) -> str:
        read = read_value(text)
        if isinstance(read, Reference):
            return read.name or self._outputs[read.step][read.output]
        taken = len(self.inputs)
        return self._declare("data" if not taken else f"data_{taken}", text)


def _set_field(message: Any, name: str, value: Any, layer: str) -> None:
    """`kernelSize: [3, 3]`, `weights.floatValue: [1.0]`, `type: AVERAGE`, or a oneof's arm under the oneof's name."""
    first, _, rest = name.partition(".")
    descriptor = message.DESCRIPTOR
    if first in descriptor.oneofs_by_name and isinstance(value, str):
        getattr(message, value).SetInParent()
        return
    if first not in descriptor.fields_by_name:
        known = ", ".join(field.name for field in descriptor.fields)
        raise KbError(where=f"example {layer}", what=f"it has no field `{first}`", hint=f"known: {known}")
    field = descriptor.fields_by_name[first]
    if rest:
        _set_field(getattr(message, first), rest, value, layer)
    elif isinstance(value, Mapping):
        getattr(message, first).SetInParent()
        for inner, inner_value in value.items():
            _set_field(getattr(message, first), inner, inner_value, layer)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        _extend(getattr(message, first), value, layer)
    else:
        setattr(
            message, first, field.enum_type.values_by_name[value].number if field.enum_type else _plain(field, value)
        )


def _extend(repeated: Any, values: Sequence[Any], layer: str) -> None:
    for value in values:
        if isinstance(value, Mapping):
            entry = repeated.add()
            for name, inner in value.items():
                _set_field(entry, name, inner, layer)
        else:
            repeated.append(value)


def _plain(field: Any, value: Any) -> Any:
    return value.encode() if isinstance(value, str) and field.type == field.TYPE_BYTES else value


def _fill_blocks(kind: str, parameters: Any) -> None:
    """Networks inside `branch` and `loop`, where the example gives none: one layer each."""
    names = {"branch": ("ifBranch", "elseBranch"), "loop": ("bodyNetwork",)}.get(kind, ())
    for name in names:
        block = getattr(parameters, name)
        if not block.layers:
            layer = block.layers.add(name=f"{name}_layer", input=["data"], output=[f"{name}_out"])
            layer.activation.linear.alpha = 1.0
