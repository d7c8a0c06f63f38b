"""The frame of a page that needs nothing else: no script, no font, no network."""

from typing import Final

from kb.reports.markup import xml
from kb.reports.plain import plain, without_commands

# Neither a name in a model nor a text in a record can load or run anything.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884;
  --good: #2e7d32; --error: #c62828; --warning: #a15c00; --note: #1565c0; }
@media (prefers-color-scheme: dark) {
  :root { --good: #81c784; --error: #ff8a80; --warning: #ffc46b; --note: #82b1ff; }
}
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td, h2, code { overflow-wrap: anywhere; }
th { overflow-wrap: break-word; max-width: 16rem; }
pre { overflow-x: auto; }
footer { margin-top: 2rem; font-size: .9rem; }
"""


def html_page(title: str, body: str, style: str) -> str:
    """A whole document; `body` is markup, `style` adds to the frame's own."""
    return without_commands(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{xml(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def shown(text: str, longest: int = 2000) -> str:
    """Text of a model or a log as markup: one line, cut where it is too long."""
    return xml(plain(text, longest=longest))
