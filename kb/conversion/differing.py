"""What differs between builds of one source: operations by type, features by role and name."""

from collections.abc import Iterator, Mapping, Sequence

from kb.conversion.report import FeatureDifference, OperationDifference
from kb.models.describing import describe_feature
from kb.models.model import Interface


def differing_operations(counts: Sequence[Mapping[str, int]]) -> tuple[OperationDifference, ...]:
    """Operation types that some build has more often than another; `counts` has one mapping for each build."""
    rows = (
        OperationDifference(type=kind, counts=tuple(each.get(kind, 0) for each in counts))
        for kind in sorted({kind for each in counts for kind in each})
    )
    return tuple(row for row in rows if len(set(row.counts)) > 1)


def differing_features(interfaces: Sequence[Interface]) -> tuple[FeatureDifference, ...]:
    described = [dict(_described(each)) for each in interfaces]
    keys = dict.fromkeys(key for each in described for key in each)
    rows = (
        FeatureDifference(role=role, name=name, described=tuple(each.get((role, name), "") for each in described))
        for role, name in keys
    )
    return tuple(row for row in rows if len(set(row.described)) > 1)


def _described(interface: Interface) -> Iterator[tuple[tuple[str, str], str]]:
    roles = (("input", interface.inputs), ("output", interface.outputs), ("state", interface.states))
    for role, features in roles:
        for feature in features:
            yield (role, feature.name), describe_feature(feature)
