"""The site's search, as the theme's worker answers in headless Chromium."""

import re

from site_browser import Browser

from kb.knowledge.opening import open_knowledge

LOG_LINE = "Strides of Conv needs to be product of at most 2 interleave factors"
SLUG = "conv-stride-interleave-factors"

# Gives the words that the search's worker holds, and those that it looks up, for the index that the site ships.
_WORDS_OF_THE_SEARCH = """
const [worker, index, done] = arguments;
const script = Object.assign(document.createElement("script"), { src: worker });
script.onload = async () => {
  const build = lunr.Builder.prototype.build;
  lunr.Builder.prototype.build = function () {
    const built = build.call(this);
    done([Object.keys(built.invertedIndex).sort(), built.tokenSet.toArray().sort()]);
    return built;
  };
  const read = await (await fetch(index)).json();
  dispatchEvent(new MessageEvent("message", { data: { type: 0, data: { ...read, options: {} } } }));
};
document.head.append(script);
"""

# Asks the search's worker, as the theme does, and gives the first pages found for each query.
_ASK_THE_SEARCH = """
const [address, index, queries, done] = arguments;
const worker = new Worker(address);
const found = [];
worker.onmessage = ({ data }) => {
  if (data.type === 3) found.push(data.data.items.map((page) => page[0].location));
  if (found.length === queries.length) done(found);
  else worker.postMessage({ type: 2, data: queries[found.length] });
};
fetch(index)
  .then((answer) => answer.json())
  .then((read) => worker.postMessage({ type: 0, data: { ...read, options: { suggest: true } } }));
"""


def test_search_finds_a_log_line(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.one(".md-search__input").send_keys(LOG_LINE)

    def is_first() -> bool:
        """Results change while words are still being typed."""
        first = browser.links(".md-search-result__link")[:2]
        return any("messages.html" in link and "#strides-of-conv" in link for link in first)

    browser.wait(is_first)
    assert any(f"records/{SLUG}.html" in link for link in browser.links(".md-search-result__link"))
    assert browser.logged("browser") == []


def test_search_holds_every_word_of_the_pages(browser: Browser, address: str, worker: str) -> None:
    """The library that the theme searches with can lose the ends of words with digits; queries then fail whole."""
    browser.open(address)
    of_the_pages, held = browser.run_async(_WORDS_OF_THE_SEARCH, worker, f"{address}search/search_index.json")
    assert len(of_the_pages) > 10_000
    assert held == of_the_pages


def test_search_keeps_words_apart_that_differ_in_digits(browser: Browser, address: str, worker: str) -> None:
    browser.open(address)
    browser.run_async(_WORDS_OF_THE_SEARCH, worker, f"{address}search/search_index.json")
    one, two = browser.run("""
        const ending = (edges) => String(Object.assign(new lunr.TokenSet(), { edges }));
        return [ending({ 1: { id: 234 } }), ending({ 1: { id: 2 }, 3: { id: 4 } })];
    """)
    assert one != two


def test_search_finds_log_lines_whatever_signs_they_hold(browser: Browser, address: str, worker: str) -> None:
    """Quotes, signs, colons and tildes mean something in a query; to who pastes a line they are part of it."""
    messages = [each for record in open_knowledge().records for each in record.messages]
    signs = re.compile(r'"|(^|\s)[-+~]|[~^*]\S')
    queries = [each for each in messages if signs.search(each)]
    assert len(queries) > 30
    queries += ["~/Library/Caches/com.apple.e5rt", "weights^2 of conv", "-[MLModel predictionFromFeatures:]", '"']
    browser.open(address)
    found = browser.run_async(_ASK_THE_SEARCH, worker, f"{address}search/search_index.json", queries)
    nothing = [query for query, pages in zip(queries, found, strict=True) if not pages]
    assert nothing == ['"']


def test_the_search_index_waits_until_somebody_searches(browser: Browser, address: str) -> None:
    browser.open(f"{address}records/{SLUG}.html")
    browser.wait(lambda: browser.run("return document.readyState") == "complete")
    assert not any("search_index" in each for each in browser.requested())
