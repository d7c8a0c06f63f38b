"""From the texts of `data/operations/*.yaml` to Availability. The files are derived; what somebody edited is told."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from kb.availability.encoding import layer_from_plain, operation_from_plain
from kb.availability.table import Availability, LayerEntry, OperationEntry
from kb.errors import Problem
from kb.platforms.entries import Entry, File
from kb.platforms.targets import TARGETS

_KINDS: Final = ("tensor", "tuple", "list", "state", "any")
_FIELD_TYPES: Final = frozenset({"int", "float", "bool", "string", "bytes", "enum", "oneof", "message"})
_TARGET_NAMES: Final = tuple(target.name for target in TARGETS)


def parse_availability(files: Mapping[str, str]) -> tuple[Availability, tuple[Problem, ...]]:
    """File name → text, in; everything that could be read, and what is wrong with the rest, out."""
    operations: dict[str, OperationEntry] = {}
    layers: dict[str, LayerEntry] = {}
    versions: dict[str, str] = {}
    problems: list[Problem] = []
    for origin, text in sorted(files.items()):
        file = File(text, origin)
        root = file.root("coremltools", "operations layers")
        if not file.problems:
            versions[origin] = _read_file(file, root, operations, layers)
        problems.extend(file.problems)
    ((usual, _),) = Counter(versions.values()).most_common(1) or [("", 0)]
    for origin, version in versions.items():
        if version != usual:
            what = f"derived from coremltools {version}, others from {usual}"
            problems.append(Problem(where=origin, what=what, hint="run `kb derive operations`"))
    availability = Availability(
        coremltools=usual,
        operations=dict(sorted(operations.items())),
        layers=dict(sorted(layers.items())),
    )
    return availability, tuple(problems)


def _read_file(file: File, root: Entry, operations: dict[str, OperationEntry], layers: dict[str, LayerEntry]) -> str:
    """The coremltools version that the file names; what it holds is added to the two tables."""
    for operation in file.each(_section(root, "operations").entries(), lambda entry: _operation(entry, operations)):
        operations[operation.type] = operation
    for layer in file.each(_section(root, "layers").entries(), _layer):
        layers[layer.type] = layer
    return "".join(file.each(filter(None, [root.get("coremltools")]), Entry.text))


def _section(root: Entry, name: str) -> Entry:
    return root.get(name) or Entry({})


def _operation(entry: Entry, known: Mapping[str, OperationEntry]) -> OperationEntry:
    name = str(entry.path[-1])
    if name in known:
        raise entry.misfit("stands in another file, too")
    entry.keys("versions", "reference")
    if reference := entry.get("reference"):
        reference.text()
    versions = list(entry.at("versions").elements())
    if not versions:
        raise entry.misfit("has no version")
    for version in versions:
        _check_version(version)
    sinces = [_TARGET_NAMES.index(version.value["since"]) for version in versions]
    if sinces != sorted(set(sinces)):
        raise entry.misfit("its versions do not stand from the oldest to the newest")
    return operation_from_plain(name, entry.value)


def _check_version(version: Entry) -> None:
    version.keys("since parameters", "domains")
    version.at("since").text(*_TARGET_NAMES)
    domains = version.get("domains")
    for domain in domains.entries() if domains else ():
        domain.texts()
    for parameter in version.at("parameters").entries():
        _check_parameter(parameter, tuple(domains.value) if domains else ())


def _check_parameter(parameter: Entry, domains: tuple[str, ...]) -> None:
    parameter.keys("", "kind domain dtypes optional constant choices default")
    for key, check in _PARAMETER_CHECKS.items():
        if (value := parameter.get(key)) is not None:
            check(value)
    if (domain := parameter.get("domain")) is not None:
        if not domains:
            raise domain.misfit("its version has no domains")
        domain.text(*domains)


def _check_default(default: Entry) -> None:
    for value in default.elements() if isinstance(default.value, list) else (default,):
        if not isinstance(value.value, bool | int | float | str):
            raise value.misfit("a default is a number, a text, true or false, or a list of such")


_PARAMETER_CHECKS: Final = {
    "kind": lambda value: value.text(*_KINDS),
    "dtypes": Entry.texts,
    "optional": Entry.flag,
    "constant": Entry.flag,
    "choices": Entry.texts,
    "default": _check_default,
}


def _layer(entry: Entry) -> LayerEntry:
    entry.keys("since fields")
    entry.at("since").text(*_TARGET_NAMES)
    fields = entry.at("fields")
    if not isinstance(fields.value, str):
        raise fields.misfit("a text with a line for each field is expected")
    layer = layer_from_plain(str(entry.path[-1]), entry.value)
    for field in layer.fields.values():
        if field.type not in _FIELD_TYPES:
            raise fields.misfit(f"`{field.name}` has no type that is known: `{field.type}`")
    return layer
