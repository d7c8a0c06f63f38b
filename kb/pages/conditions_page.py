"""The reference page of the condition language, written from the tables that the language itself is made of."""

from collections.abc import Iterable, Mapping
from typing import Final

from kb.rules.argument_facts import output, parameter, parameter_list
from kb.rules.functions import CONSTANTS, FUNCTIONS
from kb.rules.kleene import is_fully_known
from kb.rules.language import MAX_LENGTH, MAX_NESTING
from kb.rules.layer_facts import ALIASES, Alias
from kb.rules.model_facts import FEATURE, FUNCTION, RANGE, model_thing
from kb.rules.printing import shown_value
from kb.rules.scope import MAX_STEPS
from kb.rules.types import NUMBER, Fact, words

PATH: Final = "docs/reference/conditions.md"

# Condition, operation types (none: the model), what it finds. A test checks each against the real tables.
EXAMPLES: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    (
        "any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)",
        ("conv", "nn:convolution"),
        "a stride that is no product of two interleave factors, in programs and in neural networks",
    ),
    (
        'x.is_constant and x.dtype in ("fp16", "fp32") and all(v == 2 for v in x.values)',
        ("pow",),
        "a constant base of 2",
    ),
    ('weight.rank == 4 and 13 < weight.shape[-1] <= 15 and weight.dtype == "fp16"', ("conv",), "a wide fp16 kernel"),
    ('pad_type == "custom" and pad[0] != pad[1]', ("conv_transpose",), "padding that differs from side to side"),
    (
        'x.producer == "read_state" and not begin.is_constant',
        ("slice_update",),
        "a state written at a moving place",
    ),
    ('"matmul" in output.consumers', ("softmax",), "a softmax whose result is multiplied"),
    ("values.count > 2 and all(v.rank == 4 for v in values)", ("concat",), "three and more tensors of rank 4"),
    ("bias.is_given and not bias.is_constant", ("linear",), "a bias that is computed"),
    (
        'ConvolutionPaddingType == "same" and isDeconvolution',
        ("nn:convolution",),
        "a deconvolution with `same` padding",
    ),
    ("weights.quantization.numberOfBits == 8", ("nn:innerProduct",), "8-bit weights"),
    (
        "any(i.is_flexible for i in model.inputs) and model.function_count > 1",
        (),
        "flexible inputs and several functions",
    ),
    ('any(s.dtype == "fp32" for s in model.states)', (), "a state of fp32"),
)

_HEAD: Final = f"""\
<!-- Written by `kb derive conditions` from kb/rules; do not edit. -->
# Conditions

A rule's `when` is a condition: an expression in a subset of Python's syntax that looks at one operation (or layer), or
at the model as a whole. Left out, it always holds.

```yaml
rules:
  - operations: [conv, "nn:convolution"]
    when: any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)
```

A condition never runs as Python: it is parsed, checked against what the operation has, and decided by kb's own
evaluator. A name or attribute that does not exist, a comparison that can never hold and a string that can never occur
are errors of `kb lint`, with line, column and a suggestion. A condition must fit every operation type that its rule
names.

## What can be written
| | |
| --- | --- |
| literals | `3`, `0.5`, `"same"`, `True`, `(1, 2)`; a tuple of one needs its comma: `(3,)` |
| names | parameters, layers' fields, `output`, `model` and the others below; named constants |
| attributes | `x.dtype`, `model.inputs[0].shape` |
| elements | `strides[0]`, `x.shape[-1]`, `x.shape[2:]`; bounds of a slice are written out |
| arithmetic | `+ - * / // % **`, on numbers |
| comparisons | `== != < <= > >=`, `in`, `not in`; chains: `1 < x.rank <= 3` |
| logic | `and`, `or`, `not`; only what is true or false can be joined: write `groups > 1`, not `groups` |
| generators | one loop in `any all sum min max product`: `any(s > 2 for s in strides if s != 7)`; they may nest |
| functions | those [below](#functions), and no others |

At most {MAX_LENGTH} characters and {MAX_NESTING} levels. It may run over several lines and hold comments. What Python
evaluates, a condition decides in the same way.

## Unknown is never false
A file does not say everything: a dimension can be dynamic, a constant can lie in the weight file, a parameter can be
computed. What is not known makes a condition **undecided**, unless the rest decides it anyway (Kleene's rules):

* `x.shape[1] == 3 and x.shape[2] == 8` is false where the first dimension is 4, whatever the second one is.
* `any(d > 100 for d in x.shape)` is true where one known dimension is greater; else undecided if one is dynamic.
* A dynamic dimension lies between bounds where the model's inputs have ranges or lists of shapes: they are carried
  from the inputs through the operations. `x.shape[-1] > 16384` is false for 32 to 64, true for 20000 to 40000, and
  undecided for 1 to 40000. Two dimensions of equal bounds need not be equal.
* Tuples of different lengths are never equal; `len(…)` is known even where the elements are not.
* Where Python would raise an exception (division by zero, an index out of range, an order between a number and a
  string), the part is unknown. So are integers beyond 512 bits, and a decision that looks at more than
  {MAX_STEPS:,} elements.

A parameter that is not given has the value of its default, if the operation's version in the model's opset has one that
is the same for all; else its facts are unknown, so write `bias.is_given and …`.
"""

_PARAMETERS: Final = """\
## Facts of an operation
### Parameters
The operation's parameters stand under their MIL names: `x`, `weight`, `strides`, `pad_type`, … Those of every version
of the operation can be named. Used as a value, a parameter stands for its constant: a scalar for a scalar, a flat tuple
for a tensor (`pad_type == "same"`, `strides[0]`); unknown where it is not constant, or not read: tensors in the weight
file and those of more than 4,096 elements are not.
"""

_LAYERS: Final = """\
### Layers
A neural network's layer (`nn:convolution`) has the fields of its message in Core ML's format, under their own names;
nested ones are reached by dots (`weights.quantization.numberOfBits`), a oneof's chosen arm is a string under the
oneof's name (`ConvolutionPaddingType == "same"`, `""` where none is chosen), an enumeration's value is a string. A
field that is not set has protobuf's default. `.is_given` of a message says whether the file has it.

`inputs[0]`, `inputs[1]`, … are the layer's inputs, with a parameter's facts; `x` is the first one. Outputs are as for
operations.

So that one condition serves both forms, some fields have MIL's name as well, with the value that Core ML takes where
they are not set:
"""

_MODEL: Final = """\
## Facts of the model
A rule with `model: true` sees these and nothing else; a rule about operations sees them too. In a pipeline, a rule
about the model is decided for the whole and for each model inside; an operation sees the model that holds it.

"""

_TREE: Final = """\
## The tree
The bundle carries each condition also as a checked tree, so that any language can evaluate it:
`{"version": 1, "tree": NODE}`. A node is an array that opens with its kind.

| node | meaning |
| --- | --- |
| `["literal", VALUE]` | a boolean, number or string |
| `["name", NAME]` | a fact, a named constant, or the variable of a generator around it |
| `["attribute", NODE, NAME]` | `NODE.NAME` |
| `["index", NODE, NODE]` | `NODE[NODE]` |
| `["slice", NODE, LOWER, UPPER]` | `NODE[LOWER:UPPER]`; a bound is a number or null |
| `["tuple", [NODE, …]]` | `(NODE, …)` |
| `["negative", NODE]` | `-NODE` |
| `["arithmetic", OPERATOR, NODE, NODE]` | `+ - * / // % **` |
| `["comparison", NODE, [[OPERATOR, NODE], …]]` | a chain, as in Python |
| `["and", [NODE, …]]`, `["or", [NODE, …]]`, `["not", NODE]` | |
| `["call", FUNCTION, [NODE, …]]` | |
| `["generator", ELEMENT, VARIABLE, ITERABLE, [FILTER, …]]` | only as the one argument of a call |
"""


_HEADER: Final = ("fact", "gives", "meaning")


def conditions_page() -> str:
    """docs/reference/conditions.md, whole."""
    none: frozenset[str] = frozenset()
    one, several = parameter(NUMBER, none), parameter_list(NUMBER, none)
    sections = [
        _HEAD,
        _PARAMETERS + "\n" + _facts("x", one.facts),
        "A parameter that takes a list of values (`concat`'s `values`) can be indexed and looped over; each element has"
        " the facts above, and the list has these:\n\n" + _facts("values", several.facts),
        "### Outputs\n`output` is the operation's first output, `outputs` all of them.\n\n"
        + _facts("output", output(none).facts),
        "### Around the operation\n" + _around(),
        _LAYERS + "\n" + _aliases(ALIASES),
        _MODEL + _facts("model", model_thing(none).facts),
        "### Inputs, outputs and states\nWith `i` for one of `model.inputs`, `model.outputs`, `model.states`:\n\n"
        + _facts("i", FEATURE.facts)
        + "\nAnd with `r` for one of `i.shape_ranges`:\n\n"
        + _facts("r", RANGE.facts),
        "## Functions\n" + _functions(),
        "## Named constants\n" + _constants(),
        "## Examples\n" + _examples(),
        _TREE,
    ]
    return "\n".join(sections)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _facts(owner: str, facts: Mapping[str, Fact]) -> str:
    rows = ((f"`{owner}.{name}`", _kind(fact, name), fact.documentation) for name, fact in facts.items())
    return _table(_HEADER, rows)


def _kind(fact: Fact, name: str) -> str:
    # A parameter's own kind depends on the operation; here it stands for all.
    return {"value": "a value", "values": "a tuple of values"}.get(name) or words(fact.type)


def _around() -> str:
    rows = [
        ("`operation.type`", "a string", "Its type, where a rule names several."),
        ("`operation.name`", "a string", "The name that the converter or its user gave it."),
        *((f"`function.{name}`", words(fact.type), fact.documentation) for name, fact in FUNCTION.facts.items()),
    ]
    return _table(_HEADER, rows)


def _aliases(aliases: Mapping[str, Mapping[str, Alias]]) -> str:
    rows = [
        (f"`{layer}`", f"`{name}`", ", ".join(f"`{field}`" for field in alias.fields), f"`{_unset(alias)}`")
        for layer, names in aliases.items()
        for name, alias in names.items()
    ]
    return _table(("layer", "name", "field", "not set"), rows)


def _unset(alias: Alias) -> str:
    several = len(alias.fields) > 1 and is_fully_known(alias.unset)
    return shown_value((alias.unset,) * len(alias.fields) if several else alias.unset)


def _functions() -> str:
    rows = ((f"`{each.signature}`", words(each.result), each.documentation) for each in FUNCTIONS.values())
    return _table(("function", "gives", "meaning"), rows)


def _constants() -> str:
    rows = ((f"`{each.name}`", each.documentation, f"`{_whole(each.value)}`") for each in CONSTANTS.values())
    return _table(("name", "meaning", "value"), rows)


def _whole(value: object) -> str:
    return str(value).replace("'", '"')


def _examples() -> str:
    rows = (
        (f"`{text}`", ", ".join(f"`{each}`" for each in operations) or "the model", meaning)
        for text, operations, meaning in EXAMPLES
    )
    return _table(("condition", "of", "finds"), rows)
