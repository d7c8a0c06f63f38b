"""MkDocs hook: lays the pages that `kb docs` makes from the data over the hand-written ones."""

from pathlib import Path

from kb.cli.docs import FOLDER, write_pages
from mkdocs.structure.files import File


def on_files(files, config):
    folder = Path(config.config_file_path).parent / FOLDER
    write_pages(folder)
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
        files.append(File(path, str(folder), config.site_dir, config.use_directory_urls))
    return files
