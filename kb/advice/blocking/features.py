"""What an ML program's interface and functions have that a lower target does not know.

Sources: apple/coremltools, `_validate_enumerated_shape_inputs` and `_validate_conversion_arguments` in
coremltools/converters/_converters_entry.py; mlmodel/src/Validation/InterfaceValidators.cpp.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from kb.advice.blocking.obstacle import Obstacle
from kb.models.model import Feature, Image, Interface, Model, MultiArray, State
from kb.platforms.targets import TARGET_OF_OPSET, TARGET_OF_SPECIFICATION, Target

_ML_PROGRAMS: Final = TARGET_OF_OPSET["CoreML5"]
_FP16: Final = TARGET_OF_OPSET["CoreML6"]
_IOS18: Final = TARGET_OF_OPSET["CoreML8"]
_INT8: Final = TARGET_OF_SPECIFICATION[10]


def feature_obstacles(model: Model, target: Target) -> Iterator[Obstacle]:
    if target < _ML_PROGRAMS:
        yield Obstacle(
            "ML programs begin at iOS15", "", 'convert to a neural network: convert_to="neuralnetwork"', automatic=False
        )
    # coremltools writes further functions into older models, too, and only does not describe them.
    if target < _IOS18 and len(model.functions) > 1 and model.specification_version >= _IOS18.specification_version:
        names = ", ".join(function.name for function in model.functions)
        yield Obstacle("several functions in one model begin at iOS18", names, "a model for each function")
    for place, interface in _interfaces(model).items():
        for obstacle in _interface_obstacles(interface, target):
            yield obstacle._replace(where=", ".join(filter(None, (place, obstacle.where))))


def has_states(model: Model) -> bool:
    return any(
        interface.states or any(isinstance(each.type, State) for each in interface.inputs)
        for interface in _interfaces(model).values()
    )


def _interfaces(model: Model) -> Mapping[str, Interface]:
    """By the place that tells a function from the others."""
    if model.function_interfaces:
        return {f"function {name}": interface for name, interface in model.function_interfaces.items()}
    return {"": model.interface}


def _interface_obstacles(interface: Interface, target: Target) -> Iterator[Obstacle]:
    if target < _IOS18:
        if not interface.inputs:
            yield Obstacle("a model without inputs begins at iOS18", "", "an input that is not used")
        enumerated = [each.name for each in interface.inputs if _has_enumerated_shapes(each)]
        if len(enumerated) > 1:
            what = "enumerated shapes for more than one input begin at iOS18"
            yield Obstacle(what, ", ".join(enumerated), "shape ranges, or enumerated shapes for one input only")
    for role, features in (("input", interface.inputs), ("output", interface.outputs), ("state", interface.states)):
        for feature in features:
            for obstacle in _feature_obstacles(feature, target):
                yield obstacle._replace(where=f"{role} {feature.name}")


def _feature_obstacles(feature: Feature, target: Target) -> Iterator[Obstacle]:
    match feature.type:
        case State() if target < _IOS18:
            yield Obstacle("states begin at iOS18", "", "take the state as an input and give it back as an output")
        case State(array=MultiArray(dtype="int8")) if target < _INT8:
            yield Obstacle("int8 states begin at iOS26", "", "an fp16 state")
        case MultiArray(dtype="int8") if target < _INT8:
            yield Obstacle("int8 arrays begin at iOS26", "", "an int32 or fp16 array")
        case MultiArray(dtype="fp16") if target < _FP16:
            yield Obstacle("fp16 arrays begin at iOS16", "", "an fp32 array", automatic=True)
        case Image(colour="GRAYSCALE_FLOAT16") if target < _FP16:
            yield Obstacle("fp16 images begin at iOS16", "", "an 8-bit greyscale image (GRAYSCALE)", automatic=True)


def _has_enumerated_shapes(feature: Feature) -> bool:
    return isinstance(feature.type, MultiArray) and len(feature.type.enumerated_shapes) > 1
