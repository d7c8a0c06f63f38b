// The search index is greater than everything else that a page loads, and most readers never search. The theme asks
// for it at once: let it wait until somebody turns to the search.
(() => {
  "use strict";
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
  // The theme calls it a dialog and gives it no name.
  addEventListener("DOMContentLoaded", () => document.querySelector(".md-search")?.setAttribute("aria-label", "Search"));
})();
