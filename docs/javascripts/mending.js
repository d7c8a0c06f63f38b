// What the theme leaves to be wished for. Loaded before it.
(() => {
  "use strict";
  // The search index is greater than everything else that a page loads, and most readers never search. The theme asks
  // for it at once: let it wait until somebody turns to the search.
  const wanted = new Promise((resolve) => {
    if (new URLSearchParams(location.search).has("q")) resolve();
    for (const event of ["focusin", "change", "pointerover"]) {
      addEventListener(event, ({ target }) => target.closest?.(".md-search, #__search, [for=__search]") && resolve());
    }
  });
  const { open, send } = XMLHttpRequest.prototype;
  const waiting = new WeakSet();
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (String(address).endsWith("search/search_index.json")) waiting.add(this);
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...body) {
    if (waiting.has(this)) wanted.then(() => send.apply(this, body));
    else send.apply(this, body);
  };

  // Code that is wider than the page: a keyboard reaches it, too.
  const reachable = () => {
    for (const code of document.querySelectorAll(".highlight code")) {
      if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    }
  };
  addEventListener("DOMContentLoaded", () => {
    // The theme calls its search a dialog and gives it no name.
    document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
    reachable();
  });
  addEventListener("load", () => {
    reachable();
    // Each block's row of buttons is a landmark of its own.
    document.querySelectorAll(".md-code__nav").forEach((row, index) => {
      row.setAttribute("aria-label", `Code block ${index + 1}`);
    });
  });
  addEventListener("resize", reachable);
})();
