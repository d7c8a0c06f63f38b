// Narrows the catalogue by what the address says, and writes into the address what the reader chooses.
(() => {
  "use strict";
  const form = document.getElementById("kb-filters");
  if (!form) return;
  const list = document.getElementById("kb-catalogue");
  const count = document.getElementById("kb-count");
  const entries = [...list.children].map((element) => ({
    element,
    words: `${element.textContent} ${element.dataset.text}`.toLowerCase(),
    values: Object.fromEntries(
      Object.entries(element.dataset).map(([name, value]) => [name, value === "*" ? null : new Set(value.split("|"))]),
    ),
  }));
  const fields = [...form.elements].filter((field) => field.name);

  const chosen = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));

  const fits = ({ words, values }, choice) =>
    fields.every(({ name }) => {
      const wanted = choice[name];
      if (!wanted) return true;
      if (name === "text") return wanted.toLowerCase().split(/\s+/).every((word) => words.includes(word));
      return values[name] === null || values[name].has(wanted);
    });

  const show = () => {
    const choice = chosen();
    let shown = 0;
    for (const entry of entries) {
      const fit = fits(entry, choice);
      entry.element.hidden = !fit;
      shown += fit;
    }
    count.textContent = `${shown} of ${entries.length} records`;
  };

  const remember = () => {
    const query = new URLSearchParams(Object.entries(chosen()).filter(([, value]) => value));
    const address = query.size ? `?${query}` : location.pathname;
    try {
      history.replaceState(null, "", address);
    } catch {
      // A page opened from disk may refuse; the list is narrowed all the same.
    }
  };

  const read = () => {
    const query = new URLSearchParams(location.search);
    for (const field of fields) field.value = query.get(field.name) ?? "";
    show();
  };

  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => {
      show();
      remember();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    setTimeout(() => {
      show();
      remember();
    });
  });
  addEventListener("popstate", read);
  read();
})();
