"""All pages that follow from the data, and the documents for programs beside them."""

from collections.abc import Iterator
from pathlib import Path

from kb.availability.table import LayerEntry
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.pages import (
    catalogue_page,
    coverage_page,
    front_page,
    matrix_page,
    messages_page,
    messages_script,
    statistics_page,
)
from kb.pages.addresses import category_path, chip_path, operation_path, record_path, system_path, target_path
from kb.pages.api import api_pages
from kb.pages.category_page import category_page
from kb.pages.chip_page import chip_page
from kb.pages.feeds import feed_pages
from kb.pages.index_pages import index_pages
from kb.pages.llms import PATH as LLMS
from kb.pages.llms import llms_text
from kb.pages.operation_page import layer_page, operation_page
from kb.pages.page import Page
from kb.pages.record_page import record_page
from kb.pages.redirects import redirect_pages
from kb.pages.site import Site, site_of
from kb.pages.system_page import system_page
from kb.pages.target_page import target_page
from kb.pages.terminal import EXAMPLES, demo
from kb.pages.texts import text_pages
from kb.platforms.targets import TARGETS
from kb.records.record import Category


def pages_of(base: KnowledgeBase, checkout: Path, version: str) -> Iterator[Page]:
    """Everything but what the command line knows of itself. `checkout` has the example and the changelog."""
    site = site_of(base)
    shown = demo(base, checkout, version, colour=True)
    yield Page(path=front_page.PATH, text=front_page.front_page(site, shown))
    for name, model in EXAMPLES.items():
        answer = demo(base, checkout, version, colour=False, model=model)
        yield Page(path=f"snippets/{name}.txt", text=f"$ kb check {model}\n{answer}")
    yield Page(path=catalogue_page.PATH, text=catalogue_page.catalogue_page(site))
    yield Page(path=matrix_page.PATH, text=matrix_page.matrix_page(site))
    yield Page(path=messages_page.PATH, text=messages_page.messages_page(site))
    yield Page(path=messages_script.PATH, text=messages_script.messages_script(site))
    yield Page(path=statistics_page.PATH, text=statistics_page.statistics_page(site))
    yield Page(path=coverage_page.PATH, text=coverage_page.coverage_page(site))
    yield from index_pages(site)
    yield from _pages_of_things(site)
    yield from text_pages(checkout)
    yield from api_pages(site)
    yield from feed_pages(site)
    yield from redirect_pages(site)
    yield Page(path=LLMS, text=llms_text(site))


def _pages_of_things(site: Site) -> Iterator[Page]:
    for record in site.records:
        yield Page(path=record_path(record.id), text=record_page(record, site))
    for entry in site.entries.values():
        text = layer_page(entry, site) if isinstance(entry, LayerEntry) else operation_page(entry, site)
        yield Page(path=operation_path(entry.type), text=text)
    for target in TARGETS:
        yield Page(path=target_path(target.name), text=target_page(target, site))
    for line in site.lines:
        yield Page(path=system_path(line.family, line.number), text=system_page(line, site))
    for chip in site.base.platforms.chips.values():
        yield Page(path=chip_path(chip.name), text=chip_page(chip, site))
    for category in Category:
        yield Page(path=category_path(category.value), text=category_page(category, site))
