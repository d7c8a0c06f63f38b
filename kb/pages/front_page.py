"""The front page: what this is in ten seconds, what it answers, and two ways in."""

from typing import Final

from kb.pages.addresses import operation_path, published
from kb.pages.markup import UNSEARCHED, bullets, front_matter, html, link, sections
from kb.pages.record_list import record_list
from kb.pages.site import Site
from kb.pages.terminal import EXAMPLE, as_html
from kb.records.record import Record

PATH: Final = "index.md"
_NEWEST: Final = 6
_MOST_NAMED: Final = 12


def front_page(site: Site, demo: str) -> str:
    """`demo`: what `kb check` prints for the example model, with its colours."""
    about = "The compatibility knowledge base for Core ML: check a converted model before your users do."
    return sections(
        front_matter("kb: what Core ML will do to your model", about, hide=["navigation", "toc"], search=UNSEARCHED),
        '<div class="kb-hero" markdown="1">\n<div markdown="1">\n',
        "# Know what Core ML will do to your model\n",
        "You have converted a model. Will it load on the iPhones you ship to? Does it compute there what it computed in"
        " PyTorch? Which deployment target should it be built for? **kb** reads the model file, on Linux or macOS,"
        " without Xcode or a device, and answers from a curated, cited set of known issues.\n{ .kb-lead }\n",
        _numbers(site),
        "[Check your model](guide/first-check.md){ .md-button .md-button--primary } "
        "[Browse known issues](catalogue.md){ .md-button }\n",
        "</div>\n",
        _terminal(demo),
        "</div>\n",
        "## Which issue is behind this log line? { #log-line }\n",
        _finder(),
        "## What is known about an operation? { #operation }\n",
        _picker(site),
        "## Newest records\n",
        record_list(_newest(site), PATH),
        "## Everything else\n",
        _ways(),
    )


def _numbers(site: Site) -> str:
    messages = sum(len(record.messages) for record in site.standing)
    sources = len({each.url.partition("#")[0] for record in site.standing for each in record.evidence})
    numbers = [
        (len(site.standing), "known issues"),
        (sources, "sources read"),
        (messages, "log lines"),
        (len(site.entries), "operations and layers"),
    ]
    cells = "".join(f"<li><b>{count}</b> {words}</li>" for count, words in numbers)
    return f'<ul class="kb-numbers">{cells}</ul>\n'


def _terminal(demo: str) -> str:
    # Line ends as references: Markdown would take an empty line for the end of the block.
    screen = as_html(demo).rstrip().replace("\n", "&#10;")
    command = f"kb check {html(EXAMPLE)}"
    return (
        f'<div class="kb-terminal"><div class="kb-terminal-bar"><span class="kb-prompt">$</span>{command}'
        '</div><pre class="kb-screen" tabindex="0" role="region" aria-label="What kb check prints">'
        f"{screen}</pre></div>\n"
    )


def _finder() -> str:
    return (
        '<form class="kb-finder" id="kb-finder"><label for="kb-log">Paste a line, or a whole log. It stays in your'
        " browser.</label>"
        '<textarea id="kb-log" rows="3" spellcheck="false" autocomplete="off"'
        ' placeholder="Strides of Conv needs to be product of at most 2 interleave factors"></textarea>'
        '<div id="kb-log-answer" role="status" aria-live="polite"></div>'
        '<noscript><p><a href="messages.html">All log lines</a></p></noscript></form>\n'
    )


def _picker(site: Site) -> str:
    options = "".join(f'<option value="{html(kind)}"></option>' for kind in site.by_operation)
    counts = ((kind, len(records)) for kind, records in site.by_operation.items())
    most = sorted(counts, key=lambda each: (-each[1], each[0]))[:_MOST_NAMED]
    links = " ".join(
        f'<a href="{html(published(operation_path(kind)))}"><code>{html(kind)}</code> {count}</a>'
        for kind, count in most
        if kind in site.entries
    )
    return (
        '<form class="kb-picker" id="kb-picker"><label for="kb-pick">Operation or layer</label>'
        '<input id="kb-pick" list="kb-types" autocomplete="off" spellcheck="false" placeholder="conv, nn:pooling, …">'
        f'<datalist id="kb-types">{options}</datalist> <button type="submit" class="md-button">Show</button></form>\n'
        f'<p class="kb-most">{links}</p>\n'
    )


def _newest(site: Site) -> list[Record]:
    """Those whose history begins last; of one day, those that we are surest of."""

    def age(record: Record) -> tuple[str, int, int, str]:
        first = min((each.date.isoformat() for each in record.history), default="")
        return first, record.confidence.rank, record.severity.rank, record.id

    return sorted(site.standing, key=age, reverse=True)[:_NEWEST]


def _ways() -> str:
    guides = (
        ("Choosing a target", "choosing-a-target"),
        ("several targets", "several-targets"),
        ("checks in CI", "ci"),
    )
    things = ("operations", "layers", "targets", "systems", "chips")
    names = {"systems": "OS releases"}
    lists = [link(names.get(each, each), f"{each}/index.md") for each in things]
    programs = link("JSON, feeds, schemas", "reference/api.md")
    return bullets(
        [
            ", ".join(link(words, f"guide/{name}.md") for words, name in guides),
            f"Lists: {', '.join(lists)}; {link('operations by target', 'matrix.md')}",
            f"For programs: {programs}; for people: {link('the command line', 'reference/cli.md')}",
            f"You know a nasty bug? {link('Write a record', 'guide/contributing.md')}",
        ]
    )
