"""Old slugs lead to the record's page: a renamed record keeps its old name as an alias."""

import re
from collections.abc import Iterator
from typing import Final

from kb.pages.addresses import address, published, record_path
from kb.pages.markup import html
from kb.pages.page import Page
from kb.pages.site import Site

# Aliases that are threads' or feedback numbers (`apple/coremltools#2173`, `FB13461227`) never were addresses.
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def redirect_pages(site: Site) -> Iterator[Page]:
    for record in site.records:
        for alias in record.aliases:
            if _SLUG.fullmatch(alias) and alias not in site.slugs:
                yield Page(path=published(record_path(alias)), text=_redirect(record.id))


def _redirect(slug: str) -> str:
    whole, beside = html(address(record_path(slug))), html(f"{slug}.html")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html(slug)}</title>\n"
        f'<link rel="canonical" href="{whole}">\n<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={beside}">\n</head>\n'
        f'<body><p>This record is now called <a href="{beside}">{html(slug)}</a>.</p></body>\n</html>\n'
    )
