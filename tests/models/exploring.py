"""Look at everything that a model offers, as a check would, so that damage anywhere inside comes to light."""

from kb.models.message import Message
from kb.models.message_types import types_of
from kb.models.model import Function, Model
from kb.models.walking import all_models


def explore(model: Model) -> int:
    """How many operations were seen. Raises UnreadableModel where the model is damaged inside."""
    seen = 0
    for each in all_models(model):
        repr(each)
        for function in each.functions:
            seen += explore_function(function)
    return seen


def explore_function(function: Function) -> int:
    operations = list(function.source.operations(None))
    for operation in operations:
        repr(operation)
        for arguments in operation.inputs.values():
            for argument in arguments:
                if argument.name is not None:
                    function.source.producer(operation, argument.name)
        for output in operation.outputs:
            function.source.consumers(operation, output.name)
            function.source.is_output(operation, output.name)
    return len(operations)


def explore_message(message: Message) -> None:
    """Every field of a message and of the messages inside it."""
    for name in message.names():
        field = types_of(message.type).by_name[name]
        if field.kind in ("message", "map"):
            for inner in message.messages(name) if field.repeated else (message.message(name),):
                explore_message(inner)
        elif field.repeated:
            message.scalars(name)
        else:
            message.scalar(name)
