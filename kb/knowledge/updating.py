"""From a bundle somewhere else to installed data. Raises KbError for whatever is not sound, before anything is written.

Reads the network only where the source is an https address.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from kb.errors import KbError
from kb.knowledge.bundling import bundle_files
from kb.knowledge.document import checked_knowledge
from kb.knowledge.installed import Installed, install, is_newer

Fetch: TypeAlias = Callable[[str], bytes]
"""https address → what stands there."""

# A bundle of 400 records has 2 MB.
SIZE_LIMIT: Final = 256 * 2**20
TIMEOUT: Final = 30.0
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


def fetch(address: str) -> bytes:
    """Raises KbError where nothing comes, too much, or where the way leads away from https."""
    import urllib.error  # noqa: PLC0415 — only who asks for the network loads it
    import urllib.request  # noqa: PLC0415

    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310 — only https comes here
            if not answer.url.startswith("https://"):
                raise KbError(where=address, what=f"leads to {answer.url}, which is no https address")
            content: bytes = answer.read(SIZE_LIMIT + 1)
    except urllib.error.HTTPError as error:
        raise KbError(where=address, what=f"the server answers {error.code} {error.reason}") from error
    except OSError as error:
        raise KbError(where=address, what=f"cannot be fetched: {getattr(error, 'reason', error)}") from error
    if len(content) > SIZE_LIMIT:
        raise KbError(where=address, what=f"is larger than {SIZE_LIMIT // 2**20} MB, and so no bundle of kb")
    return content


def update(
    source: str, folder: Path, *, counting: str, sha256: str = "", force: bool = False, fetch: Fetch = fetch
) -> Installed:
    """Install the bundle in a file or at an address into the user's `folder`.

    `counting` is the data version that counts now: what is older is refused, unless `force`.
    """
    content = _read(source, fetch)
    digest = hashlib.sha256(content).hexdigest()
    wanted = _wanted_digest(source, sha256, fetch)
    if digest != wanted:
        what = f"its SHA-256 is {digest}, expected was {wanted}"
        raise KbError(where=source, what=what, hint="it is damaged or another file: fetch it again")
    base = checked_knowledge(content, origin=source)
    if is_newer(counting, base.data_version) and not force:
        what = f"holds data {base.data_version}, older than {counting}, which you have"
        raise KbError(where=source, what=what, hint="`--force` installs it all the same")
    return install(bundle_files(base), folder, data_version=base.data_version, sha256=digest, pinned=force)


def _read(source: str, fetch: Fetch) -> bytes:
    if source.startswith("https://"):
        return fetch(source)
    if "://" in source:
        raise KbError(where=source, what="is neither a file nor an https address")
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise KbError(where=source, what=f"cannot be read: {error.strerror or error}") from error


def _wanted_digest(source: str, sha256: str, fetch: Fetch) -> str:
    """What the user says; else what stands beside the bundle, as `sha256sum` writes it."""
    beside = f"{source}.sha256"
    try:
        text = sha256 or _read(beside, fetch).decode("ascii", "replace")
    except KbError as error:
        what = f"there is no checksum to hold it against ({error.what})"
        raise KbError(where=beside, what=what, hint="put that file beside it, or give --sha256") from error
    found = _DIGEST.match(text.strip())
    if found is None:
        where = "--sha256" if sha256 else beside
        raise KbError(where=where, what="holds no SHA-256", hint="64 hexadecimal digits, as `sha256sum` prints them")
    return found[0].lower()
