// The front page's two ways in: a log line, and an operation. Nothing that is typed leaves the browser.
(() => {
  "use strict";
  const finder = document.getElementById("kb-finder");
  if (!finder) return;
  const base = new URL("..", document.currentScript.src);
  const log = document.getElementById("kb-log");
  const answer = document.getElementById("kb-log-answer");
  // What follows is `kb.logs.explaining` in short: the same numbers, and the same order.
  const GAP = 160; // letters that a `<…>` may stand for
  const LEAST = 12; // letters below which a line says nothing
  const CUT_LETTERS = 18; // letters that a cut message must keep
  const CUT_PART = 0.55; // and the part of it
  const WRAPPED = 300; // letters between a line that names no cause and what it carries
  const [GENERIC, LINE, PART, WRAPPING, PIECE] = [0.45, 0.9, 0.5, 0.5, 0.4];
  const SURE = 0.8;
  const GRAVEST = ["error", "warning", "note"];

  let messages = null;
  const load = () =>
    (messages ??= new Promise((resolve, reject) => {
      // A script, not a request: the page works from disk, too.
      const script = document.createElement("script");
      script.src = new URL("javascripts/messages.js", base);
      script.onload = () =>
        resolve(
          window.kbMessages.map((message) => ({
            ...message,
            fragments: message.message.split(/<[^<>]*>/).map(letters).filter(Boolean),
          })),
        );
      script.onerror = reject;
      document.head.append(script);
    }));

  // Only letters count: digits, quotes and line breaks differ from one log to the next.
  const letters = (text) => text.toLowerCase().replace(/[^a-z]/g, "");

  // Where the fragments stand: the first letter, and the one behind the last.
  const stands = (text, [first, ...rest]) => {
    for (let start = text.indexOf(first); start >= 0; start = text.indexOf(first, start + 1)) {
      let end = start + first.length;
      const whole = rest.every((fragment) => {
        const found = text.indexOf(fragment, end);
        if (found < 0 || found > end + GAP) return false;
        end = found + fragment.length;
        return true;
      });
      if (whole) return { start, end };
    }
    return null;
  };

  // The part of a message's beginning that stands in the text: a line's end, or an ellipsis, may have cut it short.
  const kept = (text, all) => {
    let [least, most] = [0, all.length];
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      if (text.includes(all.slice(0, middle))) least = middle;
      else most = middle - 1;
    }
    return least;
  };

  const see = (message, squeezed, ends) => {
    const all = message.fragments.join("");
    const place = all.length >= LEAST && stands(squeezed, message.fragments);
    if (place) return { message, kept: 1, letters: all.length, ...place };
    if (message.generic) return null;
    if (all.includes(squeezed)) return { message, kept: PIECE, letters: 0, start: 0, end: squeezed.length };
    const begun = kept(squeezed, all);
    if (begun < Math.max(CUT_LETTERS, CUT_PART * all.length, message.telling ?? 0)) return null;
    const start = squeezed.indexOf(all.slice(0, begun));
    const end = start + begun;
    return ends.includes(end) ? { message, kept: begun / all.length, letters: 0, start, end } : null;
  };

  const scored = (seen, others, ends) => {
    const { message, start, end, letters } = seen;
    const lineEnd = ends.find((each) => each >= end);
    const isPart = others.some((each) => each.letters > letters && each.start <= start && each.end >= end);
    const wraps =
      message.line &&
      others.some(
        (each) =>
          each.message.slug !== message.slug &&
          each.start >= end &&
          each.start < Math.min(lineEnd, end + WRAPPED),
      );
    const shared = message.shared && 1 / Math.sqrt(message.shared);
    const weights = [message.generic && GENERIC, message.line && LINE, isPart && PART, wraps && WRAPPING, shared];
    return { ...seen, score: weights.filter(Boolean).reduce((product, each) => product * each, seen.kept) };
  };

  // The likeliest first; of lines that say as much, the gravest, then the first.
  const order = (one, other) =>
    other.score - one.score ||
    GRAVEST.indexOf(one.message.severity) - GRAVEST.indexOf(other.message.severity) ||
    one.start - other.start;

  const find = (known, text) => {
    const ends = [];
    let squeezed = "";
    for (const stretch of text.split(/\r?\n|\.\.\.|…/)) {
      squeezed += letters(stretch);
      ends.push(squeezed.length);
    }
    if (squeezed.length < LEAST) return [];
    const seen = known.map((message) => see(message, squeezed, ends)).filter(Boolean);
    const ofRecord = new Map();
    for (const each of seen.map((one) => scored(one, seen, ends)).sort(order))
      if (!ofRecord.has(each.message.slug)) ofRecord.set(each.message.slug, each);
    return [...ofRecord.values()].slice(0, 8);
  };

  const howSure = ({ message, score }) => {
    if (message.line && score >= SURE) return "the line itself, which names no cause: many troubles print it";
    if (message.line) return "the line itself, which says little: it is cut, or carries one that says more";
    if (score >= SURE) return "";
    return message.generic ? "possible: other troubles print this, too" : "likely: the message is cut, or other records have it, too";
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const row = (seen) => {
    const { message, slug, title, severity } = seen.message;
    return element(
      "li",
      {},
      element("span", { className: `kb-chip kb-${severity}`, textContent: severity }),
      " ",
      element("a", { href: new URL(`records/${slug}.html`, base), textContent: title }),
      " ",
      element("small", { textContent: howSure(seen) }),
      element("q", { textContent: message }),
    );
  };

  const tell = async () => {
    const text = log.value;
    if (!text.trim()) {
      answer.replaceChildren();
      return;
    }
    const found = find(await load(), text);
    if (text !== log.value) return; // typed on meanwhile
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
