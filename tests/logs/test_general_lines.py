"""Lines that are printed whatever the cause is: their own record tells of them, and no record of one cause does."""

from functools import cache
from pathlib import Path

import pytest

import kb
from kb.knowledge.opening import open_knowledge
from kb.logs.explaining import explain
from kb.logs.explanation import Explanation, Sureness
from kb.logs.general_lines import GENERAL_LINES, OWNERS, owner_of
from kb.logs.patterns import numbers_of
from kb.records.record import Record
from kb.reports.explanation_text import render
from kb.reports.layout import Layout

CHECKOUT = Path(kb.__file__).parents[1]

MISTRAL = """\
E5RT encountered an STL exception. msg = Failed to PropagateInputTensorShapes: std::invalid_argument during type \
inference for ios18.mul: Shapes are not compatible for broadcasting..
E5RT: Failed to PropagateInputTensorShapes: std::invalid_argument during type inference for ios18.mul: Shapes are not \
compatible for broadcasting. (11)
Failure translating MIL->EIR network: std::bad_cast
[Espresso::handle_ex_plan] exception=Espresso exception: "Network translation error": Unknown MIL->EIR network \
translation error: std::bad_cast status=14
Failed to build the model execution plan using a model architecture file '/a/Mistral.mlmodelc/model.mil' with error \
code: 14.
"""
LOAD_FAILURE = """\
2022-12-03 19:01:04.690255-0500 App[555:11322] [espresso] [Espresso::handle_ex_plan] exception=ANECF error: failed to \
load ANE model. Error=createProgramInstanceForModel:modelToken:qos:isPreCompiled:enablePowerSaving:statsMask:\
memoryPoolID:enableLateLatch:modelIdentityStr:error:: Program load failure (0x20004)
2022-12-03 19:01:04.702382-0500 App[555:11322] [coreml] Error plan build: -1.
2022-12-03 19:01:04.730233-0500 App[555:11322] [client] doUnloadModel:options:qos:error:: nil _ANEModel
2022-12-03 19:01:04.730324-0500 App[555:11322] [espresso] ANECF error:
"""
NOT_COMPUTED = (
    "Unable to compute the prediction using ML Program. It can be an invalid input data or broken/unsupported model."
)


@cache
def records() -> dict[str, Record]:
    return {record.id: record for record in open_knowledge(CHECKOUT / "data").records}


def explained(text: str) -> list[Explanation]:
    return list(explain(text, records().values()))


def sure(text: str) -> list[str]:
    return [each.record.id for each in explained(text) if each.sureness is Sureness.SURE]


@pytest.mark.parametrize(("phrase", "owner"), GENERAL_LINES.items())
def test_each_general_line_belongs_to_a_record_that_stands(phrase: str, owner: str) -> None:
    assert records()[owner].messages
    assert owner_of(phrase) == owner


@pytest.mark.parametrize("owner", sorted(OWNERS))
def test_the_record_of_a_general_line_has_no_other_lines_and_no_rule(owner: str) -> None:
    assert {owner_of(message) for message in records()[owner].messages} == {owner}
    assert records()[owner].rules == ()
    assert records()[owner].related


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("[coreml] Error computing NN outputs -1\n[coreml] Failure in -executePlan:error:.", "prediction-not-computed"),
        ('RuntimeError: {\n    NSLocalizedDescription = "Error in declaring network.";\n}', "network-not-declared"),
        ("ERROR - converting 'narrow' op (located at: 'narrow'):", "converter-stopped-at-operation"),
        (
            "E5RT: failed to compile ANE model using ANEF. Error=_ANECompiler : ANECCompile() FAILED (11)",
            "neural-engine-compile-failed",
        ),
        (
            NOT_COMPUTED,
            "prediction-not-computed",
        ),
    ],
)
def test_a_general_line_alone_names_its_own_record_alone(line: str, owner: str) -> None:
    assert [each.record.id for each in explained(line)] == [owner]
    assert sure(line) == [owner]


def test_the_earliest_general_line_comes_first_and_what_wraps_it_last() -> None:
    assert [each.record.id for each in explained(MISTRAL)] == [
        "input-shapes-not-propagated",
        "mil-not-translated-to-eir",
        "execution-plan-not-built",
        "e5rt-exception",
    ]
    assert all(each.names_no_cause for each in explained(MISTRAL))


def test_a_program_that_is_not_loaded_is_told_before_the_plan_that_fails_for_it() -> None:
    assert sure(LOAD_FAILURE) == ["neural-engine-program-not-loaded", "neural-engine-plan-not-built"]


def test_a_cause_inside_of_a_general_line_comes_first() -> None:
    first, second = explained("E5RT encountered an STL exception. msg = unordered_map::at: key not found.")
    assert (first.record.id, first.names_no_cause) == ("function-output-is-input", False)
    assert (second.record.id, second.sureness) == ("e5rt-exception", Sureness.POSSIBLE)
    pointer = "coremlc: Error: Error reading protobuf spec. validator error: unable to deserialize object"
    assert [each.record.id for each in explained(pointer)] == [
        "model-file-is-lfs-pointer",
        "protobuf-specification-not-read",
    ]


def test_a_path_may_stand_between_a_general_line_and_its_cause() -> None:
    line = (
        '[espresso] Failure translating MIL->EIR network: Espresso exception: "Network translation error": MIL->EIR '
        "translation error at /private/var/App.app/ggml-encoder.mlmodelc/model.mil:14:12: Unable to mmap file "
        "/private/var/App.app/ggml-encoder.mlmodelc/weights/weight.bin"
    )
    first, *others = explained(line)
    assert first.record.id == "weight-file-missing-or-malformed"
    assert [each.record.id for each in others] == ["mil-not-translated-to-eir"]


def test_many_general_lines_are_no_surer_than_one() -> None:
    text = "Error computing NN outputs\nFailure in -executePlan:error:"
    both, one = explained(text), explained(text.splitlines()[0])
    assert both[0].score == one[0].score < 1


def test_the_answer_says_that_such_a_line_names_no_cause() -> None:
    text = " ".join(render(explained("[coreml] Error computing NN outputs -1"), Layout()).split())
    assert "the line itself, which names no cause" in text
    assert "this record's own" not in text


def test_the_answer_names_what_is_known_behind_such_a_line() -> None:
    text = " ".join(render(explained("[coreml] Error computing NN outputs -1"), Layout()).split())
    _, _, causes = text.partition("Known behind it: ")
    assert "rank-above-five" in causes
    assert "network-not-declared" not in causes


REQUEST = (
    'ANE inference operation failed with error message = Error Domain=com.apple.appleneuralengine Code=8 "process'
    "Request:model:qos:qIndex:modelStringID:options:error:: ANEProgramProcessRequestDirect() Failed with status=0x1 : "
    'statusType=0x9: Program Inference error" UserInfo={NSLocalizedDescription=processRequest:model:qos:qIndex:'
    "modelStringID:options:error:: ANEP"
)


def test_a_line_cut_before_it_names_a_cause_is_the_general_one() -> None:
    assert [each.record.id for each in explained(REQUEST)] == ["neural-engine-request-failed"]
    cut = "E5RT encountered an STL exception. msg ="
    assert [each.record.id for each in explained(cut)] == ["e5rt-exception"]


def carried(text: str) -> list[str]:
    return [each.carries for each in explained(text)]


def test_words_that_a_general_line_carries_and_no_record_has_are_shown() -> None:
    line = (
        '[coreml] Error Domain=com.apple.CoreML Code=1 "Socks of feature rating were not knitted" '
        "UserInfo={NSLocalizedDescription=Socks of feature rating were not knitted}"
    )
    assert carried(line) == ["Socks of feature rating were not knitted"]
    text = " ".join(render(explained(line), Layout()).split())
    assert "names no cause; what it carries may, and no record has that" in text
    assert "It carries: Socks of feature rating were not knitted" in text
    assert carried("Error reading protobuf spec. validator error: Socks of 'MEAN' are not set.") == [
        "Socks of 'MEAN' are not set"
    ]


def test_a_general_line_that_carries_a_known_one_or_nothing_shows_nothing() -> None:
    declared = 'Error Domain=com.apple.CoreML Code=0 "Error in declaring network." UserInfo={}'
    assert set(carried(declared)) == {""}
    assert carried('NSUnderlyingError = "Error Domain=com.apple.CoreML Code=1 \\"(null)\\"";') == [""]
    assert carried("Failure translating MIL->EIR network: std::bad_cast") == [""]
    assert carried("[coreml] Error computing NN outputs -1, and the network is unavailable") == [""]


def test_a_line_that_goes_on_otherwise_is_no_cut_one() -> None:
    line = (
        "In op, of type select, named m, the named input `b` must have the same data type as the named input `a`."
        " However, b has dtype fp32 whereas a has dtype "
    )
    assert "half-model-mixes-dtypes" in [each.record.id for each in explained(f"{line}fp16.")]
    assert [each.record.id for each in explained(f"{line}int32.")] == ["operand-of-other-dtype-refused"]


def test_of_lines_that_say_as_much_the_gravest_comes_first() -> None:
    text = (
        "CoreMLExecutionProvider::GetCapability, number of partitions supported by CoreML: 86 number of nodes in the "
        "graph: 1577 number of nodes supported by CoreML: 102\n"
        "Status Message: Error executing model: Error computing NN outputs."
    )
    assert sure(text) == ["prediction-not-computed", "onnx-runtime-leaves-nodes-to-cpu"]


def test_the_sign_of_a_number_counts() -> None:
    assert numbers_of("status=-7, error code: -14. 2026-11-24 iPhone-14 (-1) 3") == (
        ("-7", "-14", "2026", "11", "24", "14", "-1", "3")
    )
