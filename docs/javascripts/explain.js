// `kb.logs` in the browser: the records that a log names, in the order of `kb explain`. The tests of the site hold it to
// the command. One thing only the command does: it finds a message that a console broke over prefixed lines.
(() => {
  "use strict";
  const GAP = 160; // letters that a `<…>` may stand for
  const KNOWN_BY = 6; // letters by which what follows a `<…>` is known again
  const SEED = 12; // letters by which a message is looked for
  const [CUT_LETTERS, CUT_PART] = [18, 0.55]; // what a cut message must keep
  const [PASTED_LINES, NEARBY] = [40, 12];
  const WRAPPED_WITHIN = 300;
  const [GENERIC, OTHER_NUMBERS, PART, NAMES_NO_CAUSE, WRAPPING] = [0.45, 0.95, 0.5, 0.9, 0.5];
  const GRAVEST = ["error", "warning", "note"];
  const CORE_ML =
    /core ?ml|mlmodel|mlpackage|mlprogram|mlmultiarray|espresso|e5rt|anef|anec|neural engine|mil program|mil_|bnns|mpsgraph|mlir|mps\./i;

  // Only letters count: digits, quotes and line breaks differ from one log to the next.
  const lettersOf = (text) => text.replace(/[^A-Za-z]/g, "").toLowerCase();
  // The hyphens of a date and of a name are no signs.
  const numbersOf = (text) => text.replace(/([\w.)\]])-/g, "$1 ").match(/-?\d+(?:\.\d+)*/g) ?? [];

  // The first index whose value is greater than the given one.
  const above = (sorted, value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] > value) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  const squeeze = (text) => {
    const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(/\\(?:[ntr]|u[0-9a-fA-F]{4})/g, " ");
    const lines = plain.split(/\r\n|\r|\n/);
    const [stretches, lineOf, starts] = [[], [], [0]];
    let count = 0;
    // A message can be cut at a line's end, or at an ellipsis.
    for (const [number, line] of lines.entries())
      for (const stretch of line.replaceAll("…", "...").split("...").map(lettersOf)) {
        stretches.push(stretch);
        lineOf.push(number);
        starts.push((count += stretch.length));
      }
    return { lines, lineOf, starts, ends: new Set(starts), letters: stretches.join("") };
  };

  const lineAt = (log, position) => log.lineOf[Math.min(above(log.starts, position), log.lineOf.length) - 1];
  const endOfLine = (log, position) => log.starts[above(log.starts, position)] ?? position;

  const common = (log, position, fragment) => {
    if (log.letters.startsWith(fragment, position)) return fragment.length;
    let count = 0;
    while (log.letters[position + count] === fragment[count]) count += 1;
    return count;
  };

  const afterGap = (log, position, fragment) => {
    const knownBy = fragment.slice(0, KNOWN_BY);
    let [best, most] = [-1, -1];
    const last = position + GAP;
    for (let at = log.letters.indexOf(knownBy, position); at >= 0 && at <= last; at = log.letters.indexOf(knownBy, at + 1)) {
      const count = common(log, at, fragment);
      if (count > most) [best, most] = [at, count];
    }
    return best;
  };

  // How far the log goes on as the fragment does; letters that agree by chance behind a line's end do not count.
  const follow = (log, place, fragment) => {
    const count = common(log, place, fragment);
    const end = place + count;
    const lastStart = log.starts[above(log.starts, end) - 1];
    const beyond = count < fragment.length && lastStart > place ? end - lastStart : 0;
    return { end: end - beyond, count: count - beyond };
  };

  const cutOff = (log, message, start, end, matched) => {
    const kept = matched / message.letters;
    const tells = kept >= CUT_PART && matched >= Math.max(CUT_LETTERS, message.telling ?? 0);
    return tells && log.ends.has(end) ? { start, end, kept } : null;
  };

  const cutInGap = (log, message, start, position, matched) => {
    const end = endOfLine(log, position - 1);
    return end <= position + GAP ? cutOff(log, message, start, end, matched) : null;
  };

  const hitAt = (log, message, start) => {
    let [position, matched] = [start, 0];
    for (const [number, fragment] of message.fragments.entries()) {
      const place = number ? afterGap(log, position, fragment) : start;
      if (place < 0) return cutInGap(log, message, start, position, matched);
      const { end, count } = follow(log, place, fragment);
      if (count < fragment.length) {
        const cut = cutOff(log, message, start, end, matched + count);
        const isOfThisLine = !number || place < endOfLine(log, position - 1);
        return cut || isOfThisLine ? cut : cutInGap(log, message, start, position, matched);
      }
      [position, matched] = [end, matched + count];
    }
    return { start, end: position, kept: 1 };
  };

  const hasNumbers = (log, message, hit) => {
    if (!message.numbers) return true;
    const last = lineAt(log, Math.max(hit.start, hit.end - 1)) + 2;
    const there = numbersOf(log.lines.slice(lineAt(log, hit.start), last).join(" "));
    let next = 0;
    return message.numbers.every((number) => (next = there.indexOf(number, next) + 1) > 0);
  };

  // Every place of a message; of one that any program may print, those that are whole and in Core ML's company.
  const look = (log, message, allows) => {
    const seed = message.fragments[0].slice(0, SEED);
    const hits = [];
    for (let at = log.letters.indexOf(seed); at >= 0; at = log.letters.indexOf(seed, at + 1)) {
      if (message.generic && !allows(message, lineAt(log, at))) continue;
      const hit = hitAt(log, message, at);
      if (hit && (!message.generic || (hit.kept === 1 && hasNumbers(log, message, hit)))) hits.push(hit);
    }
    return { message, hits, whole: hits.filter((hit) => hit.kept === 1) };
  };

  const company = (log, named) => {
    const isPasted = log.lines.length <= PASTED_LINES;
    const spoken = isPasted ? [] : [...log.lines.keys()].filter((number) => CORE_ML.test(log.lines[number]));
    return (message, line) =>
      isPasted ||
      message.records.some((slug) => named.has(slug)) ||
      (spoken[above(spoken, line - NEARBY - 1)] ?? Infinity) <= line + NEARBY;
  };

  const scored = (log, seen, others) => {
    const { message, hits } = seen;
    const first = hits[0];
    const best = hits.reduce((one, other) => (other.kept > one.kept ? other : one));
    const isPart = others.some(
      (other) =>
        other.message.letters > message.letters &&
        other.whole.some((hit) => hit.start <= first.start && hit.end >= first.end),
    );
    const reach = Math.min(endOfLine(log, first.end - 1), first.end + WRAPPED_WITHIN);
    const wraps =
      message.line &&
      others.some(
        (other) =>
          String(other.message.records) !== String(message.records) &&
          other.whole.some((hit) => hit.start >= first.end && hit.start < reach),
      );
    const weights = [
      best.kept,
      hasNumbers(log, message, best) || OTHER_NUMBERS,
      !message.generic || GENERIC,
      !isPart || PART,
      !message.line || NAMES_NO_CAUSE,
      !wraps || WRAPPING,
      1 / Math.sqrt(message.shared ?? 1),
    ];
    return { message, line: lineAt(log, first.start), score: weights.reduce((product, each) => product * each) };
  };

  const explanation = (slug, record, sightings) => {
    const namesNoCause = sightings.every((each) => each.message.line);
    const doubts = sightings.map((each) => 1 - each.score);
    const doubt = namesNoCause ? Math.min(...doubts) : doubts.reduce((product, each) => product * each);
    const best = sightings.reduce((one, other) => (other.score > one.score ? other : one));
    return { slug, ...record, namesNoCause, best, score: Math.round((1 - doubt) * 1000) / 1000 };
  };

  // The likeliest first; of lines that say as much, the gravest, then the first.
  const order = (one, other) =>
    other.score - one.score ||
    GRAVEST.indexOf(one.severity) - GRAVEST.indexOf(other.severity) ||
    one.best.line - other.best.line ||
    (one.slug < other.slug ? -1 : 1);

  const prepared = (messages) =>
    messages.map((message) => {
      const fragments = message.message.split(/<[^<>]*>/).map(lettersOf).filter(Boolean);
      const all = fragments.join("");
      return { ...message, fragments, all, letters: all.length };
    });

  // `known`: what messages.js sets. Gives `explain`, and `complete` for what is still being typed: records with a message
  // that has these letters in it, the worst first.
  window.kbExplainer = (known) => {
    const messages = prepared(known.messages);
    const complete = (text) => {
      const typed = lettersOf(text);
      if (typed.length < SEED) return [];
      const found = new Map();
      for (const message of messages.filter((each) => each.all.includes(typed)))
        for (const slug of message.records)
          if (!found.has(slug)) found.set(slug, { slug, ...known.records[slug], best: { message }, score: 0 });
      return [...found.values()];
    };
    const explain = (text) => {
      const log = squeeze(text);
      const own = messages.filter((each) => !each.generic).map((each) => look(log, each));
      const found = own.filter((each) => each.hits.length);
      const allows = company(log, new Set(found.flatMap((each) => each.message.records)));
      const generic = messages.filter((each) => each.generic).map((each) => look(log, each, allows));
      const seen = [...found, ...generic.filter((each) => each.hits.length)];
      const sightings = new Map();
      for (const each of seen.map((one) => scored(log, one, seen)).sort((one, other) => one.line - other.line))
        for (const slug of each.message.records) sightings.set(slug, [...(sightings.get(slug) ?? []), each]);
      return [...sightings].map(([slug, each]) => explanation(slug, known.records[slug], each)).sort(order);
    };
    return { explain, complete };
  };
})();
