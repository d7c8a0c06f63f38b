"""From a record's torch code, and what its names stand for, to a PyTorch module that can be converted.

    code: {torch: "cache[:] = cache * (1 - mask) + new.expand_as(cache) * mask"}
    given: {cache: "state fp16[1,8,4]", mask: "fp32[1,8,1]", new: "fp32[1,1,4]"}

A value as examples write it is an input; with `const` or ` = 2.0` it is a constant, with `state` a state. Anything else
is Python, with `torch`, `F` and `math` at hand: `torch.nn.LayerNorm(4)`, `8`.
"""

import ast
import math
from collections.abc import Mapping
from typing import Any, Final

from kb.curation.value_text import Range, ValueText, read_value
from kb.errors import KbError
from kb.frozen import frozen

# What the interface of a model has no dtype for comes in as another one.
_CAST: Final = {"bool": "bool", "int64": "long"}
_FLEXIBLE: Final = 8
"""Where its bounds allow, a flexible dimension is traced at this size: PyTorch takes 1 for a broadcast."""


@frozen
class TorchModule:
    module: Any
    """A `torch.nn.Module` in evaluation mode."""
    inputs: Mapping[str, ValueText]
    """In the order of the module's arguments."""
    states: Mapping[str, ValueText]
    example: tuple[Any, ...]
    """Tensors to trace it with."""


def module_of(code: str, given: Mapping[str, str]) -> TorchModule:
    """Raises KbError where the code or a value is not understood. Imports PyTorch."""
    import torch

    torch.manual_seed(0)
    values = {name: _value(name, text, torch) for name, text in given.items()}
    inputs = {name: value for name, value in values.items() if isinstance(value, ValueText) and _is_input(value)}
    states = {name: value for name, value in values.items() if isinstance(value, ValueText) and value.role == "state"}
    names = _namespace(torch)
    exec(compile(forward_of(code, given, inputs), "<record>", "exec"), names)  # noqa: S102 — a record's own code, run on request
    module = type("Record", (torch.nn.Module,), {"forward": names["forward"]})()
    for name, value in values.items():
        if name in inputs:
            continue
        kept = _constant(value, torch) if isinstance(value, ValueText) else value
        if isinstance(kept, torch.Tensor):
            module.register_buffer(name, kept)
        else:
            setattr(module, name, kept)
    example = tuple(_example(value, torch) for value in inputs.values())
    return TorchModule(module=module.eval(), inputs=inputs, states=states, example=example)


def forward_of(code: str, given: Mapping[str, str], inputs: Mapping[str, ValueText]) -> ast.Module:
    """`def forward(self, …)` around the code; what its last statement says or assigns is returned."""
    try:
        body = ast.parse(code).body
    except SyntaxError as error:
        raise KbError(where="code.torch", what=f"is no Python: {error.msg}", hint="write whole statements") from error
    if len(body) == 1 and isinstance(body[0], ast.FunctionDef):
        body = body[0].body
    before = [f"{name} = self.{name}" for name in given if name not in inputs]
    before += [f"{name} = {name}.{_CAST[value.dtype]}()" for name, value in inputs.items() if value.dtype in _CAST]
    module = ast.parse(f"def forward({', '.join(['self', *inputs])}): ...")
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = [*ast.parse("\n".join(before)).body, *body[:-1], *_returning(body[-1])]
    return ast.fix_missing_locations(module)


def _returning(last: ast.stmt) -> list[ast.stmt]:
    """The last statement, and what makes a function's value of it."""
    written = _written_in_place(last)
    if written is not None:
        # A state that leaves the model as it is would be another trouble.
        return [last, _return(ast.Attribute(value=written, attr="sum", ctx=ast.Load()), called=True)]
    if isinstance(last, ast.Expr):
        return [_return(last.value)]
    if isinstance(last, ast.Assign):
        return [last, _return(ast.parse(ast.unparse(last.targets[0]), mode="eval").body)]
    return [last]


def _written_in_place(statement: ast.stmt) -> ast.expr | None:
    """`cache` in `cache[:] = …` and in `cache.mul_(a).add_(b)`."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
        return statement.targets[0].value
    of = statement.value if isinstance(statement, ast.Expr) else None
    found = None
    while isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute) and of.func.attr.endswith("_"):
        of = found = of.func.value
    return found


def _return(value: ast.expr, *, called: bool = False) -> ast.Return:
    return ast.Return(value=ast.Call(func=value, args=[], keywords=[]) if called else value)


def _value(name: str, text: str, torch: Any) -> Any:
    read = read_value(text)
    if isinstance(read, ValueText):
        return read
    try:
        return eval(text, _namespace(torch))  # noqa: S307 — a record's own code, run on request
    except Exception as error:
        what = f"`{text}` is neither a value nor Python: {error}"
        raise KbError(where=f"given.{name}", what=what, hint="write `fp32[1,8]`, or an expression of torch") from error


def _namespace(torch: Any) -> dict[str, Any]:
    return {"torch": torch, "F": torch.nn.functional, "math": math}


def _is_input(value: ValueText) -> bool:
    return value.role in ("", "input") and value.fill is None


def _constant(value: ValueText, torch: Any) -> Any:
    shape, dtype = _sizes(value), _dtype(value, torch)
    if value.fill is not None:
        return torch.full(shape, value.fill, dtype=dtype)
    if value.role == "state" or not dtype.is_floating_point:
        return torch.zeros(shape, dtype=dtype)
    return torch.randn(shape, dtype=dtype)


def _example(value: ValueText, torch: Any) -> Any:
    dtype = torch.int32 if value.dtype in _CAST else _dtype(value, torch)
    maker = torch.rand if dtype.is_floating_point else torch.zeros
    return maker(_sizes(value), dtype=dtype)


def _sizes(value: ValueText) -> tuple[int, ...]:
    return tuple(
        min(max(_FLEXIBLE, size.lower), size.upper or _FLEXIBLE) if isinstance(size, Range) else size
        for size in value.shape
    )


def _dtype(value: ValueText, torch: Any) -> Any:
    """PyTorch computes in fp32 what the model is to hold in fp16."""
    names = {"fp16": "float32", "fp32": "float32", "int32": "int32", "int64": "int64", "bool": "bool"}
    if value.dtype not in names:
        raise KbError(
            where="given", what=f"a tensor of {value.dtype} is not at hand", hint=f"one of {', '.join(names)}"
        )
    return getattr(torch, names[value.dtype])
