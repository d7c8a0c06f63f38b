"""MkDocs hook: lays the pages that `kb docs` makes from the data over the hand-written ones."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from kb.cli.docs import FOLDER, write_pages

# What the theme writes that HTML does not allow. Of each, the part that browsers ignore goes.
_INVALID = (
    ('type="checkbox" id="__drawer" autocomplete="off"', 'type="checkbox" id="__drawer"'),
    ('type="checkbox" id="__search" autocomplete="off"', 'type="checkbox" id="__search"'),
    (' tabindex=""', ""),
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    folder = Path(config.config_file_path).parent / FOLDER
    write_pages(folder)
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
        files.append(File(path, str(folder), config.site_dir, use_directory_urls=config.use_directory_urls))
    return files


def on_post_page(output: str, **_: Any) -> str:
    for written, meant in _INVALID:
        output = output.replace(written, meant)
    # On a page without a menu the label's own switch is missing.
    return output if 'id="__toc"' in output else output.replace(' for="__toc"', "")


def on_post_build(config: MkDocsConfig) -> None:
    """What the theme's search lacks stands before it, in the same file: pages opened from disk load one alone."""
    (worker,) = (Path(config.site_dir) / "assets/javascripts/workers").glob("search.*.min.js")
    mending = Path(__file__).with_name("search.js").read_text("utf-8")
    theirs = worker.read_text("utf-8")
    # A build that only renews what has changed leaves the file as the last one made it.
    if not theirs.startswith(mending):
        worker.write_text(mending + theirs, "utf-8")


def on_post_template(output_content: str, **_: Any) -> str:
    return on_post_page(output_content)
