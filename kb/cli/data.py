"""`kb data …`: the data apart from the program: what changed, newer ones, a bundle of them."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.application import application
from kb.cli.console import complain, stdout_layout, write_result
from kb.cli.parameters import NoColor
from kb.errors import KbError
from kb.knowledge import opening
from kb.knowledge.installed import installed_in, remove_installed
from kb.knowledge.opening import open_knowledge, source_of_knowledge, user_folder

app = application(help="The data apart from the program: what changed, newer ones, a bundle of them.")

DiffForm: TypeAlias = Literal["text", "markdown", "json"]
Output: TypeAlias = Annotated[Path | None, typer.Option("--output", "-o", help="Write the answer to this file.")]


@app.command("diff")
def diff_data(
    old: Annotated[str, typer.Argument(help="A bundle, a folder of data, a checkout, or a revision of git.")],
    new: Annotated[str, typer.Argument(help="Likewise; without it: the data that count here.")] = "",
    *,
    form: Annotated[DiffForm, typer.Option("--format", help="How to answer; markdown for release notes.")] = "text",
    output: Output = None,
    no_color: NoColor = False,
) -> int:
    """What changed between two states of the data: records, and which answers move. Ends with 0 either way."""
    from kb.knowledge.diffing import diff  # noqa: PLC0415 — of this verb alone
    from kb.knowledge.moving import moved_answers  # noqa: PLC0415 — likewise
    from kb.knowledge.sides import side_named  # noqa: PLC0415

    with side_named(old, Path()) as before, side_named(new or str(source_of_knowledge().path), Path()) as after:
        found = diff(before.base, after.base)
        # Only two checkouts can be compared so; a bundle knows no corpus.
        moved = moved_answers(before.answers, after.answers) if before.answers and after.answers else ()
    if form == "json":
        from kb.reports.diff_json_v1 import render as render_json  # noqa: PLC0415

        write_result(render_json(found, moved), output)
    elif form == "markdown":
        from kb.reports.diff_text import render_markdown  # noqa: PLC0415

        write_result(render_markdown(found, moved), output)
    else:
        from kb.reports.diff_text import render  # noqa: PLC0415

        write_result(render(found, moved, stdout_layout(no_color=no_color)), output)
    return 0


@app.command("bundle")
def bundle_data(
    *, output: Annotated[Path, typer.Option("--output", "-o", help="The file; its checksum goes to FILE.sha256.")]
) -> int:
    """Write the data as one bundle, with its checksum beside it: what `kb data update` installs elsewhere."""
    from kb.knowledge.bundle import BUNDLE  # noqa: PLC0415 — of this verb alone
    from kb.knowledge.bundling import bundle_files  # noqa: PLC0415 — likewise

    source = source_of_knowledge()
    if (source.path / "records").is_dir():
        from kb.knowledge.compiling import compile_knowledge  # noqa: PLC0415

        base, problems = compile_knowledge(source.path)
        if problems:
            raise KbError(where=problems[0].where, what=problems[0].what, hint="`kb lint` tells everything")
    else:
        base = open_knowledge()
    content = bundle_files(base)[BUNDLE]
    digest = hashlib.sha256(content).hexdigest()
    write_result(content.decode(), output)
    write_result(f"{digest}  {output.name}\n", output.with_name(f"{output.name}.sha256"))
    complain(f"data {base.data_version} with {len(base.slugs)} records → {output}, SHA-256 {digest}")
    return 0


@app.command("update")
def update_data(
    source: Annotated[
        str, typer.Argument(metavar="[FILE|URL]", help="A bundle; only an https address is fetched.")
    ] = "",
    *,
    sha256: Annotated[str, typer.Option(help="What its SHA-256 must be (what stands in SOURCE.sha256).")] = "",
    force: Annotated[bool, typer.Option("--force", help="Install data that are older than those that count.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Back to the data that the program carries.")] = False,
) -> int:
    """Install newer data for this user; the program stays. Verified whole before anything is replaced."""
    if bool(source) == reset:
        raise KbError(where="kb data update", what="give a bundle to install, or --reset")
    folder = user_folder()
    if reset:
        before = remove_installed(folder)
        complain(f"data {before.data_version} removed" if before else "no data were installed")
        return 0
    if not opening.BUNDLED.is_dir():
        where = str(opening.PACKAGE.parent)
        raise KbError(where=where, what="is a checkout, whose own `data` count", hint="`git pull`, or set KB_DATA")
    from kb.knowledge.updating import update  # noqa: PLC0415 — of this verb alone

    bundled = opening.bundled_version()
    installed = installed_in(folder)
    counting = installed.data_version if installed and installed.counts_over(bundled) else bundled
    done = update(source, folder, counting=counting, sha256=sha256, force=force)
    source_now = source_of_knowledge()
    complain(f"data {done.data_version} installed in {folder / done.folder}")
    if source_now.path != folder / done.folder:
        complain(
            f"but {source_now.path} counts: it is {'named by KB_DATA' if source_now.origin == 'KB_DATA' else 'newer'}"
        )
    return 0
