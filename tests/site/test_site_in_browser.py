"""The site as a reader meets it, in headless Chromium."""

import gzip
import importlib.resources
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from site_browser import PHONE, Browser

import kb
from kb.knowledge.opening import open_knowledge
from kb.logs.explaining import explain

CHECKOUT = Path(kb.__file__).parents[1]

LOG_LINE = "Strides of Conv needs to be product of at most 2 interleave factors"
SLUG = "conv-stride-interleave-factors"
KINDS = [
    "index.html",
    "catalogue.html",
    f"records/{SLUG}.html",
    "operations/conv.html",
    "layers/convolution.html",
    "targets/iOS18.html",
    "systems/ios-17.html",
    "chips/m1.html",
    "categories/crash.html",
    "messages.html",
    "matrix.html",
    "statistics.html",
    "tags.html",
    "guide/first-check.html",
    "reference/cli.html",
    "reference/conditions.html",
]
FIVE_KINDS = ["index.html", "catalogue.html", f"records/{SLUG}.html", "operations/conv.html", "guide/first-check.html"]


@pytest.mark.parametrize("page", KINDS)
def test_no_page_complains_or_asks_another_host(page: str, browser: Browser, address: str) -> None:
    browser.open(address + page)
    browser.wait(lambda: browser.run("return document.readyState") == "complete")
    assert browser.logged("browser") == []
    asked = [each for each in browser.requested() if each.startswith("http")]
    assert address + page in asked
    assert {urlsplit(each).netloc for each in asked} == {urlsplit(address).netloc}


@pytest.mark.parametrize("page", KINDS)
def test_a_phone_needs_no_sideways_scrolling(page: str, browser: Browser, address: str) -> None:
    browser.size(PHONE)
    browser.open(address + page)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]


def test_the_front_page_shows_what_the_command_prints(browser: Browser, address: str) -> None:
    browser.open(address)
    screen = browser.one(".kb-screen").text
    assert "ERROR    May apply" in screen
    assert "ct.convert(source" in screen


def test_the_front_page_weighs_less_than_300_kb(browser: Browser, address: str, built: Path) -> None:
    """With all that it loads, packed as web servers pack it."""
    browser.open(address)
    browser.wait(lambda: browser.run("return document.readyState") == "complete")
    paths = {urlsplit(each).path.lstrip("/") or "index.html" for each in browser.requested() if address in each}
    packed = {path: len(gzip.compress((built / path).read_bytes())) for path in paths}
    assert "index.html" in packed
    assert sum(packed.values()) < 300_000, packed
    assert (built / "index.html").stat().st_size < 100_000


def test_a_pasted_log_line_names_its_record(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one("#kb-log").send_keys(f"2024-03-01 12:00:00 [espresso] {LOG_LINE}: -1")
    link = browser.wait(lambda: browser.shown("#kb-log-answer a"))[0]
    link.click()
    assert browser.driver.current_url == f"{address}records/{SLUG}.html"


def test_a_line_that_was_cut_short_names_its_record(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one("#kb-log").send_keys(f"[espresso] {LOG_LINE[:45]}")
    assert f"{address}records/{SLUG}.html" in browser.wait(lambda: browser.links("#kb-log-answer a"))


def answers(browser: Browser) -> list[tuple[str, str]]:
    """(slug, how sure) of each record that the front page names, in its order."""
    items = browser.wait(lambda: browser.shown("#kb-log-answer li"))
    return [
        (
            str(browser.run("return arguments[0].querySelector('a').href", item))
            .rsplit("/", 1)[1]
            .removesuffix(".html"),
            str(browser.run("return arguments[0].querySelector('small').textContent", item)),
        )
        for item in items
    ]


def test_a_line_that_names_no_cause_is_said_to_name_none(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one("#kb-log").send_keys("[coreml] Error computing NN outputs -1")
    assert answers(browser) == [
        ("prediction-not-computed", "the line itself, which names no cause: many troubles print it")
    ]


def test_what_a_line_carries_comes_before_the_line(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one("#kb-log").send_keys("E5RT encountered an STL exception. msg = unordered_map::at: key not found.")
    assert answers(browser) == [
        ("function-output-is-input", ""),
        ("e5rt-exception", "the line itself, which says little: it is cut, or carries one that says more"),
    ]


SHOWN = 8

ASK_FOR_ALL = """
const [logs, done] = arguments;
const log = document.getElementById("kb-log");
const answer = document.getElementById("kb-log-answer");
const told = async (text) => {
  answer.replaceChildren();
  log.value = text;
  log.dispatchEvent(new Event("input"));
  do await new Promise((wait) => setTimeout(wait)); while (!answer.childElementCount);
  return [...answer.querySelectorAll("li a")].map((link) => link.href.split("/").pop().replace(".html", ""));
};
(async () => {
  const all = [];
  for (const text of logs) all.push(await told(text));
  done(all);
})();
"""

LOGS = [
    (
        "[espresso] [Espresso::handle_ex_plan] exception=ANECF error: failed to load ANE model. Error=create"
        "ProgramInstanceForModel:modelToken:qos:error:: Program load failure (0x20004)\n"
        "[coreml] Error plan build: -1.\n"
        "[coreml] For input feature 'images', the provided shape 1 x 2 is not compatible with the model's feature "
        "description.\n"
    ),
    (
        "2024-03-01 12:00:00.1 app[7:9] Failed to build the model execution plan using a model architecture file "
        "'/x/model.mil' with error code: -14."
    ),
    (
        "2024-03-01 12:00:00.1 app[7:9] Failed to build the model execution plan using a model architecture file "
        "'/x/model.mil' with error code: -5."
    ),
    '\x1b[31mConversion of a\x1b[0m {"message": "PyTorch convert function for op \'istft\'\\nnot implemented."}',
    "line of some other program\n" * 60 + "Invalid rank: 6\n",
    "[coreml] loading\n" + "line of some other program\n" * 8 + "Invalid rank: 6\n" + "another line\n" * 40,
]


def test_the_front_page_answers_as_the_command_does(browser: Browser, address: str) -> None:
    """Every known message, whole and cut, and logs of several lines: the same records in the same order."""
    known = open_knowledge(CHECKOUT / "data").records
    lines = [re.sub(r"<[^<>]*>", "a 7", message) for record in known for message in record.messages]
    logs = [*LOGS, *lines, *(line[: len(line) * 4 // 5] for line in lines)]
    expected = [[each.record.id for each in explain(log, known)][:SHOWN] for log in logs]
    browser.open(address)
    browser.driver.set_script_timeout(120)
    told = browser.driver.execute_async_script(ASK_FOR_ALL, logs)
    # Where the command says nothing, the page goes on as in a search: somebody may still be typing.
    differing = [each for each in zip(logs, expected, told, strict=True) if each[1] and each[1] != each[2]]
    assert differing == []
    assert [told[LOGS.index(log)] for log in LOGS if not explain(log, known)] == [[]]


def test_a_log_line_that_nobody_knows_is_said_to_be_unknown(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one("#kb-log").send_keys("the quick brown fox jumps over the lazy dog")
    browser.wait(lambda: "No known message" in browser.one("#kb-log-answer").text)


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("conv", "operations/conv.html"),
        ("nn:pooling", "layers/pooling.html"),
        ("softm", "catalogue.html?text=softm"),
    ],
)
def test_picking_an_operation_leads_to_its_page(typed: str, page: str, browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one("#kb-pick").send_keys(typed, Keys.ENTER)
    browser.wait(lambda: browser.driver.current_url == address + page)


def test_filters_narrow_the_catalogue_and_survive_a_reload(browser: Browser, address: str) -> None:
    browser.open(f"{address}catalogue.html")
    everything = len(browser.texts("#kb-catalogue li"))
    Select(browser.one("#kb-operation")).select_by_value("conv")
    Select(browser.one("#kb-severity")).select_by_value("error")
    narrowed = browser.texts("#kb-catalogue li")
    assert 0 < len(narrowed) < everything
    assert all(text.startswith("error") for text in narrowed)
    assert browser.one("#kb-count").text == f"{len(narrowed)} of {everything} records"
    assert urlsplit(browser.driver.current_url).query == "operation=conv&severity=error"
    browser.driver.refresh()
    assert browser.texts("#kb-catalogue li") == narrowed
    assert Select(browser.one("#kb-operation")).first_selected_option.text == "conv"


def test_showing_all_again_empties_the_address(browser: Browser, address: str) -> None:
    browser.open(f"{address}catalogue.html?category=crash")
    few = len(browser.texts("#kb-catalogue li"))
    browser.one("#kb-filters button[type=reset]").click()
    browser.wait(lambda: urlsplit(browser.driver.current_url).query == "")
    assert len(browser.texts("#kb-catalogue li")) > few


@pytest.mark.parametrize("words", [LOG_LINE, SLUG, "apple/coremltools#2173", "interleave ipad"])
def test_the_catalogue_finds_words_slugs_and_log_lines(words: str, browser: Browser, address: str) -> None:
    browser.open(f"{address}catalogue.html")
    browser.one("#kb-text").send_keys(words)
    links = browser.links("#kb-catalogue a")
    assert f"{address}records/{SLUG}.html" in links
    assert len(links) < 10


def _background(browser: Browser) -> tuple[int, ...]:
    colour: str = browser.run("return getComputedStyle(document.body).backgroundColor")
    return tuple(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])


def test_dark_mode_follows_the_system_and_the_switch(browser: Browser, address: str) -> None:
    browser.prefer("dark")
    browser.open(address)
    assert max(_background(browser)) < 60
    browser.one("label[title='Switch to light mode']").click()
    browser.wait(lambda: min(_background(browser)) > 200)


def test_pages_opened_from_disk_search_and_filter(browser: Browser, built: Path) -> None:
    browser.open((built / "index.html").as_uri())
    browser.one("#kb-log").send_keys(LOG_LINE)
    browser.wait(lambda: browser.shown("#kb-log-answer a"))
    browser.one(".md-search__input").send_keys("interleave factors")
    browser.wait(lambda: browser.shown(".md-search-result__link"))
    browser.open(f"{(built / 'catalogue.html').as_uri()}?operation=conv")
    assert 0 < len(browser.texts("#kb-catalogue li")) < 50
    Select(browser.one("#kb-severity")).select_by_value("error")
    browser.wait(lambda: "severity=error" in browser.driver.current_url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", FIVE_KINDS)
def test_no_serious_barrier_stands_in_anybodys_way(page: str, scheme: str, browser: Browser, address: str) -> None:
    browser.prefer(scheme)
    browser.open(address + page)
    browser.run((importlib.resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = browser.driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run().then(results => done(results.violations), error => done([{id: String(error), impact: 'critical'}]))"
    )
    serious = [
        (each["id"], [node["html"][:200] for node in each.get("nodes", ())][:3])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
