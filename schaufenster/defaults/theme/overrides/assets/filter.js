// Narrows a list on the spot. Without this script every value is a link to a plain list.
// A row is kept if it has one of the chosen values of every facet, and all words typed.

const ROWS = 60; // so many rows are shown at once; a button shows more
const SHORT = 3; // letters: what is short begins a word, what is longer may stand inside one

/** The words of a text in each spelling, whole and in parts. */
const { asked, bare, spelt, words } = globalThis.wordComparison;
const known = new Map();
function wordsOf(text) {
  if (!known.has(text)) known.set(text, [spelt(text), bare(text)].flatMap(words).flat());
  return known.get(text);
}

/** The texts of an element one by one: no two words grow together at its borders. */
function textsOf(element) {
  const texts = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  return texts;
}

/** Whether a row has a typed word. `whole` are the rows in which a brief word stands as it was typed. */
function holds(row, { ways, whole }) {
  if (whole.size) return whole.has(row);
  const has = (word) => row.text.includes(word.length > SHORT ? word : ` ${word}`);
  return ways.some((way) => way.every(has));
}

function startFilter(panel) {
  const list = document.querySelector("[data-rows]");
  const synonyms = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");
  const rows = [...list.children].map((element) => {
    const marks = element.dataset.marks.split(" ");
    const texts = [...textsOf(element), ...marks.map((mark) => synonyms[mark] ?? "")];
    const held = new Set(texts.flatMap(wordsOf));
    return { element, marks, held, text: ` ${[...held].join(" ")}` };
  });
  const values = [...panel.querySelectorAll("[data-value]")];
  const field = panel.querySelector("input[type=search]");
  const order = panel.querySelector("select");
  const told = document.querySelector("[data-told]");
  const empty = document.querySelector("[data-empty]");
  const more = document.querySelector("[data-more]");
  const opener = document.querySelector("[data-opener]");
  let limit = ROWS;

  const facetOf = (mark) => mark.slice(0, mark.indexOf(":"));
  const isChosen = (value) => value.getAttribute("aria-checked") === "true";
  const choose = (value, on) => value.setAttribute("aria-checked", String(on));

  function chosen() {
    const facets = new Map();
    for (const value of values.filter(isChosen)) {
      const facet = facetOf(value.dataset.value);
      facets.set(facet, (facets.get(facet) ?? new Set()).add(value.dataset.value));
    }
    return facets;
  }

  /** A row that fails one facet only still counts for the other values of that facet. */
  function narrow() {
    const facets = chosen();
    const wanted = asked(field.value).map(({ brief, ways }) => {
      const whole = rows.filter(({ held }) => brief && ways.some((way) => way.every((word) => held.has(word))));
      return { ways, whole: new Set(whole) };
    });
    const counts = new Map();
    let found = 0;
    for (const row of rows) {
      const failed = wanted.every((word) => holds(row, word))
        ? [...facets].filter(([, values]) => !row.marks.some((mark) => values.has(mark)))
        : null;
      const kept = failed?.length === 0;
      row.element.hidden = !kept || found >= limit;
      found += kept;
      if (!failed || failed.length > 1) continue;
      for (const mark of row.marks) {
        if (kept || facetOf(mark) === failed[0][0]) counts.set(mark, (counts.get(mark) ?? 0) + 1);
      }
    }
    for (const value of values) {
      const count = counts.get(value.dataset.value) ?? 0;
      value.querySelector("i").textContent = count;
      value.classList.toggle("none", count === 0 && !isChosen(value));
    }
    const all = found === rows.length;
    told.textContent = (all ? told.dataset.all : told.dataset.told).replace("{n}", found);
    empty.hidden = found > 0;
    more.hidden = found <= limit;
    opener.dataset.chosen = values.filter(isChosen).length || "";
    remember(facets);
  }

  function sort() {
    const key = order.value;
    const by = (row) => row.element.dataset[key] ?? "";
    const sign = key === "checked" ? -1 : 1; // the newest first
    const sorted = key ? [...rows].sort((a, b) => sign * by(a).localeCompare(by(b), document.documentElement.lang)) : rows;
    list.append(...sorted.map((row) => row.element));
  }

  /** The choice lives in the address, and goes along to the other languages. */
  function remember(facets) {
    const chosen = new URLSearchParams(location.search).getAll("m"); // to be compared (compare.js)
    const query = new URLSearchParams(chosen.map((slug) => ["m", slug]));
    for (const [facet, wanted] of facets) {
      query.set(facet, [...wanted].map((mark) => mark.slice(facet.length + 1)).join(","));
    }
    if (field.value.trim()) query.set("q", field.value.trim());
    if (order.value) query.set("sort", order.value);
    const search = query.size ? `?${query.toString().replaceAll("%2C", ",")}` : "";
    history.replaceState(null, "", location.pathname + search + location.hash);
    for (const other of document.querySelectorAll(".md-header a[hreflang]")) other.search = search;
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    for (const value of values) {
      const facet = facetOf(value.dataset.value);
      const wanted = (query.get(facet) ?? "").split(",");
      choose(value, wanted.includes(value.dataset.value.slice(facet.length + 1)));
    }
    field.value = query.get("q") ?? "";
    order.value = [...order.options].some((o) => o.value === query.get("sort")) ? query.get("sort") : "";
  }

  const again = () => {
    limit = ROWS;
    narrow();
  };
  for (const value of values) {
    value.setAttribute("role", "checkbox");
    value.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab shows the plain list
      event.preventDefault();
      choose(value, !isChosen(value));
      again();
    });
    value.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      value.click();
    });
  }
  field.addEventListener("input", again);
  order.addEventListener("change", () => {
    sort();
    again();
  });
  for (const button of document.querySelectorAll("[data-reset]")) {
    button.addEventListener("click", () => {
      for (const value of values) choose(value, false);
      field.value = "";
      again();
    });
  }
  more.addEventListener("click", () => {
    const next = rows.map((row) => row.element).find((row) => row.hidden);
    limit += ROWS;
    narrow();
    [...list.children].find((row) => row === next)?.querySelector("a")?.focus();
  });
  opener.addEventListener("click", () => {
    const open = opener.getAttribute("aria-expanded") !== "true";
    opener.setAttribute("aria-expanded", String(open));
    panel.classList.toggle("open", open);
  });
  recall();
  if (order.value) sort();
  narrow();
}

startFilter(document.querySelector("[data-filter]"));
