// Narrows a list on the spot. Without this script every value is a link to a plain list.
// A row is kept if it has one of the chosen values of every facet, and all words typed.

const ROWS = 60; // so many rows are shown at once; a button shows more

/** Letters as people type them: "Prüfstand" is found by "pruefstand", and by "prufstand". */
const SPELT = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const spelt = (text) => text.toLowerCase().replace(/[äöüß]/g, (letter) => SPELT[letter]);
const bare = (text) => spelt(text.toLowerCase().replace(/[äöü]/g, (c) => c.normalize("NFD")[0]));

function startFilter(panel) {
  const list = document.querySelector("[data-rows]");
  const known = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");
  const rows = [...list.children].map((element) => {
    const marks = element.dataset.marks.split(" ");
    const words = marks.map((mark) => known[mark] ?? "").join(" ");
    const text = `${element.textContent} ${words}`;
    return { element, marks, text: `${spelt(text)} ${bare(text)}` };
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
    const words = spelt(field.value).split(/\s+/).filter(Boolean);
    const counts = new Map();
    let found = 0;
    for (const row of rows) {
      const failed = words.every((word) => row.text.includes(word))
        ? [...facets].filter(([, wanted]) => !row.marks.some((mark) => wanted.has(mark)))
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
    const sorted = key ? [...rows].sort((a, b) => sign * by(a).localeCompare(by(b), "de")) : rows;
    list.append(...sorted.map((row) => row.element));
  }

  /** The choice lives in the address, and goes along to the other language. */
  function remember(facets) {
    const query = new URLSearchParams();
    for (const [facet, wanted] of facets) {
      query.set(facet, [...wanted].map((mark) => mark.slice(facet.length + 1)).join(","));
    }
    if (field.value.trim()) query.set("q", field.value.trim());
    if (order.value) query.set("sort", order.value);
    const search = query.size ? `?${query.toString().replaceAll("%2C", ",")}` : "";
    history.replaceState(null, "", location.pathname + search + location.hash);
    const other = document.querySelector(".md-header a[hreflang]");
    if (other) other.search = search;
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
