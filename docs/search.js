// Set before the theme's search worker by docs/hook.py.
(() => {
  "use strict";
  const ASKED = 2;
  const FOUND = 3;

  // A pasted line of a log holds quotes, signs and colons that mean something in a query, and can ask for what no page
  // has. One that finds nothing is asked again as the words that it holds.
  const words = (query) => query.replace(/[^\p{L}\p{N}_.,()[\]']+/gu, " ").trim();
  let asked = "";
  self.addEventListener("message", ({ data }) => {
    if (data.type === ASKED) asked = data.data;
  });
  const answer = self.postMessage.bind(self);
  self.postMessage = (message) => {
    const plain = words(asked);
    if (message.type === FOUND && !message.data.items.length && plain && plain !== asked)
      self.dispatchEvent(new MessageEvent("message", { data: { type: ASKED, data: plain } }));
    else answer(message);
  };

  // Lunr joins equal ends of the words that it holds, and tells ends apart by their characters and the numbers of what
  // follows, strung together: "1" with 234 behind it is to it what "1" with 2 and "3" with 4 are. A word with digits
  // can so get the end of another, and a query that meets it ends in an error (olivernn/lunr.js#503). Here, a number ends.
  let lunr;
  Object.defineProperty(self, "lunr", {
    get: () => lunr,
    set: (theirs) => {
      lunr = theirs;
      lunr.TokenSet.prototype.toString = function () {
        const edges = Object.keys(this.edges).sort();
        return [Number(this.final), ...edges.map((edge) => edge + this.edges[edge].id)].join(",");
      };
    },
  });
})();
