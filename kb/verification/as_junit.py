"""From a Verification to JUnit XML: a suite a run, a case an output. Ant's schema takes it, as `kb check`'s."""

from collections.abc import Iterator

from kb.reports.markup import xml
from kb.reports.plain import plain
from kb.verification.as_text import no_suspects, output_in_words, title_of
from kb.verification.comparison import OutputComparison, RunComparison, Verification


def render(verification: Verification) -> str:
    suites = "".join(_suite(number, run) for number, run in enumerate(verification.runs))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{suites}</testsuites>\n'


def _suite(number: int, run: RunComparison) -> str:
    cases = [_case(run, output) for output in run.outputs] or [_did_not_run(run)]
    failures = sum(not output.passed for output in run.outputs)
    # The same output on every run: the time of a comparison is nobody's business here.
    return (
        f'  <testsuite name="{xml(title_of(run))}" package="kb.verify" id="{number}" hostname="localhost"'
        f' timestamp="1970-01-01T00:00:00" time="0" tests="{len(cases)}" failures="{failures}"'
        f' errors="{int(not run.outputs)}" skipped="0">\n'
        f"    <properties>\n{''.join(_properties(run))}    </properties>\n"
        f"{''.join(cases)}    <system-out/>\n    <system-err/>\n  </testsuite>\n"
    )


def _properties(run: RunComparison) -> Iterator[str]:
    ran = run.ran
    values = {
        "model": run.model,
        "sha256": run.sha256,
        "target": run.target,
        "device": ran.device,
        "chip": ran.chip,
        "os": ran.os,
        "compute_units": ran.compute_units,
    }
    for name, value in values.items():
        yield f'      <property name="{name}" value="{xml(plain(value))}"/>\n'


def _case(run: RunComparison, output: OutputComparison) -> str:
    name = xml(plain(f"{output.inputs}/{output.output}"))
    head = f'    <testcase classname="{xml(plain(run.model))}" name="{name}" time="0"'
    if output.passed:
        return f"{head}/>\n"
    words = xml(output_in_words(output))
    suspects = "\n".join(f"{each.record.id}: {'; '.join(each.because)}" for each in run.suspects) or no_suspects(run)
    failure = f'<failure type="{output.named.fault.value}" message="{words}">{xml(suspects)}</failure>'
    return f"{head}>\n      {failure}\n    </testcase>\n"


def _did_not_run(run: RunComparison) -> str:
    message = xml(plain(run.error or "the run holds no outputs", longest=1000))
    return (
        f'    <testcase classname="{xml(plain(run.model))}" name="runs" time="0">\n'
        f'      <error type="did-not-run" message="{message}">{message}</error>\n    </testcase>\n'
    )
