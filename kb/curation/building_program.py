"""From an example's form to the message of an ML program, built by coremltools' MIL builder, without any pass.

What a record says is what stands in the file: nothing is fused, folded, cast or removed. Weights are not written.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from kb.availability.table import Availability, Parameter
from kb.curation.building_constants import builtin, filled, typed
from kb.curation.declaring_interface import (
    ARRAY_TYPES,
    declare_inputs,
    declare_model,
    set_feature,
    value_of,
)
from kb.curation.example_form import ExampleForm, FunctionForm, Step
from kb.curation.value_text import Range, Reference, ValueText, read_value
from kb.errors import KbError
from kb.platforms.targets import Target

# Parameters that hold weights: coremltools' registry lets some of them vary, models hardly ever do.
# fmt: off
WEIGHTS: Final = frozenset({
    "weight", "bias", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_ih_back", "weight_hh_back", "bias_back",
    "peephole", "peephole_back", "gamma", "beta", "mean", "variance", "alpha",
})
# fmt: on
# What stands in a file → what the builder calls it.
_BUILDER_NAMES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "write_state": ("coreml_update_state", {"input": "state", "data": "value"}),
}


def build_program(form: ExampleForm, target: Target, availability: Availability) -> tuple[Any, str]:
    """The Model message, and coremltools' own text of the program for whoever wants to see what was built."""
    from coremltools.converters.mil.backend.mil.load import load
    from coremltools.converters.mil.mil import Program
    from coremltools.proto import Model_pb2

    program = Program()
    functions = {name: _Function(body, target, availability) for name, body in form.functions.items()}
    for name, function in functions.items():
        program.add_function(name, function.build())
    program.default_function_name = form.default_function
    if form.classifier:
        _classify(program, form)
    description = Model_pb2.ModelDescription()
    for name, function in functions.items():
        interface = description.functions.add(name=name) if len(functions) > 1 else description
        declare_inputs(interface, form, function.inputs)
        _declare_outputs(interface, form.functions[name], program.functions[name].outputs)
    if len(functions) > 1:
        description.defaultFunctionName = form.default_function
    with tempfile.TemporaryDirectory() as folder, _no_weights():
        version = target.specification_version
        message = load(program, folder, specification_version=version, model_description=description)
    declare_model(message, form)
    for name, body in form.functions.items():
        _edit(message.mlProgram.functions[name], body)
        _rename_opset(message.mlProgram.functions[name], form.opset)
    return message, str(program)


def _edit(function: Any, form: FunctionForm) -> None:
    """Makes of steps what other writers write: without what the builder always gives, as a type that it has not."""
    steps = {_name_of(step, index): step for index, step in enumerate(form.steps) if step.without or step.written_as}
    for block in function.block_specializations.values() if steps else ():
        for operation in block.operations:
            step = steps.get(operation.attributes["name"].immediateValue.tensor.strings.values[0])
            if step is None:
                continue
            for parameter in step.without:
                if parameter not in operation.inputs:
                    given = ", ".join(sorted(operation.inputs))
                    what = f"without `{parameter}`, which is not given anyway"
                    raise KbError(where=f"example {step.type}", what=what, hint=f"given: {given}")
                del operation.inputs[parameter]
            operation.type = step.written_as or operation.type


def _rename_opset(function: Any, opset: str) -> None:
    if opset and opset != function.opset:
        function.block_specializations[opset].CopyFrom(function.block_specializations[function.opset])
        del function.block_specializations[function.opset]
        function.opset = opset


def _name_of(step: Step, index: int) -> str:
    return step.name or f"{step.type}_{index}"


def _classify(program: Any, form: ExampleForm) -> None:
    import coremltools
    from coremltools.converters.mil.backend.mil.load import _add_classify_op

    _add_classify_op(program, coremltools.ClassifierConfig(list(form.classifier)))


def _declare_outputs(interface: Any, form: FunctionForm, outputs: Sequence[Any]) -> None:
    from coremltools.converters.mil.mil import types

    for var in outputs:
        feature = interface.output.add(name=var.name)
        if var.name in form.output_images:
            set_feature(feature, value_of(form.output_images[var.name]))
        elif types.is_dict(var.sym_type):
            feature.type.dictionaryType.stringKeyType.SetInParent()
        elif types.is_str(var.sym_type):
            feature.type.stringType.SetInParent()
        else:
            array = feature.type.multiArrayType
            dtype = types.builtin_to_string(var.dtype)
            array.dataType = array.ArrayDataType.Value(ARRAY_TYPES[dtype])
            shape = () if types.is_primitive(var.sym_type) else var.shape
            # The default shape of an output is left out where it is not known beforehand.
            array.shape.extend(shape if all(isinstance(dimension, int) for dimension in shape) else ())


class _no_weights:  # noqa: N801 — used as a context, like a function
    """While it is open, weights go nowhere: their entries in the file point at an offset that holds nothing."""

    def __enter__(self) -> None:
        from coremltools.converters.mil.backend.mil import helper, load

        self._kept = (load.BlobWriter, helper._get_offset_by_writing_data)  # noqa: SLF001 — no public way to leave weights out
        load.BlobWriter = lambda _path: None
        helper._get_offset_by_writing_data = lambda _var, _writer: 64  # noqa: SLF001 — likewise

    def __exit__(self, *_: object) -> None:
        from coremltools.converters.mil.backend.mil import helper, load

        load.BlobWriter, helper._get_offset_by_writing_data = self._kept  # noqa: SLF001 — likewise


class _Function:
    """Builds one function: inputs are collected first, since MIL wants them before the first operation."""

    def __init__(self, form: FunctionForm, target: Target, availability: Availability) -> None:
        self._form = form
        self._target = target
        self._availability = availability
        self.inputs: dict[str, ValueText] = {}
        """States included."""
        self._in_place: dict[tuple[str, ...], str] = {}
        self._outputs: list[tuple[Any, ...]] = []
        self._given: Mapping[str, Any] = {}

    def build(self) -> Any:
        import coremltools
        from coremltools.converters.mil.mil import Function

        for name, text in self._form.inputs.items():
            self.inputs[name] = value_of(text)
        for name, text in self._form.states.items():
            self.inputs[name] = value_of(f"state {text}")
        for index, step in enumerate(self._form.steps):
            self._collect_inputs(step, index)
        wanted = dict(self.inputs)
        self.inputs = {name: _as_interface(value) for name, value in wanted.items()}
        placeholders = {name: _placeholder(value) for name, value in self.inputs.items()}
        opset = getattr(coremltools.target, self._target.name)
        with Function(placeholders, opset_version=opset) as function:
            self._given = {name: _cast_to(var, wanted[name]) for name, var in function.inputs.items()}
            for index, step in enumerate(self._form.steps):
                self._outputs.append(self._build_step(step, index))
            function.set_outputs([_leaving(var) for var in self._results()])
        return function

    def _parameters(self, step: Step) -> Mapping[str, Parameter]:
        entry = self._availability.operations.get(step.type)
        if entry is None:
            raise KbError(where=f"example {step.type}", what="there is no such operation", hint="`kb ops` lists them")
        version = entry.at(self._target)
        if version is None:
            what = f"does not exist at {self._target}"
            raise KbError(where=f"example {step.type}", what=what, hint=f"add `target: {entry.available_from}`")
        return version.parameters

    def _collect_inputs(self, step: Step, index: int) -> None:
        parameters = self._parameters(step)
        for name, value in step.values.items():
            for position, text in _texts(value):
                read = read_value(text)
                if isinstance(read, ValueText) and _is_input(read, name, step, parameters.get(name)):
                    called = self._name_input(name, read)
                    self.inputs[called] = read
                    self._in_place[str(index), name, position] = called

    def _name_input(self, parameter: str, value: ValueText) -> str:
        wanted = "state" if value.role == "state" else parameter
        taken = set(self.inputs)
        return next(name for name in (wanted, *(f"{wanted}_{n}" for n in range(1, 10_000))) if name not in taken)

    def _build_step(self, step: Step, index: int) -> tuple[Any, ...]:
        from coremltools.converters.mil.mil import Builder

        parameters = self._parameters(step)
        values = {name: self._resolve(value, (str(index), name)) for name, value in step.values.items()}
        domains = _settled(values, parameters)
        arguments = {name: typed(value, parameters.get(name), domains) for name, value in values.items()}
        builder_name, renamed = _BUILDER_NAMES.get(step.type, (step.type, {}))
        arguments = {renamed.get(name, name): value for name, value in arguments.items()}
        arguments |= _default_blocks(step.type, arguments)
        made = getattr(Builder, builder_name)(**arguments, name=_name_of(step, index))
        return tuple(made) if isinstance(made, tuple | list) else (made,)

    def _resolve(self, value: Any, place: tuple[str, str]) -> Any:
        if isinstance(value, list) and any(isinstance(each, str) for each in value):
            return [self._resolve_text(each, (*place, str(index))) for index, each in enumerate(value)]
        return self._resolve_text(value, (*place, "")) if isinstance(value, str) else value

    def _resolve_text(self, value: Any, place: tuple[str, ...]) -> Any:
        if place in self._in_place:
            return self._given[self._in_place[place]]
        read = read_value(value) if isinstance(value, str) else value
        if isinstance(read, Reference):
            return self._referred(read)
        return filled(read) if isinstance(read, ValueText) else read

    def _referred(self, reference: Reference) -> Any:
        if reference.name:
            if reference.name not in self._given:
                known = ", ".join(f"@{name}" for name in self._given)
                raise KbError(where=f"@{reference.name}", what="no input or state is called so", hint=f"known: {known}")
            return self._given[reference.name]
        if reference.step >= len(self._outputs) or reference.output >= len(self._outputs[reference.step]):
            where = f"@{reference.step}.{reference.output}"
            raise KbError(where=where, what="no earlier step has that output", hint="steps count from 0")
        return self._outputs[reference.step][reference.output]

    def _results(self) -> Iterator[Any]:
        from coremltools.converters.mil.mil import Builder

        wanted = self._form.outputs
        if isinstance(wanted, tuple):
            for text in wanted:
                read = read_value(text if text.startswith("@") else f"@{text}")
                assert isinstance(read, Reference), "it starts with @"
                yield self._referred(read)
        elif isinstance(wanted, int):
            source = next(iter(self._tensors()))
            yield from (Builder.relu(x=source, name=f"output_{index}") for index in range(wanted))
        elif self._outputs:
            yield from self._unconsumed()
        else:
            names = list(self._form.output_images) or [f"{name}_out" for name in self._given]
            yield from (Builder.identity(x=x, name=name) for x, name in zip(self._tensors(), names, strict=False))

    def _tensors(self) -> Iterator[Any]:
        """Inputs that are no states; a constant where there are none."""
        from coremltools.converters.mil.mil import Builder, types

        tensors = [var for var in self._given.values() if not types.is_state(var.sym_type)]
        yield from tensors or [Builder.const(val=filled(ValueText(role="", dtype="fp32", shapes=((4,),), fill=1.0)))]

    def _unconsumed(self) -> Iterator[Any]:
        # Collected first: whoever takes one adds operations that consume it.
        yield from [var for made in self._outputs for var in made if not var.child_ops and not var.consuming_blocks]


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """Texts of a parameter, each with its position in a list; "" where it stands alone."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, list):
        yield from ((str(index), each) for index, each in enumerate(value) if isinstance(each, str))


def _is_input(value: ValueText, name: str, step: Step, parameter: Parameter | None) -> bool:
    if value.role in ("input", "state"):
        return True
    if value.role == "const" or value.fill is not None or not value.shape or step.type.startswith("constexpr_"):
        return False
    return name not in WEIGHTS and not (parameter is not None and parameter.constant)


def _as_interface(value: ValueText) -> ValueText:
    """The input as an interface can have it: booleans and small integers come in as int32, and are cast."""
    if value.role == "state" or value.is_image or value.dtype in ARRAY_TYPES:
        return value
    return replace(value, dtype="int32")


def _cast_to(var: Any, wanted: ValueText) -> Any:
    from coremltools.converters.mil.mil import Builder

    if wanted.role == "state" or wanted.is_image or wanted.dtype in ARRAY_TYPES:
        return var
    return Builder.cast(x=var, dtype=wanted.dtype, name=f"{var.name}_{wanted.dtype}")


def _leaving(var: Any) -> Any:
    """The output as an interface can have it."""
    from coremltools.converters.mil.mil import Builder, types

    if types.is_list(var.sym_type):
        # A list cannot leave a model; its length can.
        return Builder.list_length(ls=var)
    if types.is_dict(var.sym_type) or types.builtin_to_string(var.dtype) in ARRAY_TYPES:
        return var
    return Builder.cast(x=var, dtype="int32", name=f"{var.name}_int32")


def _placeholder(value: ValueText) -> Any:
    from coremltools.converters.mil.mil import Builder, get_new_symbol

    if value.is_image:
        # In the program an image is a tensor: batch, channels, height, width.
        channels = 1 if value.dtype.startswith("GRAYSCALE") else 3
        dtype = "fp16" if value.dtype == "GRAYSCALE_FLOAT16" else "fp32"
        value = replace(value, dtype=dtype, shapes=tuple((1, channels, *shape) for shape in value.shapes))
    differing = [len(set(dimensions)) > 1 for dimensions in zip(*value.shapes, strict=True)]
    shape = tuple(
        get_new_symbol() if differs or isinstance(dimension, Range) else dimension
        for dimension, differs in zip(value.shape, differing, strict=True)
    )
    if value.role == "state":
        return Builder.StateTensorSpec(shape, dtype=builtin(value.dtype))
    return Builder.TensorSpec(shape, dtype=builtin(value.dtype))


def _settled(values: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> dict[str, str]:
    """Domain → the dtype that a value of it has already."""
    from coremltools.converters.mil.mil import types

    settled: dict[str, str] = {}
    for name, value in values.items():
        parameter = parameters.get(name)
        if parameter is None or not parameter.domain:
            continue
        first = value[0] if isinstance(value, list) and value else value
        dtype = getattr(first, "dtype", None)
        if dtype is not None:
            known = (
                dtype
                if isinstance(dtype, type) and not hasattr(first, "astype")
                else types.numpy_type_to_builtin_type(dtype)
            )
            settled.setdefault(parameter.domain, types.builtin_to_string(known))
    return settled


def _default_blocks(operation: str, arguments: Mapping[str, Any]) -> dict[str, Callable[..., Any] | Sequence[Any]]:
    """Blocks of `cond` and `while_loop` that an example leaves out: the smallest that are valid."""
    from coremltools.converters.mil.mil import Builder

    if operation == "cond":
        return {
            "_true_fn": lambda: Builder.const(val=filled(ValueText(role="", dtype="fp32", shapes=((1,),), fill=1.0))),
            "_false_fn": lambda: Builder.const(val=filled(ValueText(role="", dtype="fp32", shapes=((1,),), fill=2.0))),
        }
    if operation == "while_loop":
        loop_vars = arguments["loop_vars"]
        return {
            "loop_vars": tuple(loop_vars) if isinstance(loop_vars, list) else (loop_vars,),
            "_cond": lambda *given: Builder.less(x=Builder.reduce_sum(x=given[0]), y=numpy_like(given[0], 1.0)),
            "_body": lambda *given: tuple(Builder.add(x=each, y=numpy_like(each, 1.0)) for each in given),
        }
    return {}


def numpy_like(var: Any, value: float) -> Any:
    """`value` with the dtype of `var`."""
    from coremltools.converters.mil.mil import types

    return types.nptype_from_builtin(var.dtype)(value)
