// The front page's two ways in: a log line, and an operation. Nothing that is typed leaves the browser.
(() => {
  "use strict";
  const finder = document.getElementById("kb-finder");
  if (!finder) return;
  const base = new URL("..", document.currentScript.src);
  const log = document.getElementById("kb-log");
  const answer = document.getElementById("kb-log-answer");
  const SHOWN = 8;
  const SURE = 0.8;

  // A script, not a request: the page works from disk, too.
  const script = (name) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(`javascripts/${name}.js`, base);
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });

  let explainer = null;
  const load = () =>
    (explainer ??= Promise.all([script("messages"), script("explain")]).then(() => window.kbExplainer(window.kbKnown)));

  const howSure = ({ best, namesNoCause, score }) => {
    if (namesNoCause && score >= SURE) return "the line itself, which names no cause: many troubles print it";
    if (namesNoCause) return "the line itself, which says little: it is cut, or carries one that says more";
    if (score >= SURE) return "";
    return best.message.generic ? "possible: other troubles print this, too" : "likely: the message is cut, or other records have it, too";
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const row = (seen) => {
    const { slug, title, severity, best } = seen;
    return element(
      "li",
      {},
      element("span", { className: `kb-chip kb-${severity}`, textContent: severity }),
      " ",
      element("a", { href: new URL(`records/${slug}.html`, base), textContent: title }),
      " ",
      element("small", { textContent: howSure(seen) }),
      element("q", { textContent: best.message.message }),
    );
  };

  const tell = async () => {
    const text = log.value;
    if (!text.trim()) {
      answer.replaceChildren();
      return;
    }
    const { explain, complete } = await load();
    if (text !== log.value) return; // typed on meanwhile
    const explained = explain(text);
    const found = (explained.length ? explained : complete(text)).slice(0, SHOWN);
    if (found.length) answer.replaceChildren(element("ul", { className: "kb-answer" }, ...found.map(row)));
    else {
      const all = element("a", { href: new URL("messages.html", base), textContent: "All known lines" });
      answer.replaceChildren(element("p", {}, "No known message stands in it. ", all));
    }
  };

  finder.addEventListener("submit", (event) => event.preventDefault());
  log.addEventListener("input", tell);

  const picker = document.getElementById("kb-picker");
  picker.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = document.getElementById("kb-pick").value.trim();
    if (!typed) return;
    const known = [...document.getElementById("kb-types").options].some((option) => option.value === typed);
    const page = typed.startsWith("nn:") ? `layers/${typed.slice(3)}.html` : `operations/${typed}.html`;
    location.assign(new URL(known ? page : `catalogue.html?text=${encodeURIComponent(typed)}`, base));
  });
  if (log.value) tell();
})();
