// Starts Decap CMS with what `config.json` beside the page says, and stands between it and the files.
//
// Decap would write a file anew: without its comments, in another order, 07743 as 7743. Here it gets
// texts, and what it gives back is laid over the file as it was. A record with texts in files of
// their own (a news item, a report) is one entry and one proposal.

import { changed, pruned, read, same, written } from "./yaml-edit.js";

const PART = "\u001e";
const FRONT = /^---[ ]*\n([^]*?\n)?---[ ]*(?:\n([^]*))?$/;

const settings = await (await fetch(new URL("config.json", document.baseURI))).json();
const collections = new Map(settings.config.collections.map((each) => [each.name, each]));

// ── one entry, many files ────────────────────────────────────────────────────────────────────

const partsOf = (name) => settings.parts[name] ?? {};
const folderOf = (path) => path.slice(0, path.lastIndexOf("/") + 1);
const mainOf = (collection) => `${collection.path.split("/").pop()}.yml`;

/** Return the collection with texts of their own to which a file belongs. */
function joinedAt(path) {
  return [...collections.values()].find((each) =>
    Object.keys(partsOf(each.name)).length && path.startsWith(`${each.folder}/`) && path.endsWith(`/${mainOf(each)}`));
}

/** Return the files of an entry as one text: its own first, then each other behind its name. */
async function joined(path, raw, load) {
  const collection = joinedAt(path);
  if (!collection) return raw;
  const files = Object.values(partsOf(collection.name));
  const texts = await Promise.all(files.map((file) => load(folderOf(path) + file).catch(() => "")));
  return [raw ?? "", ...files.map((file, index) => `${file}\n${texts[index] ?? ""}`)].join(PART);
}

function frontMatter(raw) {
  const match = FRONT.exec(raw.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"));
  return match ? { head: match[1] ?? "", body: (match[2] ?? "").replace(/^\n/, "") } : { head: "", body: raw };
}

function readPart(raw) {
  if (!raw) return {};
  const { head, body } = frontMatter(raw);
  return { ...(head ? read(head) : {}), body: body.replace(/\n$/, "") };
}

function writtenPart(raw, { body = "", ...front }, order) {
  const before = frontMatter(raw || "---\n---\n");
  const head = before.head ? changed(before.head, front, order) : written(front, order);
  const text = body === before.body.replace(/\n$/, "") ? before.body : `${body}\n`;
  return `---\n${head}---\n\n${text}`;
}

// ── the form's values ────────────────────────────────────────────────────────────────────────

/** Return the keys of fields in their order, and what is below each. */
function orderOf(fields = []) {
  return Object.fromEntries(fields.map((field) => [field.name, field.fields ? orderOf(field.fields) : null]));
}

/** Return a value as the form's fields want it: yes and no are no texts there. */
function typed(value, fields = []) {
  const kinds = new Map(fields.map((field) => [field.name, field]));
  if (Array.isArray(value)) return value.map((entry) => typed(entry, fields));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => {
    const field = kinds.get(key);
    if (field?.widget === "boolean") return [key, inner === "true"];
    return [key, typed(inner, field?.fields)];
  }));
}

function formatOf(collection) {
  const order = orderOf(collection.fields);
  const parts = partsOf(collection.name);
  const names = Object.fromEntries(Object.entries(parts).map(([name, file]) => [file, name]));
  return {
    fromFile(raw) {
      const [main, ...others] = raw.split(PART);
      const value = read(main.replace(/^\ufeff/, ""));
      for (const other of others) {
        const [file] = other.split("\n", 1);
        const part = readPart(other.slice(file.length + 1));
        if (Object.keys(part).length) value[names[file]] = part;
      }
      return typed(value, collection.fields);
    },
    toFile(value) {
      const [main, texts] = split(value, parts);
      const files = texts.map(([name, file, part]) => `${file}\n${writtenPart("", part, order[name])}`);
      return [written(main, order), ...files].join(PART);
    },
  };
}

/** Return an entry without its texts, and its texts: field, file and value of each. */
function split(value, parts) {
  const main = { ...value };
  const texts = [];
  for (const [name, file] of Object.entries(parts)) {
    const part = pruned(main[name] ?? {});
    delete main[name];
    if (part && Object.keys(part).some((key) => key !== "of")) texts.push([name, file, part]);
  }
  return [pruned(main) ?? {}, texts];
}

// ── translations ─────────────────────────────────────────────────────────────────────────────

async function hashOf(text) {
  const bytes = new TextEncoder().encode(text.trim());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Note at each translation that was typed from which text it was made; whoever typed it has seen it. */
async function marked(value, before, [first, ...others]) {
  if (Array.isArray(value)) {
    await Promise.all(value.map((entry, index) => marked(entry, before?.[index], [first, ...others])));
  } else if (value && typeof value === "object") {
    for (const key of Object.keys(value)) await marked(value[key], before?.[key], [first, ...others]);
    for (const lang of others) {
      const isText = typeof value[first] === "string" && typeof value[lang] === "string";
      if (isText && value[lang] !== before?.[lang]) value[`${lang}_of`] = await hashOf(value[first]);
    }
  }
  return value;
}

async function markedTexts(texts, before, languages) {
  const body = (lang) => texts.find(([name]) => name.endsWith(`_${lang}`))?.[2].body;
  const [first, ...others] = languages;
  for (const lang of others) {
    const own = texts.find(([name]) => name.endsWith(`_${lang}`));
    if (own && body(first) && own[2].body !== before.get(own[1])?.body) own[2].of = await hashOf(body(first));
  }
}

// ── between Decap and the repository ─────────────────────────────────────────────────────────

function between(inner) {
  const loaded = (path) => inner.getEntry(path).then((entry) => entry.data ?? "").catch(() => "");

  /** Return the files of an entry that say something else than before, as they are to be saved. */
  async function filesOf(file, collection) {
    const order = orderOf(collection.fields);
    const value = formatOf(collection).fromFile(file.raw);
    const [main, texts] = split(value, partsOf(collection.name));
    const raw = await loaded(file.path);
    await marked(main, raw ? pruned(read(raw)) : {}, settings.languages);
    const before = new Map();
    for (const [, name] of texts) before.set(name, await loaded(folderOf(file.path) + name));
    const known = new Map([...before].map(([name, text]) => [name, readPart(text)]));
    await markedTexts(texts, known, settings.languages);
    const files = [[file.path, raw, raw ? changed(raw, main, order) : written(main, order)]];
    for (const [name, part, text] of texts) {
      const isSame = same(pruned(known.get(part)) ?? {}, text);
      const old = before.get(part);
      files.push([folderOf(file.path) + part, old, isSame ? old : writtenPart(old, text, order[name])]);
    }
    const others = files.filter(([, old, text]) => old !== text);
    return (others.length ? others : files.slice(0, 1)).map(([path, , text]) => ({ ...file, path, raw: text }));
  }

  const own = {
    async getEntry(path) {
      const entry = await inner.getEntry(path);
      // an empty file is how Decap is told that there is none
      return { ...entry, data: entry.data && (await joined(path, entry.data, loaded)) };
    },
    async unpublishedEntry(asked) {
      const entry = await inner.unpublishedEntry(asked);
      const collection = collections.get(entry.collection);
      const files = Object.values(partsOf(entry.collection));
      if (!collection || !files.length || !entry.diffs.length) return entry;
      const folder = folderOf(entry.diffs[0].path);
      const diffs = entry.diffs.filter(({ path }) => !files.includes(path.slice(folder.length)));
      const main = folder + mainOf(collection);
      if (!diffs.some(({ path }) => path === main)) diffs.push({ path: main, id: null, newFile: false });
      return { ...entry, diffs };
    },
    async unpublishedEntryDataFile(collection, slug, path, id) {
      const load = (file, key) => inner.unpublishedEntryDataFile(collection, slug, file, key);
      return joined(path, await load(path, id), (file) => load(file, null));
    },
    async persistEntry(entry, options) {
      const collection = collections.get(options.collectionName);
      const dataFiles = (await Promise.all(entry.dataFiles.map((file) => filesOf(file, collection)))).flat();
      return inner.persistEntry({ ...entry, dataFiles }, options);
    },
  };
  return new Proxy(inner, {
    get(target, key) {
      const value = own[key] ?? target[key];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

// ── start ────────────────────────────────────────────────────────────────────────────────────

function load(source) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL(source, import.meta.url);
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

window.CMS_MANUAL_INIT = true;
await load("decap-cms.js");
const { CMS } = window;
for (const collection of collections.values()) {
  CMS.registerCustomFormat(collection.format, "yml", formatOf(collection));
  const published = collection.fields.find((field) => field.name === "published");
  if (published) published.default = today();
}
const forge = CMS.getBackend(settings.forge);
CMS.registerBackend("schaufenster", class {
  constructor(config, options) {
    return between(forge.init(config, options));
  }
});
const { registerPreviews } = await import("./preview.js");
registerPreviews([...collections.values()], settings.languages, settings.style);
CMS.init({ config: { ...settings.config, load_config_file: false } });
