"""One category of issues as a page."""

from collections.abc import Mapping
from typing import Final

from kb.pages.addresses import category_path
from kb.pages.markup import LISTING, MENU, crumbs, front_matter, link, sections, text, way
from kb.pages.record_list import record_list
from kb.pages.site import Site
from kb.records.record import Category

MEANING: Final[Mapping[Category, str]] = {
    Category.WRONG_OUTPUT: "The model runs and answers wrongly.",
    Category.CRASH: "The app, or the process that runs the model, ends: no error reaches it.",
    Category.LOAD_FAILURE: "The model is refused when it is compiled or loaded.",
    Category.CONVERSION_FAILURE: "The converter refuses the source model, or gives one that cannot be built.",
    Category.FALLBACK: "Operations leave the Neural Engine or the GPU for another unit.",
    Category.SLOW: "It computes what it should, and takes far longer than it should.",
    Category.ACCURACY: "The answers lose precision: mostly what half precision cannot hold.",
    Category.UNSUPPORTED: "Core ML does not offer it, or ends a prediction with an error; or how it fails is not told.",
    Category.REQUIREMENT: "By design: it needs a newer system. Never an error by itself.",
    Category.TOOLING: "What goes wrong before or around the model: tools, environments, versions.",
}


def category_page(category: Category, site: Site) -> str:
    here = category_path(category.value)
    records = site.by_category.get(category.value, ())
    return sections(
        front_matter(category.value, MEANING[category], hide=MENU, search=LISTING),
        crumbs(here, ("Categories", "categories/index.md")),
        f"# {text(category.value)}\n",
        f"{MEANING[category]}\n",
        record_list(records, here) or "No record of this kind.\n",
        link("Narrow them in the catalogue", f"{way(here, 'catalogue.md')}?category={category.value}") + "\n",
    )
