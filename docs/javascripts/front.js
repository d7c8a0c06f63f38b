// The front page's two ways in: a log line, and an operation. Nothing that is typed leaves the browser.
(() => {
  "use strict";
  const finder = document.getElementById("kb-finder");
  if (!finder) return;
  const base = new URL("..", document.currentScript.src);
  const log = document.getElementById("kb-log");
  const answer = document.getElementById("kb-log-answer");
  const GAP = 160; // letters that a `<…>` may stand for
  const LEAST = 12; // letters below which a line says nothing

  const CUT_LETTERS = 18; // letters that a cut message must keep
  const CUT_PART = 0.55; // and the part of it

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

  const stands = (text, fragments) => {
    const [first, ...rest] = fragments;
    for (let start = text.indexOf(first); start >= 0; start = text.indexOf(first, start + 1)) {
      let position = start + first.length;
      const whole = rest.every((fragment) => {
        const found = text.indexOf(fragment, position);
        if (found < 0 || found > position + GAP) return false;
        position = found + fragment.length;
        return true;
      });
      if (whole) return true;
    }
    return false;
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

  const find = (known, text) => {
    const squeezed = letters(text);
    if (squeezed.length < LEAST) return [];
    return known
      .map((message) => {
        const all = message.fragments.join("");
        if (all.length >= LEAST && stands(squeezed, message.fragments)) return { message, score: 1000 + all.length };
        if (all.includes(squeezed)) return { message, score: squeezed.length };
        const begun = kept(squeezed, all);
        return { message, score: begun >= Math.max(CUT_LETTERS, CUT_PART * all.length) ? begun : 0 };
      })
      .filter(({ score }) => score)
      .sort((one, other) => other.score - one.score)
      .slice(0, 8)
      .map(({ message }) => message);
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const row = ({ message, slug, title, severity }) =>
    element(
      "li",
      {},
      element("span", { className: `kb-chip kb-${severity}`, textContent: severity }),
      " ",
      element("a", { href: new URL(`records/${slug}.html`, base), textContent: title }),
      element("q", { textContent: message }),
    );

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
