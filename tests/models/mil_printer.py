"""Prints a `MILSpec.Program` as text, in the two ways in which Apple's compiler has written it.

Until 2023 a scalar was written `tensor<int32, []>(1)`; since then `int32(1)`.
"""

import struct
from typing import Any

from coremltools.proto import MIL_pb2

OPSETS = {"CoreML5": "ios15", "CoreML6": "ios16", "CoreML7": "ios17", "CoreML8": "ios18", "CoreML9": "ios26"}
NAMES = {
    "BOOL": "bool", "STRING": "string", "FLOAT16": "fp16", "FLOAT32": "fp32", "FLOAT64": "fp64",
}  # fmt: skip
LETTERS = {"fp16": "e", "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "uint32": "I"}
BITS = {"uint1": 1, "uint2": 2, "uint3": 3, "uint4": 4, "uint6": 6, "int4": 4}


class Printer:
    def __init__(self, *, scalars_as_tensors: bool) -> None:
        self.scalars_as_tensors = scalars_as_tensors

    def program(self, program: Any) -> str:
        functions = "\n".join(self.function(name, program.functions[name]) for name in sorted(program.functions))
        return f"program(1.0)\n{{\n{functions}\n}}\n"

    def function(self, name: str, function: Any) -> str:
        inputs = ", ".join(f"{self.type(each.type)} {each.name}" for each in function.inputs)
        block = self.block(function.block_specializations[function.opset], 2)
        return f"    func {name}<{OPSETS[function.opset]}>({inputs}) {block};"

    def block(self, block: Any, depth: int) -> str:
        lines = "".join(f"{'    ' * depth}{self.operation(each, depth)}\n" for each in block.operations)
        return f"{{\n{lines}{'    ' * (depth - 1)}}} -> ({', '.join(block.outputs)})"

    def operation(self, operation: Any, depth: int) -> str:
        outputs = ", ".join(f"{self.type(each.type)} {each.name}" for each in operation.outputs)
        if len(operation.outputs) > 1 and self.scalars_as_tensors:
            outputs = f"({outputs})"
        inputs = ", ".join(
            f"{name} = {self.argument(operation.inputs[name].arguments)}" for name in sorted(operation.inputs)
        )
        attributes = ", ".join(
            f"{name} = {self.value(operation.attributes[name])}" for name in sorted(operation.attributes)
        )
        blocks = "".join(f" {self.inner(each, depth)}" for each in operation.blocks)
        head = f"{outputs} = " if outputs else ""
        return f"{head}{operation.type}({inputs})[{attributes}]{blocks};"

    def inner(self, block: Any, depth: int) -> str:
        inputs = ", ".join(f"{self.type(each.type)} {each.name}" for each in block.inputs)
        return f"({inputs}) {self.block(block, depth + 1)}"

    def argument(self, bindings: Any) -> str:
        texts = [each.name if each.WhichOneof("binding") == "name" else self.value(each.value) for each in bindings]
        return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"

    def type(self, value_type: Any) -> str:
        arm = value_type.WhichOneof("type")
        inner = getattr(value_type, arm)
        match arm:
            case "tensorType":
                sizes = [
                    str(d.constant.size) if d.WhichOneof("dimension") == "constant" else "?" for d in inner.dimensions
                ]
                dtype = self.dtype(inner)
                return dtype if not sizes and not self.scalars_as_tensors else f"tensor<{dtype}, [{', '.join(sizes)}]>"
            case "stateType":
                return f"state<{self.type(inner.wrappedType)}>"
            case "listType":
                constant = inner.length.WhichOneof("dimension") == "constant"
                return f"list<{self.type(inner.type)}, {inner.length.constant.size if constant else '?'}>"
            case "tupleType":
                return f"tuple<{', '.join(map(self.type, inner.types))}>"
        raise AssertionError(arm)

    def dtype(self, tensor: Any) -> str:
        name = MIL_pb2.DataType.Name(tensor.dataType)
        return NAMES.get(name, name.lower())

    def value(self, value: Any) -> str:
        written = self.type(value.type)
        if value.WhichOneof("value") == "blobFileValue":
            path = self.scalar("string", value.blobFileValue.fileName)
            offset = self.scalar("uint64", value.blobFileValue.offset)
            return f"{written}(BLOBFILE(path = {path}, offset = {offset}))"
        tensor = value.type.tensorType
        literals = [
            self.literal(each) for each in self.scalars(value.immediateValue.tensor, self.dtype(tensor), tensor)
        ]
        sizes = [d.constant.size for d in tensor.dimensions]
        return f"{written}({self.nested(literals, sizes)})"

    def scalar(self, dtype: str, content: Any) -> str:
        written = f"tensor<{dtype}, []>" if self.scalars_as_tensors else dtype
        return f"{written}({self.literal(content)})"

    def nested(self, literals: list[str], sizes: list[int]) -> str:
        if not sizes:
            return literals[0]
        step = len(literals) // sizes[0] if sizes[0] else 0
        parts = [self.nested(literals[i * step : (i + 1) * step], sizes[1:]) for i in range(sizes[0])]
        return f"[{', '.join(parts)}]"

    def scalars(self, tensor: Any, dtype: str, shape: Any) -> list[Any]:
        arm = tensor.WhichOneof("value")
        if arm != "bytes":
            return list(getattr(tensor, arm).values)
        content = tensor.bytes.values
        if dtype in BITS:
            count = 1
            for dimension in shape.dimensions:
                count *= dimension.constant.size
            whole = int.from_bytes(content, "little")
            raw = [whole >> (BITS[dtype] * i) & ((1 << BITS[dtype]) - 1) for i in range(count)]
            return [each - 16 if dtype == "int4" and each > 7 else each for each in raw]
        size = struct.calcsize(LETTERS[dtype])
        return list(struct.unpack(f"<{len(content) // size}{LETTERS[dtype]}", content))

    def literal(self, content: Any) -> str:
        if isinstance(content, bool):
            return str(content).lower()
        if isinstance(content, str):
            escaped = content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        return content.hex() if isinstance(content, float) else str(content)
