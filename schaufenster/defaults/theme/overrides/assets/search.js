// Search: the field in the header and the page of results. Pagefind is fetched with the first touch
// of a field, never before. Nothing is stored, and nobody but this site is asked.

const BUNDLE = new URL("../pagefind/pagefind.js", import.meta.url).href;
const SPELLING = new URL("word-comparison.js", import.meta.url).href;
const WEIGHTS = { names: 9, title: 6, competences: 4, words: 1.5, place: 1.5, when: 0.5, tags: 0.01 };
const WAIT = 120; // ms after the last key, so that a word is not looked up letter by letter
const BEST = 5; // results below the header's field
const SHORTEST = 2; // letters; one would find half the site
const SHORT = 3; // letters: what is short is first of all a word of its own
const OWN = 100; // more than any score of Pagefind's
const EXCERPT = 26; // words
const REACH = 18; // words from the start of a sentence to the word that was found
const BEFORE = 6; // words before it, where the sentence is longer
const STEP = 10; // results that the page adds at once

const ready = new Map();
const holding = new Map(); // tags, and the ids of the pages that have them

/** Fetch Pagefind once. A failed try is forgotten, so that the next key tries again. */
function wake() {
  if (!ready.has(BUNDLE)) {
    const awake = Promise.all([import(BUNDLE), import(SPELLING)]).then(async ([pagefind]) => {
      await pagefind.options({ noWorker: true, ranking: { metaWeights: WEIGHTS } });
      await pagefind.init();
      return pagefind;
    });
    awake.catch(() => ready.delete(BUNDLE));
    ready.set(BUNDLE, awake);
  }
  return ready.get(BUNDLE);
}

/** A page's kind, district and language are words in the index that nobody types. */
const tag = (name, value) => `qq${name}${value.replaceAll("-", "")}qq`;
const tagged = (meta, name) => meta.tags.match(new RegExp(`qq${name}(\\w+?)qq`))?.[1];

/** Return the pages that have a tag. Not asked together with the words: Pagefind passes over what it
 *  does not know, and the pages of a kind would be the answer to every misspelt word. */
async function holders(word) {
  if (!holding.has(word)) {
    const { results } = await (await wake()).search(`"${word}"`);
    holding.set(word, new Set(results.map((result) => result.id)));
  }
  return holding.get(word);
}

/** Whether a page has a word with this beginning. Where no page has one, Pagefind answers with the
 *  longest beginning that is a word itself: "3 events" for "3D". Of long words half will do. */
async function begins({ data }, word) {
  const { bare, spelt, words } = globalThis.wordComparison;
  const { content, meta } = await data();
  const text = [content, ...Object.values(meta)].join(" ");
  const start = word.slice(0, Math.max(SHORT + 1, word.length / 2));
  return [bare, spelt].some((rule) => words(rule(text)).flat().some((own) => own.startsWith(start)));
}

/** Return the pages with a word by their ids, with a score and the word's places. In doubt are those
 *  with words that only begin like a short one. */
async function pagesWith(word, brief) {
  const pagefind = await wake();
  const exact = (await pagefind.search(`"${word}"`)).results;
  const own = new Set(exact.map(({ id }) => id));
  const { results } = await pagefind.search(word);
  if (!results.length || (!own.size && !(await begins(results[0], word)))) return new Map();
  const meant = results.filter(({ id }) => !brief || !own.size || own.has(id));
  return new Map(
    meant.map(({ id, score, words, data }) => {
      const doubt = word.length <= SHORT && !own.has(id);
      return [id, { id, data, places: words, doubt, score: word.length > SHORT || doubt ? score : score + OWN }];
    }),
  );
}

const added = (one, other) => ({
  ...one,
  score: one.score + other.score + 1,
  places: [...one.places, ...other.places],
});

/** Return the pages that stand in all lists. */
function inAll([first, ...others]) {
  const kept = [...first.values()].filter(({ id }) => others.every((pages) => pages.has(id)));
  return new Map(kept.map((page) => [page.id, others.reduce((sum, pages) => added(sum, pages.get(page.id)), page)]));
}

/** Return the pages that stand in some list without doubt. */
function inAny(lists) {
  const all = new Map();
  for (const page of lists.flatMap((pages) => [...pages.values()])) {
    if (!page.doubt) all.set(page.id, all.has(page.id) ? added(page, all.get(page.id)) : page);
  }
  return all;
}

/** Return the pages that have a typed word in one of its ways, each with its best score. */
async function lookUp({ brief, ways }) {
  const best = new Map();
  for (const way of ways) {
    const pages = inAll(await Promise.all(way.map((word) => pagesWith(word, brief))));
    for (const page of pages.values()) {
      if (!(best.get(page.id)?.score >= page.score)) best.set(page.id, page);
    }
  }
  return best;
}

/** Look words up. Of several, those that no page has are `missing`, and the `rest` is looked up. Where no
 *  page has all of these, `loose` is set and any of them will do. */
export async function find(text) {
  await wake();
  const words = globalThis.wordComparison.asked(text);
  const pages = await Promise.all(words.map(lookUp));
  const said = (held) => [...new Set(words.filter((_, i) => pages[i].size > 0 === held).map(({ typed }) => typed))];
  const lists = pages.filter(({ size }) => size);
  const all = lists.length ? inAll(lists) : new Map();
  const loose = all.size === 0 && lists.length > 1;
  const results = [...(loose ? inAny(lists) : all).values()].sort((a, b) => b.score - a.score);
  return {
    results,
    loose: loose && results.length > 0,
    missing: words.length > 1 ? said(false) : [],
    rest: said(true).join(" "),
  };
}

/** Make an element: its name, its properties, what it holds. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter(Boolean));
  return element;
}

/** Return the part of a text with most of the words found, which are marked. It starts where a sentence
 *  does, unless that is too long. */
export function excerpt(content, places) {
  const words = content.split(/\s+/);
  const ends = (word) => /(\p{L}{3}|\d{4}|[)“«»])[.!?…][“«»)]*$/u.test(word); // not "Dr." or "20."
  const starts = (i) => i === 0 || (ends(words[i - 1]) && !/^\p{Ll}/u.test(words[i]));
  const startFor = (place) => {
    let start = place;
    while (!starts(start) && place - start < REACH) start--;
    return starts(start) ? start : place - BEFORE;
  };
  const held = (start) => places.filter((place) => place >= start && place < start + EXCERPT).length;
  const start = places.map(startFor).reduce((best, next) => (held(next) > held(best) ? next : best), startFor(places[0] ?? 0));
  const marks = new Set(places);
  const shown = words.slice(start, start + EXCERPT).flatMap((word, i) => {
    return [" ", marks.has(start + i) ? make("mark", { textContent: word }) : word];
  });
  return [starts(start) ? "" : "… ", ...shown.slice(1), start + EXCERPT < words.length ? " …" : ""];
}

/** Call `act` once the keys have been quiet for a moment; an answer that comes late is dropped. */
function patient(act) {
  let timer;
  let turn = 0;
  return (at = WAIT) => {
    clearTimeout(timer);
    const mine = ++turn;
    timer = setTimeout(() => act(() => mine === turn), at);
  };
}

/** A page that has no text in the visitor's language says which one it has. */
const spoken = (meta) => (tagged(meta, "lang") ? { lang: tagged(meta, "lang") } : {});

/** Say how many pages were found, and which of the words none of them has. */
function told(words, n, missing) {
  const { lang } = document.documentElement;
  const count = n < 2 ? (n ? words.countOne : words.none) : words.count.replace("{n}", n.toLocaleString(lang));
  if (!missing.length) return count;
  const quoted = missing.map((word) => words.quoted.replace("{word}", () => word));
  const listed = new Intl.ListFormat(lang, { type: "disjunction" }).format(quoted);
  return `${count}. ${words.missing.replace("{words}", () => listed)}`;
}

// ── the field in the header ──────────────────────────────────────────────────────────────────

/** The link becomes a button that opens a field below the header. Results are plain links: the arrow
 *  keys walk through them, Escape shuts the field, Enter leads to the page of results. */
function startField(link, form) {
  const field = form.elements.q;
  const list = form.querySelector("ul");
  const status = form.querySelector("[role=status]");
  const words = form.dataset;
  const kinds = JSON.parse(words.kinds);

  const row = ({ url, meta }) => {
    const details = [kinds[tagged(meta, "kind")], meta.when ?? meta.place].filter(Boolean).join(", ");
    const title = make("b", { textContent: meta.title, ...spoken(meta) });
    return make("li", {}, make("a", { href: url }, title, make("span", { textContent: details })));
  };

  const look = patient(async (current) => {
    const text = field.value.trim();
    if (text.length < SHORTEST) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const { results, missing } = await find(text);
      const best = await Promise.all(results.slice(0, BEST).map(({ data }) => data()));
      if (!current()) return;
      list.replaceChildren(...best.map((page) => row(page)));
      if (results.length > BEST) {
        const href = `${form.action}?q=${encodeURIComponent(text)}`;
        list.append(make("li", {}, make("a", { href, className: "sf-find__all", textContent: words.all })));
      }
      status.textContent = told(words, results.length, missing);
    } catch {
      if (current()) status.textContent = words.broken;
    }
  });

  const show = (open) => {
    form.hidden = !open;
    link.setAttribute("aria-expanded", String(open));
    if (open) field.focus();
  };

  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-controls", form.id);
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const page = document.getElementById("search-q");
    if (page) page.focus(); // the page of results has a field of its own
    else show(form.hidden);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  form.querySelector("[type=button]").addEventListener("click", () => {
    show(false);
    link.focus();
  });
  field.addEventListener("focus", () => wake().catch(() => {}), { once: true });
  field.addEventListener("input", () => look());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      show(false);
      link.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next || !stops.includes(document.activeElement)) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.hidden && !form.contains(event.target) && !link.contains(event.target)) show(false);
  });
  document.querySelector(".sf-drawer")?.addEventListener("toggle", () => show(false));
}

// ── the page of results ──────────────────────────────────────────────────────────────────────

/** The form answers while its visitor types, and the address always says what is shown. */
function startPage(form, words) {
  const page = form.closest(".sf-search");
  const within = (selector) => page.querySelector(selector);
  const [found, register, facets] = [".sf-search__found", ".sf-search__register", ".sf-search__facets"].map(within);
  const [hits, status, more] = [".sf-hits", "[role=status]", ".sf-search__found .sf-btn"].map(within);
  const chips = [...form.querySelectorAll("[name=kind]")];
  const every = chips.map((chip) => chip.value).filter(Boolean);
  const kinds = JSON.parse(words.kinds);
  let waiting = [];

  const row = ({ url, meta, content }, { places }) => {
    const kind = tagged(meta, "kind");
    const lang = spoken(meta);
    const picture = within(`[data-picture="${kind}"]`)?.content.cloneNode(true);
    const skills = (meta.competences ?? "").split(", ").filter(Boolean).slice(0, 3);
    const facts = [meta.when, meta.place].filter(Boolean).map((textContent) => make("span", { textContent }));
    return make(
      "li",
      { className: "sf-card sf-hit" },
      picture,
      make(
        "div",
        {},
        make("p", { className: "sf-meta" }, make("b", { className: "sf-status", textContent: kinds[kind] }), ...facts),
        make("h2", lang, make("a", { href: url, textContent: meta.title })),
        make("p", lang, ...excerpt(content, places)),
        skills.length && make("p", { className: "sf-meta" }, ...skills.map((textContent) => make("b", { textContent }))),
      ),
    );
  };

  const add = async (current) => {
    const next = waiting.slice(0, STEP);
    const read = await Promise.all(next.map(({ data }) => data()));
    if (!current()) return;
    waiting = waiting.slice(next.length);
    hits.append(...read.map((page, i) => row(page, next[i])));
    more.hidden = waiting.length === 0;
  };

  const tell = (name, shown) => {
    within(`[data-say=${name}]`).hidden = !shown;
  };

  const count = (byKind) => {
    for (const chip of chips) {
      const n = byKind[chip.value].length;
      const label = chip.closest("label");
      label.querySelector("i").textContent = n;
      label.hidden = n === 0 && !chip.checked;
    }
  };

  const look = patient(async (current) => {
    const asked = new FormData(form);
    const [text, kind, district] = ["q", "kind", "district"].map((name) => (asked.get(name) ?? "").trim());
    const address = (q) => `?${new URLSearchParams(Object.entries({ q, kind, district }).filter(([, value]) => value))}`;
    history.replaceState(null, "", text ? address(text) : location.pathname);
    const some = text.length >= SHORTEST;
    found.hidden = facets.hidden = !some;
    register.hidden = some;
    if (!some) return;
    try {
      const all = await find(text);
      const there = district && (await holders(tag("district", district)));
      const local = all.results.filter(({ id }) => !there || there.has(id));
      const byKind = { "": local };
      for (const each of every) {
        const own = await holders(tag("kind", each));
        byKind[each] = local.filter(({ id }) => own.has(id));
      }
      if (!current()) return;
      waiting = byKind[kind] ?? local;
      hits.replaceChildren();
      count(byKind);
      status.textContent = told(words, waiting.length, all.missing);
      Object.assign(within("[data-say=rest] a"), { textContent: all.rest, href: address(all.rest) });
      tell("rest", all.missing.length > 0 && !all.loose && waiting.length > 0);
      tell("loose", all.loose && waiting.length > 0);
      tell("none", waiting.length === 0);
      register.hidden = waiting.length > 0;
      await add(current);
    } catch {
      if (!current()) return;
      status.textContent = words.broken;
      register.hidden = false;
    }
  });

  const asked = new URLSearchParams(location.search);
  form.elements.q.value = asked.get("q") ?? "";
  for (const chip of chips) chip.checked = chip.value === (every.includes(asked.get("kind")) ? asked.get("kind") : "");
  if (form.elements.district) form.elements.district.value = asked.get("district") ?? "";
  if (form.elements.district?.selectedIndex === -1) form.elements.district.value = ""; // unknown

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look(0);
  });
  form.addEventListener("input", () => look());
  form.elements.q.addEventListener("focus", () => wake().catch(() => {}), { once: true });
  more.addEventListener("click", async () => {
    const last = hits.lastElementChild;
    await add(() => true);
    last.nextElementSibling?.querySelector("a").focus();
  });
  if (form.elements.q.value) look(0);
}

const field = document.getElementById("sf-find");
if (field) startField(document.querySelector(".sf-find__open"), field);
const form = document.querySelector(".sf-search__form");
if (form) startPage(form, field.dataset);
