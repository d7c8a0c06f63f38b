"""From a Report to JUnit XML: a suite a model, a case a record.

Written so that Ant's schema (the strictest in use) and Jenkins' take it: the order of elements, and attributes that say
nothing here (`hostname`, `time`, `timestamp`), are theirs.
"""

from collections.abc import Iterator

from kb.advice.report import ModelReport, Report
from kb.reports.items import UNREADABLE, Item, items_of
from kb.reports.markup import xml
from kb.reports.plain import plain


def render(report: Report) -> str:
    """Errors and warnings that count fail; what does not count, and notes, are skipped with their message."""
    suites = [_suite(number, model, report) for number, model in enumerate(report.models)]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + "".join(suites) + "</testsuites>\n"


def _suite(number: int, model: ModelReport, report: Report) -> str:
    told = list(items_of(model))
    cases = [_case(item) for item in told] or [_passed(model)]
    name = xml(plain(model.path))
    outcomes = [_outcome(item) for item in told]
    # The same output on every run: the time of a check is nobody's business here.
    return (
        f'  <testsuite name="{name}" package="kb" id="{number}" hostname="localhost" timestamp="1970-01-01T00:00:00"'
        f' time="0" tests="{len(cases)}" failures="{outcomes.count("failure")}" errors="{outcomes.count("error")}"'
        f' skipped="{outcomes.count("skipped")}">\n'
        f"    <properties>\n{''.join(_properties(model, report))}    </properties>\n"
        f"{''.join(cases)}"
        "    <system-out/>\n    <system-err/>\n  </testsuite>\n"
    )


def _properties(model: ModelReport, report: Report) -> Iterator[str]:
    facts = {
        "kb.version": report.version,
        "kb.data_version": report.data_version,
        "needs": str(model.requirement.target) if model.requirement else "",
        "build_for": str(model.recommendation.target) if model.recommendation else "",
    }
    for name, value in facts.items():
        if value:
            yield f'      <property name="{name}" value="{xml(plain(value))}"/>\n'


def _case(item: Item) -> str:
    outcome = _outcome(item)
    message = f'message="{xml(item.message)}"'
    told = {
        "error": f'<error type="{item.rule}" {message}/>',
        "failure": f'<failure type="{item.rule}" {message}/>',
        "skipped": f'<skipped message="{xml(item.state or item.level)}: {xml(item.message)}"/>',
    }[outcome]
    classname = xml(plain(item.model.path))
    return f'    <testcase classname="{classname}" name="{item.rule}" time="0">{told}</testcase>\n'


def _outcome(item: Item) -> str:
    if item.rule == UNREADABLE:
        return "error"
    return "skipped" if item.state or item.level == "note" else "failure"


def _passed(model: ModelReport) -> str:
    return f'    <testcase classname="{xml(plain(model.path))}" name="nothing-known" time="0"/>\n'
