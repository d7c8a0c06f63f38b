"""A comparison becomes a block that a record's file takes as it is."""

import datetime
import json
from pathlib import Path

import pytest
from made_results import as_results

from kb.cli.app import run
from kb.errors import KbError
from kb.records.parsing import parse_record
from kb.records.record import EvidenceKind
from kb.verification.comparison import DEFAULT
from kb.verification.evidence import evidence_block
from kb.verification.results import encode_results
from kb.verification.verifying import verify

DAY = datetime.date(2026, 11, 24)
URL = "https://github.com/apple/coremltools/issues/2173"
IPAD = {"device": "iPad13,4", "chip": "Apple M1", "os": "iPadOS 16.5.1", "compute_units": "CPU_AND_NE"}
AREA = "operations/convolution"
RECORD = Path(__file__).parents[2] / f"data/records/{AREA}/conv-stride-interleave-factors.yaml"


@pytest.fixture
def block(features, base) -> str:
    bad = features.copy()
    bad[:, 2] = 0
    runs = [as_results({"y": bad}, **IPAD), as_results({"y": features}, os="macOS 14.2.1", chip="Apple M2")]
    return evidence_block(
        verify(as_results({"y": features}), runs, {}, base, DEFAULT), url=URL, day=DAY, platforms=base.platforms
    )


def test_the_block_is_evidence_of_a_record(block: str) -> None:
    text = RECORD.read_text(encoding="utf-8").replace("\nexamples:\n", f"\n{block}examples:\n")
    parsed = parse_record(text, origin="x.yaml", area=AREA, slug=RECORD.stem)
    assert parsed.problems == ()
    assert parsed.record is not None
    evidence = parsed.record.evidence[-1]
    assert evidence.kind is EvidenceKind.REPRODUCTION
    assert (evidence.url, evidence.read) == (URL, DAY)
    seen, absent = evidence.observed
    assert seen.affected
    assert (seen.os, seen.chip, seen.compute_units, seen.target) == ("iPadOS 16.5.1", "M1", "CPU_AND_NE", "iOS16")
    assert seen.device == "iPad Pro 11-inch (3rd generation)"
    assert not absent.affected
    assert (absent.os, absent.chip) == ("macOS 14.2.1", "M2")


def test_the_figures_and_the_models_hash_are_told(block: str) -> None:
    assert "0" * 64 in block
    assert "1 of 1 outputs fail" in block
    assert "zero at index 2 of axis 1" in block
    assert "dB" in block


def test_a_run_that_does_not_say_its_os_is_no_evidence(features, base) -> None:
    found = verify(as_results({"y": features}), [as_results({"y": features})], {}, base, DEFAULT)
    with pytest.raises(KbError, match="on which OS release"):
        evidence_block(found, url=URL, day=DAY, platforms=base.platforms)


def test_hostile_names_stay_one_text(features, base) -> None:
    run_of = as_results({"y": features}, os="iPadOS 16.5.1", device='x"}\n  - url: evil')
    block = evidence_block(
        verify(as_results({"y": features}), [run_of], {}, base, DEFAULT), url=URL, day=DAY, platforms=base.platforms
    )
    assert block.count("\n  - url") == 0


def test_the_command_prints_the_block(features, tmp_path: Path, capfd) -> None:
    reference, result = tmp_path / "reference.json", tmp_path / "result.json"
    reference.write_text(encode_results(as_results({"y": features})))
    result.write_text(encode_results(as_results({"y": features}, **IPAD)))
    assert run(["verify", "evidence", str(reference), str(result), "--url", URL]) == 0
    shown = capfd.readouterr().out
    assert json.dumps(URL) in shown
    assert '{affected: false, os: "iPadOS 16.5.1"' in shown
