"""A condition in words, for readers who do not read Python: the tree of `strides[0] > 1 and x.rank == 3` becomes
two points, "the 1st of strides is greater than 1" and "the rank of x is 3".

Words are Markdown; every name stands as code.
"""

from collections.abc import Callable, Mapping
from typing import Final

from kb.pages.markup import bullets, code
from kb.rules import tree
from kb.rules.printing import text_of

_COMPARISONS: Final = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is greater than",
    ">=": "is at least",
    "in": "is one of",
    "not in": "is none of",
}
_OPPOSITES: Final = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "in": "not in", "not in": "in"}
_STATES: Final = {
    "is_given": ("is given", "is not given"),
    "is_constant": ("is constant", "is computed at run time"),
    "is_flexible": ("has a flexible shape", "has a fixed shape"),
    "is_output": ("is an output of the function", "is no output of the function"),
    "is_bounded": ("has an upper bound", "has no upper bound"),
    "optional": ("is optional", "is not optional"),
    "updatable": ("is updatable", "is not updatable"),
}
_PROPERTIES: Final = {
    "producer": "the operation that makes",
    "consumers": "the operations that take",
    "dtype": "the dtype of",
    "shape": "the shape of",
    "rank": "the rank of",
    "size": "the number of elements of",
    "values": "the values of",
    "value": "the value of",
    "count": "the number of",
    "kind": "the kind of",
    "name": "the name of",
    "type": "the type of",
}
_MODEL: Final = {
    "inputs": "the inputs of the model",
    "outputs": "the outputs of the model",
    "states": "the states of the model",
    "functions": "the functions of the model",
    "function_count": "the number of functions",
    "operation_types": "the operation types of the model",
    "specification_version": "the specification version",
    "kind": "the kind of model",
}
_MEASURES: Final = {"len": "the number", "product": "the product", "max": "the greatest", "min": "the least"}
_ORDINALS: Final = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th")
_FROM_END: Final = {-1: "the last", -2: "the last but one", -3: "the third last", -4: "the fourth last"}
_ARITHMETIC: Final = {"*": "×", "//": "÷", "/": "÷", "-": "−", "+": "+"}


def points(node: tree.Node) -> str:
    """The condition as a list, a point for each part that must hold; one paragraph where there is only one part."""
    if isinstance(node, tree.And):
        return bullets(_point(part) for part in node.parts)
    return f"{_point(node)}\n"


def _point(node: tree.Node) -> str:
    """One point; its alternatives stand below it."""
    if isinstance(node, tree.Or):
        return "one of these holds:\n\n" + "".join(f"    * {clause(part)}\n" for part in node.parts)
    return clause(node)


def clause(node: tree.Node) -> str:
    """Something that is true or false, as a clause."""
    match node:
        case tree.And():
            return ", and ".join(clause(part) for part in node.parts)
        case tree.Or():
            return "either " + ", or ".join(clause(part) for part in node.parts)
        case tree.Not():
            return _negated(node.of)
        case tree.Comparison():
            return _comparison(node, _COMPARISONS)
        case tree.Attribute() if node.name in _STATES:
            return f"{noun(node.of)} {_STATES[node.name][0]}"
        case tree.Call():
            return _quantified(node) if node.function in ("any", "all") else _test(node, "")
        case tree.Name():
            return f"{code(node.name)} is true"
        case _:
            return f"{code(text_of(node))} holds"


def _negated(node: tree.Node) -> str:
    match node:
        case tree.Attribute() if node.name in _STATES:
            return f"{noun(node.of)} {_STATES[node.name][1]}"
        case tree.Name():
            return f"{code(node.name)} is false"
        case tree.Comparison() if len(node.operators) == 1:
            turned = tree.Comparison(left=node.left, operators=(_OPPOSITES[node.operators[0]],), rights=node.rights)
            return clause(turned)
        case tree.Call(function="any"):
            return _quantified(node, no=True)
        case tree.Call(function="all"):
            return f"it is not so that {clause(node)}"
        case tree.Call():
            return _test(node, "not ")
        case _:
            return f"it is not so that {clause(node)}"


def _comparison(node: tree.Comparison, words: Mapping[str, str]) -> str:
    plain = _membership(node)
    if plain:
        return plain
    if len(node.operators) == 1 and (numbers := _emptiness(node)):
        return numbers
    rights = " and ".join(
        f"{words[operator]} {noun(right)}" for operator, right in zip(node.operators[1:], node.rights[1:], strict=True)
    )
    first = f"{noun(node.left)} {words[node.operators[0]]} {noun(node.rights[0])}"
    if not rights:
        return first
    # `1 < x <= 3` is about what stands between.
    low = _mirrored(node.operators[0])
    return f"{noun(node.rights[0])} {words[low]} {noun(node.left)} and {rights}"


def _mirrored(operator: str) -> str:
    return {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)


def _membership(node: tree.Comparison) -> str:
    """`"conv" in output.consumers`, `x.producer == ""`: what neighbours an operation has."""
    if len(node.operators) != 1:
        return ""
    left, operator, right = node.left, node.operators[0], node.rights[0]
    if operator in ("in", "not in") and (isinstance(left, tree.Literal) or isinstance(right, tree.Name)):
        verb = "is among" if operator == "in" else "is not among"
        return f"{noun(left)} {verb} {noun(right)}"
    if isinstance(left, tree.Attribute) and left.name == "producer" and right == tree.Literal(value=""):
        verb = "is" if operator == "==" else "is not"
        return f"{noun(left.of)} {verb} an input of the function"
    return ""


def _emptiness(node: tree.Comparison) -> str:
    """`len(x) > 0`, `model.function_count > 1`."""
    left, operator, right = node.left, node.operators[0], node.rights[0]
    if not (isinstance(left, tree.Call) and left.function == "len" and isinstance(right, tree.Literal)):
        return ""
    of = noun(left.arguments[0])
    many = {">": "is not empty", "==": "is empty"}.get(operator) if right.value == 0 else ""
    return f"the list of {of.removeprefix('the ')} {many}" if many else ""


def _quantified(node: tree.Call, *, no: bool = False) -> str:
    argument = node.arguments[0]
    word = {"any": "at least one", "all": "every one"}[node.function]
    if not isinstance(argument, tree.Generator):
        return f"{'none' if no else word} of {noun(argument)} is true"
    condition = clause(argument.element)
    filters = "".join(f" for which {clause(each)}" for each in argument.filters)
    many = noun(argument.iterable)
    if (rest := _about_itself(argument)) and not filters:
        return f"{'none' if no else word} of {many} {rest}"
    name = code(argument.variable)
    if no:
        return f"there is no {name} in {many}{filters} such that {condition}"
    if node.function == "any":
        return f"for at least one {name} in {many}{filters}, {condition}"
    return f"for every {name} in {many}{filters}, {condition}"


def _about_itself(generator: tree.Generator) -> str:
    """What is said of each element, where it is said of the element as such: `s > 2 for s in strides`."""
    element = generator.element
    if (
        isinstance(element, tree.Comparison)
        and len(element.operators) == 1
        and element.left == tree.Name(name=generator.variable)
    ):
        right = element.rights[0]
        operator = element.operators[0].replace("in", "among") if isinstance(right, tree.Name) else ""
        words = {"among": "is among", "not among": "is not among"}.get(operator, _COMPARISONS[element.operators[0]])
        return f"{words} {noun(right)}"
    if isinstance(element, tree.Attribute) and element.of == tree.Name(name=generator.variable):
        return _STATES[element.name][0] if element.name in _STATES else ""
    return ""


def _test(node: tree.Call, negation: str) -> str:
    tests: dict[str, Callable[[str, str], str]] = {
        "is_multiple": lambda a, b: f"{a} is {negation}a multiple of {b}",
        "starts_with": lambda a, b: f"{a} {'does not begin' if negation else 'begins'} with {b}",
        "ends_with": lambda a, b: f"{a} {'does not end' if negation else 'ends'} with {b}",
        "contains": lambda a, b: f"{a} {'does not contain' if negation else 'contains'} {b}",
    }
    if node.function in tests and len(node.arguments) == 2:
        return tests[node.function](noun(node.arguments[0]), noun(node.arguments[1]))
    if node.function == "is_power_of_two":
        return f"{noun(node.arguments[0])} is {negation}a power of two"
    return f"{code(text_of(node))} {'does not hold' if negation else 'holds'}"


def noun(node: tree.Node) -> str:
    """Something that has a value."""
    match node:
        case tree.Literal() | tree.Name() | tree.Tuple() | tree.Negative():
            return _named(node)
        case tree.Attribute(of=tree.Name(name="model")) if node.name in _MODEL:
            return _MODEL[node.name]
        case tree.Attribute() if node.name in _PROPERTIES:
            return f"{_PROPERTIES[node.name]} {noun(node.of)}"
        case tree.Index(index=tree.Literal(value=int(position))):
            return _element(node.of, position)
        case tree.Index(index=tree.Negative(of=tree.Literal(value=int(position)))):
            return _element(node.of, -position)
        case tree.Call() if node.function in _MEASURES and not isinstance(node.arguments[0], tree.Generator):
            return f"{_MEASURES[node.function]} of {noun(node.arguments[0])}"
        case _:
            return code(text_of(node))


def _element(of: tree.Node, position: int) -> str:
    if isinstance(of, tree.Attribute) and of.name == "shape":
        return f"{_position(position)} dimension of {noun(of.of)}"
    return f"{_position(position)} of {noun(of)}"


def _named(node: tree.Node) -> str:
    if isinstance(node, tree.Name):
        return {"output": "the output", "model": "the model", "outputs": "the outputs"}.get(node.name, code(node.name))
    if isinstance(node, tree.Literal) and node.value == "":
        return "nothing"
    if isinstance(node, tree.Tuple):
        return ", ".join(_named(element) for element in node.elements)
    return code(text_of(node).strip('"'))


def _position(position: int) -> str:
    if 0 <= position < len(_ORDINALS):
        return f"the {_ORDINALS[position]}"
    return _FROM_END.get(position, f"number {position}")
