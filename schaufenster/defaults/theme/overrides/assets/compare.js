// Profiles side by side. In a list each row gets a box, and the choice lives in the address (?m=SLUG&m=SLUG);
// the page of the comparison fetches the chosen profiles' own pages from this site and shows what is marked
// there (data-fact). Nothing is stored.

const SLUG = /^[a-z0-9-]+$/;

/** The slugs that the address names, each once. */
const named = () => [...new Set(new URLSearchParams(location.search).getAll("m"))];

/** The query of the address with these slugs instead of its own. */
function asking(slugs) {
  const query = new URLSearchParams(location.search);
  query.delete("m");
  for (const slug of slugs) query.append("m", slug);
  return query.size ? `?${query}`.replaceAll("%2C", ",") : "";
}

/** The choice goes along to the other languages. */
function take(slugs) {
  for (const other of document.querySelectorAll(".md-header a[hreflang]")) other.search = asking(slugs);
}

// ── a list to choose from ────────────────────────────────────────────────────────────────────

function startChoice(form, list) {
  const [before, after] = form.dataset.profile.split("*");
  const status = form.querySelector("[role=status]");
  const names = form.querySelector(".sf-choice__names");
  const most = Number(form.dataset.most);
  const blank = form.querySelector("template").content;
  const wanted = new Set(named());

  const boxes = [...list.children].map((row) => {
    const link = row.querySelector("h3 a");
    const copy = blank.cloneNode(true);
    const box = copy.querySelector("input");
    box.value = link.pathname.slice(before.length, -after.length);
    box.checked = wanted.has(box.value);
    copy.querySelector(".sf-vh").textContent = ` ${link.textContent}`;
    row.append(copy);
    return { box, name: link.textContent };
  });

  function tell() {
    const chosen = boxes.filter(({ box }) => box.checked);
    const full = chosen.length >= most;
    for (const { box } of boxes) box.disabled = full && !box.checked;
    form.classList.toggle("sf-choice--some", chosen.length > 0);
    form.querySelector(".sf-choice__act").hidden = !chosen.length;
    const said = full ? form.dataset.full : form.dataset.some.replace("{n}", chosen.length);
    status.textContent = chosen.length ? said : "";
    names.textContent = chosen.map(({ name }) => name).join(", ");
    const slugs = chosen.map(({ box }) => box.value);
    history.replaceState(null, "", location.pathname + asking(slugs) + location.hash);
    take(slugs);
  }

  list.addEventListener("change", tell);
  form.addEventListener("reset", () => {
    for (const { box } of boxes) box.checked = false;
    tell();
    boxes.find(({ box }) => box.checkVisibility())?.box.focus(); // the button is gone
  });
  if (wanted.size) tell();
}

// ── the comparison ───────────────────────────────────────────────────────────────────────────

/** Return a profile's page; null if there is none. The page of a former address names today's. */
async function profileAt(address, again = true) {
  const answer = await fetch(address);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("[data-fact=name]")) return page;
  const today = page.querySelector("link[rel=canonical]")?.href;
  return today && again ? profileAt(new URL(today).pathname, false) : null;
}

/** Make an element that holds what another one holds, in its language. */
function holding(name, part) {
  const element = document.createElement(name);
  if (part.lang) element.lang = part.lang;
  element.append(...document.importNode(part, true).childNodes);
  return element;
}

/** A cell with what a profile says of a fact: one thing, several as a list, or that it says nothing. */
function cellOf(profile, fact, silent) {
  const cell = document.createElement("td");
  const parts = [...profile.querySelectorAll(`[data-fact=${fact}]`)];
  if (parts.length > 1) {
    cell.append(document.createElement("ul"));
    cell.firstChild.append(...parts.map((part) => holding("li", part)));
  } else cell.append(parts.length ? holding("div", parts[0]) : silent.cloneNode(true));
  return cell;
}

/** The head of a column: the profile's tile, its name, its status, and the way to the others without it. */
function headOf(profile, address, others, blank) {
  const head = Object.assign(document.createElement("th"), { scope: "col" });
  const [tile, name, status] = ["tile", "name", "status"].map((fact) => profile.querySelector(`[data-fact=${fact}]`));
  const drop = blank.cloneNode(true);
  drop.querySelector("a").href = location.pathname + asking(others);
  drop.querySelector("span").textContent = ` ${name.textContent}`;
  const link = Object.assign(holding("a", name), { href: address });
  head.append(...[tile, link, status].filter(Boolean).map((part) => document.importNode(part, true)), drop);
  return head;
}

async function startComparison(page) {
  const within = (selector) => page.querySelector(selector);
  const words = page.dataset;
  const most = Number(words.most);
  const asked = named();
  take(asked);
  if (!asked.length) return;
  const [none, board, change] = ["[data-none]", ".sf-versus__in", ".sf-act"].map(within);
  none.hidden = true;

  const first = asked.slice(0, most);
  const at = (slug) => words.profile.replace("*", slug);
  const pages = await Promise.all(first.map((slug) => SLUG.test(slug) && profileAt(at(slug))));
  const shown = first.filter((_, i) => pages[i]);
  const profiles = pages.filter(Boolean);

  const heads = profiles.map((profile, i) => {
    const others = shown.filter((slug) => slug !== shown[i]);
    return headOf(profile, at(shown[i]), others, within("[data-drop]").content);
  });
  board.querySelector("thead tr").append(...heads);
  board.dataset.columns = profiles.length;
  for (const row of board.querySelectorAll("[data-row]")) {
    const { row: fact } = row.dataset;
    row.querySelector("th").colSpan = Math.max(profiles.length, 1);
    row.lastElementChild.append(...profiles.map((profile) => cellOf(profile, fact, within("[data-silent]").content)));
    row.hidden = !profiles.some((profile) => profile.querySelector(`[data-fact=${fact}]`));
  }
  change.querySelector("a").search = asking(shown);
  board.hidden = change.hidden = !profiles.length;
  none.hidden = profiles.length > 0;
  const unknown = first.filter((_, i) => !pages[i]).join(", ");
  const count = profiles.length === 1 ? words.toldOne : words.told.replace("{n}", profiles.length);
  within("[role=status]").textContent = [
    profiles.length && count,
    unknown && words.unknown.replace("{names}", () => unknown),
    asked.length > most && words.more,
  ]
    .filter(Boolean)
    .join(". ");
}

const choice = document.getElementById("choice");
const list = document.querySelector("[data-choice-of]");
if (choice && list) startChoice(choice, list);
const versus = document.querySelector(".sf-versus");
if (versus) {
  startComparison(versus).catch(() => {
    versus.querySelector("[role=status]").textContent = versus.dataset.broken;
  });
}
