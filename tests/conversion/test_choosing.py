"""The choice among real builds: one where one will do, else the smallest set, with what each serves and why."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.conversion import converting
from kb.conversion.choosing import choose, worth_building
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Model
from kb.models.reading import read_model
from kb.platforms.deployment import Deployment
from kb.platforms.targets import Target
from kb.records.record import Affects

pytestmark = pytest.mark.filterwarnings("ignore")

STRIDE = "conv-stride-interleave-factors"


@pytest.fixture(scope="module")
def models(patches, tmp_path_factory: pytest.TempPathFactory) -> dict[Target, Model]:
    source, arguments = patches
    out = tmp_path_factory.mktemp("builds")
    report = converting.convert(source, targets=["iOS15", "iOS16", "iOS18"], out=out, **arguments)
    return {build.target: read_model(Path(build.report.path)) for build in report.builds}


@pytest.fixture(scope="module")
def two_sided(base: KnowledgeBase) -> KnowledgeBase:
    """Of two records one stands on iPads from iOS16 on, the other on Macs below it: no build is right for both."""
    known = base.record(STRIDE)
    assert known is not None
    other = replace(known, id="only-on-macs", affects=(Affects(targets="<iOS16", os={"macOS": ">=12"}),))
    return KnowledgeBase(
        data_version="test", records=[known, other], platforms=base.platforms, availability=base.availability
    )


def test_where_no_build_is_right_everywhere_each_part_gets_its_own(models, two_sided) -> None:
    choice = choose(models, two_sided, Deployment.parse("ios16.5, iPad, macos13"))
    assert {str(build.target): build.serves for build in choice.builds} == {
        "iOS15": ("iPad",),
        "iOS16": ("macOS 13 and later",),
    }
    reasons = {str(target): " / ".join(each) for target, each in choice.reasons.items()}
    assert "no single build serves every part" in reasons["iOS15"]
    assert "does not load on iPad, macOS 13 and later" in reasons["iOS18"]


def test_one_build_is_enough_for_one_part_of_it(models, two_sided) -> None:
    (build,) = choose(models, two_sided, Deployment.parse("macos13")).builds
    assert str(build.target) == "iOS16"


def test_what_no_build_loads_on_is_told(models, base) -> None:
    newer = {target: model for target, model in models.items() if target.name == "iOS18"}
    choice = choose(newer, base, Deployment.parse("ios18, macos13"))
    assert [str(build.target) for build in choice.builds] == ["iOS18"]
    assert choice.unserved == ("macOS 13 and later",)
    nothing = choose(newer, base, Deployment.parse("macos13"))
    assert nothing.builds == ()
    assert nothing.unserved == ("macOS 13 and later",)


def test_without_a_deployment_the_lowest_of_equal_builds_reaches_most(models, base) -> None:
    empty = KnowledgeBase(data_version="t", records=[], platforms=base.platforms, availability=base.availability)
    assert [str(build.target) for build in choose(models, empty, Deployment()).builds] == ["iOS15"]
    stated = choose(models, empty, Deployment.parse("ios18")).builds
    assert [str(build.target) for build in stated] == ["iOS18"]


def test_neural_networks_are_worth_building_only_where_they_are_asked_for(base) -> None:
    names = [str(target) for target in worth_building(Deployment(), base, neural_network=True)]
    assert names == ["iOS13", "iOS14"]
    assert "iOS15" in [str(target) for target in worth_building(Deployment(), base)]
