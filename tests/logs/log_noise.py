"""Real-looking logs, made by a seeded generator: what surrounds a message, and what a log without any looks like."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Final

_PLACEHOLDER: Final = re.compile(r"<[^<>]*>")

PREFIXES: Final[tuple[Callable[[random.Random], str], ...]] = (
    lambda r: "",
    lambda r: f"{moment(r)} MyApp[{r.randint(1, 99999)}:{r.randint(1, 9999999)}] [coreml] ",
    lambda r: f"{moment(r)}+0100 default MyApp[{r.randint(1, 9999)}]: (CoreML) [com.apple.coreml:Espresso] ",
    lambda r: f"[{r.choice(['error', 'fault', 'info'])}] [0x{r.getrandbits(40):x}] com.apple.coreml | ",
    lambda r: f"Nov {r.randint(1, 30)} {clock(r)} Mac kernel[{r.randint(1, 99)}] <Error>: coremltools: ",
    lambda r: f'  File "converter.py", line {r.randint(1, 999)}, coremltools  ValueError: ',
    lambda r: f"\x1b[31m{clock(r)}\x1b[0m \x1b[1mpython -m coremltools\x1b[0m: ",
)


def clock(r: random.Random) -> str:
    return f"{r.randint(0, 23):02}:{r.randint(0, 59):02}:{r.randint(0, 59):02}.{r.randint(0, 999999):06}"


def moment(r: random.Random) -> str:
    return f"2026-{r.randint(1, 12):02}-{r.randint(1, 28):02} {clock(r)}"


def filled(message: str, r: random.Random) -> str:
    """The message with something in the place of each `<…>`."""

    def value(_: re.Match[str]) -> str:
        return r.choice(
            [str(r.randint(0, 9999)), f"0x{r.getrandbits(36):x}", f"layer_{r.randint(0, 99)}/conv", "<private>"]
        )

    return _PLACEHOLDER.sub(value, message)


def other_numbers(text: str, r: random.Random) -> str:
    return re.sub(r"\d+", lambda _: str(r.randint(1, 99)), text)


def other_quotes(text: str, r: random.Random) -> str:
    left, right = r.choice([("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("`", "'"), ('\\"', '\\"')])
    return re.sub(r"(['\"`])(.*?)(['\"`])", lambda found: f"{left}{found[2]}{right}", text)


def broken(text: str, prefix: str, r: random.Random) -> str:
    """A line break between two words; the rest stands behind a prefix of its own, or starts its line."""
    breaks = [
        each.start() for each in re.finditer(" ", text) if len(re.findall("[A-Za-z]", text[: each.start()])) >= 12
    ]
    if not breaks:
        return text
    at = r.choice(breaks)
    return f"{text[:at]}\n{r.choice([prefix, '    ', ''])}{text[at + 1 :]}"


def cut(text: str, r: random.Random) -> str:
    """The end cut off, as consoles do."""
    keep = max(int(len(text) * r.uniform(0.9, 0.98)), min(len(text), 36))
    return text if keep >= len(text) else text[:keep] + r.choice(["", "…", "..."])


def surrounded(line: str, r: random.Random) -> str:
    """The line between others of the same sort."""
    others = [
        f"{moment(r)} MyApp[{r.randint(1, 999)}:{r.randint(1, 999)}] {text}"
        for text in (
            "[com.apple.coreml] Loading model at /var/containers/Bundle/MyApp.app/Model.mlmodelc",
            "[UIKit] Unbalanced calls to begin/end appearance transitions",
            "nw_path_necp_check_for_updates Failed to copy updated result (22)",
            "[ProcessSuspension] Assertion did invalidate due to timeout",
        )
    ]
    return "\n".join([*others[: r.randint(0, 4)], line, *others[: r.randint(0, 4)]])


def ordinary_log(size: int, seed: int = 1) -> str:
    """System logs, test runs and builds that have nothing to do with Core ML; at least `size` characters."""
    r = random.Random(seed)
    lines: list[str] = []
    length = 0
    for line in _ordinary_lines(r):
        lines.append(line)
        length += len(line) + 1
        if length >= size:
            return "\n".join(lines)
    raise AssertionError("the generator never ends")


_SYSTEM: Final[tuple[Callable[[random.Random], str], ...]] = (
    lambda r: (
        f"sshd[{r.randint(1, 99999)}]: Failed password for invalid user admin from 10.0.{r.randint(0, 255)}.7 port 22"
    ),
    lambda r: f"systemd[1]: Started Session {r.randint(1, 9999)} of user root.",
    lambda r: (
        f"kernel: [{r.random() * 9999:.6f}] EXT4-fs (sda1): error loading journal, error code: -{r.randint(1, 40)}"
    ),
    lambda r: f"CRON[{r.randint(1, 9999)}]: (root) CMD (run-parts --report /etc/cron.hourly)",
    lambda r: "NetworkManager: <warn> device (wlan0): state change: need-auth -> failed (reason 'no-secrets')",
    lambda r: (
        f"runningboardd[{r.randint(1, 999)}] Invalidating assertion from originator: com.apple.WebKit, target: app"
    ),
    lambda r: (
        f'dockerd: level=error msg="Handler for POST /containers returned error: not found: {r.getrandbits(64):x}"'
    ),
    lambda r: "trustd: could not verify certificate: unable to build chain to self-signed root",
    lambda r: f"app[{r.randint(1, 999)}]: Thread 1: EXC_BAD_ACCESS (code=1, address=0x{r.getrandbits(32):x})",
    lambda r: f"postgres[{r.randint(1, 999)}]: ERROR: value out of range: overflow; failed assertion; error code: -14",
)
_TESTS: Final[tuple[Callable[[random.Random], str], ...]] = (
    lambda r: (
        f"tests/unit/test_views_{r.randint(1, 99)}.py::test_index[{r.randint(1, 9)}] PASSED [{r.randint(1, 99)}%]"
    ),
    lambda r: f"tests/test_models.py::test_model_state_{r.randint(1, 99)} FAILED",
    lambda r: "E       IndexError: list index out of range",
    lambda r: "E       OverflowError: cannot convert float infinity to integer",
    lambda r: f"E       TypeError: f() got an unexpected keyword argument 'use_{r.choice('abcdef')}'",
    lambda r: "  RuntimeWarning: overflow encountered in cast",
    lambda r: f"E       assert {r.randint(1, 9)} == {r.randint(1, 9)}",
    lambda r: f"E       ValueError: Invalid rank: {r.randint(1, 9)}; shape mismatch in dimension {r.randint(0, 4)}",
    lambda r: f"DEBUG    app.tasks:tasks.py:{r.randint(1, 900)} Skipped this op.",
    lambda r: f"========= {r.randint(1, 900)} passed, {r.randint(1, 9)} warnings in {r.random() * 99:.2f}s =========",
)
_BUILDS: Final[tuple[Callable[[random.Random], str], ...]] = (
    lambda r: f"[{r.randint(1, 999)}/999] Building CXX object src/CMakeFiles/core.dir/io_{r.randint(1, 99)}.cpp.o",
    lambda r: (
        f"src/io.cpp:{r.randint(1, 999)}:{r.randint(1, 80)}: warning: unused variable 'state' [-Wunused-variable]"
    ),
    lambda r: "terminate called after throwing an instance of 'std::bad_cast'",
    lambda r: f"CompileSwift normal arm64 /Users/ci/App/Sources/View{r.randint(1, 99)}.swift (in target 'App')",
    lambda r: f"error: cannot find type 'Feature{r.randint(1, 99)}' in scope; function call failed",
    lambda r: (
        f"Collecting package-{r.randint(1, 99)}>=2.{r.randint(0, 9)} Downloading package.whl ({r.randint(1, 900)} kB)"
    ),
    lambda r: f"npm WARN deprecated lib@{r.randint(1, 9)}.0.0: this version is no longer supported",
    lambda r: "ld: symbol(s) not found for architecture x86_64; input and output must be distinct",
    lambda r: (
        f"note: candidate function not viable: no known conversion from 'float' to 'int{r.choice([8, 16, 32])}_t'"
    ),
    lambda r: f"\tat org.example.Pool.run(Pool.java:{r.randint(1, 900)}) ~[pool.jar:?] unsupported operation",
)


def _ordinary_lines(r: random.Random) -> Iterator[str]:
    while True:
        kind = r.randrange(3)
        for _ in range(r.randint(1, 200)):
            if kind == 0:
                yield f"{moment(r)} host {r.choice(_SYSTEM)(r)}"
            else:
                yield r.choice(_TESTS if kind == 1 else _BUILDS)(r)
