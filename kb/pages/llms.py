"""`llms.txt`: what a language model reads first (llmstxt.org): what this is, and where everything stands."""

from collections.abc import Iterable
from typing import Final

from kb.pages.addresses import address, category_path
from kb.pages.category_page import MEANING
from kb.pages.site import Site

PATH: Final = "llms.txt"

_GUIDES: Final = (
    ("First check", "guide/first-check.md", "install, check a model, read the answer"),
    ("Choosing a target", "guide/choosing-a-target.md", "what a deployment target decides"),
    ("Several targets", "guide/several-targets.md", "convert for several targets, ship both"),
    ("In CI", "guide/ci.md", "GitHub, GitLab, Xcode; baselines, suppressions"),
    ("How confidence works", "guide/confidence.md", "severity, confidence, precision, seen on"),
)
_REFERENCE: Final = (
    ("Command line", "reference/cli.md", "every verb and option"),
    ("Conditions", "reference/conditions.md", "the language of rules: facts, functions, three values"),
    ("What a model requires", "reference/requirement.md", "from which specification version on a model loads"),
    ("Schemas", "reference/schemas.md", "JSON Schemas of all documents"),
)
_DATA: Final = (
    ("Records in short", "api/v1/records.json", "slug, title, category, severity, confidence, operations"),
    ("One record", "api/v1/records/conv-stride-interleave-factors.json", "replace the slug"),
    ("One operation", "api/v1/operations/conv.json", "replace the type; layers stand below api/v1/layers/"),
    ("Everything", "api/v1/bundle.json", "records, operations, layers, platforms in one document"),
    ("Log lines", "messages.md", "messages, and the record that each one belongs to"),
)


def llms_text(site: Site) -> str:
    about = (
        f"> The compatibility knowledge base for Core ML: {len(site.standing)} known issues of models on Apple's"
        " systems, each with evidence and mostly with a condition that a program can decide; and from which target on"
        " each operation exists.\n"
    )
    careful = (
        "A record's `confidence` says whether the issue is real. `precision: wide` means that its condition is wider"
        ' than the evidence: say "may". Where an OS release is given by `==`, it was seen there; elsewhere nobody'
        " knows. A target (iOS16) is what a model is built for, an OS release (iOS 16.5.1) is what a device runs.\n"
    )
    categories = [(category.value, category_path(category.value), meaning) for category, meaning in MEANING.items()]
    return "\n".join(
        [
            "# kb\n",
            about,
            careful,
            _section("Guides", _GUIDES),
            _section("Reference", _REFERENCE),
            _section("Data", _DATA),
            _section("Known issues by category", categories),
        ]
    )


def _section(heading: str, links: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(f"- [{words}]({address(path)}): {about}\n" for words, path, about in links)
    return f"## {heading}\n\n{lines}"
