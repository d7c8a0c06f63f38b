"""Small models, made by hand, for deciding conditions about them."""

import datetime
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.availability.table import (
    Availability,
    Default,
    LayerEntry,
    LayerField,
    OperationEntry,
    OperationVersion,
    Parameter,
)
from kb.models.model import (
    Argument,
    Constant,
    Function,
    Interface,
    Metadata,
    Model,
    Operation,
    Scalar,
    Shape,
    TensorType,
    Value,
)
from kb.platforms.targets import TARGETS
from kb.records.record import (
    Affects,
    Category,
    Confidence,
    Evidence,
    EvidenceKind,
    Precision,
    Record,
    Rule,
    Severity,
    Status,
)
from kb.rules.compiling import NEVER_MATCHED, KnownRule, RuleCompiler, rules_of
from kb.rules.deciding import condition_of
from kb.rules.facts import MODEL, vocabulary_of
from kb.rules.language import parse_condition
from kb.rules.scope import Scope
from kb.rules.type_checking import check_condition
from kb.rules.verdict import Decision

TARGET = {target.name: target for target in TARGETS}


def parameter(name: str, *dtypes: str, kind: str = "tensor", default: Default = None) -> Parameter:
    return Parameter(
        name=name, kind=kind, dtypes=dtypes, domain="", optional=default is not None, constant=False, default=default
    )


def operation_entry(kind: str, *versions: tuple[str, Sequence[Parameter]]) -> OperationEntry:
    return OperationEntry(
        type=kind,
        versions=tuple(
            OperationVersion(since=TARGET[since], parameters={each.name: each for each in parameters})
            for since, parameters in versions
        ),
    )


def layer_entry(kind: str, *fields: LayerField) -> LayerEntry:
    return LayerEntry(type=kind, available_from=TARGET["iOS11"], fields={each.name: each for each in fields})


def layer_field(name: str, kind: str, *choices: str, repeated: bool = False) -> LayerField:
    return LayerField(name=name, type=kind, repeated=repeated, choices=choices)


_CONV = (
    parameter("x", "fp16", "fp32"),
    parameter("weight", "fp16", "fp32"),
    parameter("bias", "fp16", "fp32"),
    parameter("strides", "int32"),
    parameter("pad_type", "string", default="valid"),
    parameter("pad", "int32"),
    parameter("groups", "int32", default=1),
    parameter("alpha", "fp16", "fp32"),
    parameter("flags", "bool"),
    parameter("keep_dims", "bool"),
)

AVAILABILITY = Availability(
    coremltools="9.0",
    operations={
        "conv": operation_entry(
            "conv",
            ("iOS15", _CONV),
            ("iOS17", (*(each for each in _CONV if each.name != "groups"), parameter("groups", "int32", default=2))),
        ),
        "relu": operation_entry("relu", ("iOS15", (parameter("x", "fp16", "fp32"),))),
        "concat": operation_entry("concat", ("iOS15", (parameter("values", kind="tuple"), parameter("axis", "int32")))),
        "topk": operation_entry(
            "topk",
            ("iOS15", (parameter("x", "fp16", "fp32", "int32"), parameter("k", "int32", default=1))),
            (
                "iOS17",
                (
                    parameter("x", "fp16", "fp32", "int8"),
                    parameter("k", "int16", default=1),
                    parameter("output_indices_dtype", "string", default="int32"),
                ),
            ),
        ),
        "read_state": operation_entry("read_state", ("iOS18", (parameter("input", kind="state"),))),
    },
    layers={
        "nn:convolution": layer_entry(
            "nn:convolution",
            layer_field("ConvolutionPaddingType", "oneof", "valid", "same"),
            layer_field("nGroups", "int"),
            layer_field("kernelSize", "int", repeated=True),
            layer_field("stride", "int", repeated=True),
            layer_field("dilationFactor", "int", repeated=True),
            layer_field("valid", "message"),
            layer_field("valid.paddingAmounts", "message"),
            layer_field("same", "message"),
            layer_field("same.asymmetryMode", "enum", "BOTTOM_RIGHT_HEAVY", "TOP_LEFT_HEAVY"),
            layer_field("weights", "message"),
            layer_field("weights.floatValue", "float", repeated=True),
            layer_field("weights.quantization", "message"),
            layer_field("weights.quantization.numberOfBits", "int"),
        ),
        "nn:convolution3d": layer_entry(
            "nn:convolution3d", *(layer_field(f"stride{axis}", "int") for axis in ("Depth", "Height", "Width"))
        ),
        "nn:softmax": layer_entry("nn:softmax"),
    },
)


def constant(dtype: str, shape: Shape | None, *values: Scalar) -> Constant:
    return Constant(type=TensorType(dtype=dtype, shape=shape), values=values)


def unread(dtype: str, shape: Shape) -> Constant:
    """A constant that lies in the weight file."""
    return Constant(type=TensorType(dtype=dtype, shape=shape), values=None, in_weight_file=True)


def given(value: Constant) -> tuple[Argument, ...]:
    """A constant written in place."""
    return (Argument(name=None, type=value.type, constant=value),)


def numbers(*values: int) -> tuple[Argument, ...]:
    return given(constant("int32", (len(values),), *values))


def text(value: str) -> tuple[Argument, ...]:
    return given(constant("string", (), value))


def tensor(name: str, dtype: str, *shape: int | None) -> tuple[Argument, ...]:
    """A value that another operation, or the function's caller, gives."""
    return (Argument(name=name, type=TensorType(dtype=dtype, shape=shape), constant=None),)


def operation(
    kind: str,
    inputs: Mapping[str, tuple[Argument, ...]] | None = None,
    *,
    name: str = "it",
    outputs: Sequence[Value] = (),
    attributes: Mapping[str, Constant] | None = None,
    opset: str | None = "CoreML6",
) -> Operation:
    return Operation(
        type=kind,
        name=name,
        function="main",
        location=f"main/{name}",
        opset=opset,
        inputs=inputs or {},
        outputs=tuple(outputs),
        attributes=attributes or {},
    )


def layer(kind: str, attributes: Mapping[str, Scalar | tuple[Scalar, ...]] | None = None) -> Operation:
    """A layer; attributes as the reader gives them, without types."""
    constants = {
        name: Constant(type=None, values=value if isinstance(value, tuple) else (value,))
        for name, value in (attributes or {}).items()
    }
    return operation(
        kind, {"input": tensor("x", "fp32", 1, 3, 8, 8)}, attributes=constants, opset=None, outputs=(output("y"),)
    )


def output(name: str, dtype: str = "fp16", shape: Shape | None = (1, 8)) -> Value:
    return Value(name=name, type=TensorType(dtype=dtype, shape=shape))


def founding_convolution(name: str = "patch", stride: int = 14) -> Operation:
    """The convolution that this project began with: a patch embedding of a vision transformer."""
    return operation(
        "conv",
        {
            "x": tensor("image", "fp16", 1, 3, 224, 224),
            "weight": given(unread("fp16", (8, 3, 14, 14))),
            "strides": numbers(stride, stride),
            "pad_type": text("valid"),
        },
        name=name,
        outputs=(output(f"{name}_out", shape=(1, 8, 16, 16)),),
    )


@dataclass(frozen=True)
class Operations:
    """An `OperationSource` over operations in memory, which counts what it is asked for."""

    all: tuple[Operation, ...]
    leaving: frozenset[str] = frozenset()
    """Names of values that are outputs of the function."""
    decoded: list[str] = field(default_factory=list)

    def operations(self, types: Collection[str] | None) -> Iterator[Operation]:
        for each in self.all:
            if types is None or each.type in types:
                self.decoded.append(each.name)
                yield each

    def likenesses(self, types: Collection[str]) -> Iterator[tuple[int, Hashable]]:
        for index, each in enumerate(self.all):
            if each.type in types:
                yield index, self._likeness(each)

    def operation(self, index: int) -> Operation:
        self.decoded.append(self.all[index].name)
        return self.all[index]

    def _likeness(self, of: Operation) -> Hashable:
        bound = [
            (name, [(a.type, a.constant, a.name and self._giver_type(of, a.name)) for a in arguments])
            for name, arguments in of.inputs.items()
        ]
        return repr((of.type, of.opset, bound, list(of.attributes.items()), [each.type for each in of.outputs]))

    def _giver_type(self, taker: Operation, value: str) -> str:
        giver = self.producer(taker, value)
        return giver.type if giver else ""

    def producer(self, operation: Operation, value: str) -> Operation | None:
        return next((each for each in self.all if any(out.name == value for out in each.outputs)), None)

    def consumers(self, operation: Operation, value: str) -> tuple[Operation, ...]:
        return tuple(each for each in self.all if any(a.name == value for bound in each.inputs.values() for a in bound))

    def is_output(self, operation: Operation, value: str) -> bool:
        return value in self.leaving


def function(*operations: Operation, name: str = "main", leaving: Collection[str] = ()) -> Function:
    counts: dict[str, int] = {}
    for each in operations:
        counts[each.type] = counts.get(each.type, 0) + 1
    opset = operations[0].opset if operations else "CoreML6"
    return Function(
        name=name,
        opset=opset,
        inputs=(),
        outputs=(),
        operation_types=counts,
        source=Operations(all=operations, leaving=frozenset(leaving)),
    )


def model(*functions: Function, interface: Interface | None = None, **facts: object) -> Model:
    plain = Model(
        path="it.mlpackage",
        kind="mlProgram",
        format="mlpackage",
        specification_version=7,
        interface=interface or Interface(),
        metadata=Metadata(),
        functions=functions,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # a test names fields of Model


def record(
    slug: str,
    *rules: Rule,
    status: Status = Status.OPEN,
    affects: tuple[Affects, ...] = (),
    messages: tuple[str, ...] = (),
) -> Record:
    return Record(
        id=slug,
        area="operations",
        title=f"Title of {slug}",
        category=Category.WRONG_OUTPUT,
        severity=Severity.ERROR,
        status=status,
        affects=affects,
        rules=rules,
        what_happens="It happens.",
        messages=messages,
        evidence=(
            Evidence(
                url="https://example.com/1", kind=EvidenceKind.REPORT, says="seen", read=datetime.date(2026, 11, 24)
            ),
        ),
        confidence=Confidence.REPORTED,
    )


def rule(
    *operations: str, when: str = "", precision: Precision = Precision.EXACT, affects: tuple[Affects, ...] = ()
) -> Rule:
    """A rule about these operations; about the model where there are none."""
    return Rule(operations=operations, model=not operations, when=when, precision=precision, affects=affects)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What `compile_rules` needs of a knowledge base."""

    records: tuple[Record, ...]
    availability: Availability = AVAILABILITY
    trees: Mapping[str, object] = field(default_factory=dict)
    """A condition's text → its tree, as a bundle has it at hand."""

    @cached_property
    def compiler(self) -> RuleCompiler:
        return RuleCompiler(self.availability, self._rules_about)

    def _rules_about(self, subject: str) -> Iterator[KnownRule]:
        for record in self.records:
            for rule in rules_of(record, subject) if record.status not in NEVER_MATCHED else ():
                yield replace(rule, tree=self.trees.get(rule.when))


def decide(
    condition: str, of: Operation | None = None, *, inside: Function | None = None, model: Model | None = None
) -> Decision:
    """Check a condition for the operation's type, or for the model, and decide it."""
    subject = of.type if of else MODEL
    problems = check_condition(condition, operations=(of.type,) if of else (), availability=AVAILABILITY)
    assert not problems, [str(each) for each in problems]
    compiled = condition_of(parse_condition(condition), vocabulary_of(subject, AVAILABILITY))
    scope = Scope(model=model, function=inside, operation=of) if of else Scope(model=model)
    return compiled.decide(scope)
