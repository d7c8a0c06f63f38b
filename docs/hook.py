"""MkDocs hook: lays the pages that `kb docs` makes from the data over the hand-written ones."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from kb.cli.docs import FOLDER, write_pages


def on_files(files: Files, config: MkDocsConfig) -> Files:
    folder = Path(config.config_file_path).parent / FOLDER
    write_pages(folder)
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
        files.append(File(path, str(folder), config.site_dir, use_directory_urls=config.use_directory_urls))
    return files
