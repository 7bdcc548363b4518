// Reads and changes YAML as texts: what a form saves differs from the file only where somebody typed.
//
// Every plain scalar is the text that stands in the file, as our reader has it: 07743, 2025-09 and
// NO stay what they are. A changed value replaces its own characters; comments, order, quotes and
// line breaks of all others are not touched.

import { isAlias, isMap, isScalar, isSeq, parseDocument } from "./yaml/index.js";

const WIDTH = 100;
const STEP = 2;

// ── reading ──────────────────────────────────────────────────────────────────────────────────

function documentOf(text) {
  const document = parseDocument(text, { schema: "failsafe", version: "1.2", prettyErrors: true });
  if (document.errors.length) throw document.errors[0];
  return document;
}

/** Return what a file says: maps, lists and texts. Throws where it is no readable YAML. */
export function read(text) {
  const document = documentOf(text);
  return valueOf(document.contents, document) || {};
}

function valueOf(node, document) {
  if (isAlias(node)) return valueOf(node.resolve(document), document);
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [textOf(key), valueOf(value, document)]));
  }
  if (isSeq(node)) return node.items.map((entry) => valueOf(entry, document));
  return textOf(node);
}

function textOf(node) {
  if (!node) return "";
  return isScalar(node) ? String(node.value ?? "") : String(node.toString());
}

// ── values ───────────────────────────────────────────────────────────────────────────────────

/** Return a value without what is empty; undefined if nothing is left. */
export function pruned(value) {
  if (Array.isArray(value)) {
    const kept = value.map(pruned).filter((entry) => entry !== undefined);
    return kept.length ? kept : undefined;
  }
  if (value && typeof value === "object") {
    const kept = Object.entries(value).map(([key, inner]) => [key, pruned(inner)]);
    const full = kept.filter(([, inner]) => inner !== undefined);
    return full.length ? Object.fromEntries(full) : undefined;
  }
  return value === null || value === undefined || value === "" ? undefined : String(value);
}

export function same(one, other) {
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length
      && one.every((entry, index) => same(entry, other[index]));
  }
  if (one && other && typeof one === "object" && typeof other === "object") {
    const keys = Object.keys(one);
    return keys.length === Object.keys(other).length && keys.every((key) => key in other && same(one[key], other[key]));
  }
  return one === other;
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────

// What no version of YAML reads as anything but text, and numbers and days that stand for themselves.
const PLAIN = /^(?:\p{L}[\p{L}\p{N} ,;.'’„“”()/&+–—!?%€@_-]*|https?:\/\/[^\s,[\]{}#]+|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[1-9][0-9]*)$/u;
const WORDS = /^(y|n|yes|no|on|off|true|false|null)$/i;
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function quoted(text) {
  const escaped = JSON.stringify(text);
  return escaped.replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isPlain(text, inFlow) {
  return PLAIN.test(text) && !WORDS.test(text) && !/\s$/.test(text) && !(inFlow && text.includes(","));
}

function line(text, inFlow = false) {
  return isPlain(text, inFlow) ? text : quoted(text);
}

/** Return a text as a value behind its key: on its line, folded, or as a block of lines. */
function scalar(text, indent) {
  const pad = " ".repeat(indent);
  const isBare = new RegExp(HIDDEN).test(text) || text.includes("\t") || text.includes("\r");
  if (!isBare && text.includes("\n") && /\S/.test(text)) {
    const body = text.replace(/\n+$/, "");
    const end = text.length - body.length;
    const isShifted = /^\n*[ \t]/.test(text) || body.split("\n").some((row) => !row.trim() && row);
    if (!isShifted) {
      const rows = body.split("\n").map((row) => (row ? pad + row : row));
      return ` |${end === 0 ? "-" : end === 1 ? "" : "+"}\n${rows.join("\n")}${"\n".repeat(Math.max(end - 1, 0))}`;
    }
  }
  if (!isBare && text.length + indent > WIDTH - 20 && !/\n|^ | $| {2}/.test(text)) {
    return ` >-\n${pad}${folded(text, WIDTH - 2 - indent).join(`\n${pad}`)}`;
  }
  return ` ${line(text)}`;
}

function folded(text, width) {
  const rows = [""];
  for (const word of text.split(" ")) {
    const row = rows[rows.length - 1];
    if (row && row.length + 1 + word.length > width) rows.push(word);
    else rows[rows.length - 1] = row ? `${row} ${word}` : word;
  }
  return rows;
}

function flow(value) {
  const inner = Array.isArray(value)
    ? value.every((entry) => typeof entry === "string") && `[${value.map((entry) => line(entry, true)).join(", ")}]`
    : Object.values(value).every((entry) => typeof entry === "string")
      && `{${Object.entries(value).map(([key, entry]) => `${line(key)}: ${line(entry, true)}`).join(", ")}}`;
  return inner && !inner.includes("\\n") && inner.length <= WIDTH - STEP ? inner : null;
}

/** Return what stands behind a key, from the blank on; `indent` is that of what is below it. */
function behind(value, indent, order, inFlow = false) {
  if (typeof value === "string") return scalar(value, indent);
  const short = (inFlow || (Array.isArray(value) && typeof value[0] === "string")) && flow(value);
  if (short) return ` ${short}`;
  return `\n${block(value, indent, order)}`;
}

function block(value, indent, order) {
  const pad = " ".repeat(indent);
  if (Array.isArray(value)) return value.map((entry) => `${pad}-${item(entry, indent, order)}`).join("\n");
  return ordered(Object.keys(value), order)
    .map((key) => `${pad}${line(key)}:${behind(value[key], indent + STEP, below(order, key))}`)
    .join("\n");
}

/** Return an entry of a list from behind its dash. */
function item(value, indent, order) {
  if (typeof value === "string") return scalar(value, indent + STEP);
  return ` ${block(value, indent + STEP, order).trimStart()}`;
}

function ordered(keys, order) {
  const place = (key) => (order && key in order ? Object.keys(order).indexOf(key) : Infinity);
  return [...keys].sort((one, other) => place(one) - place(other) || 0);
}

const below = (order, key) => order?.[key];

/** Return a whole new file; `order` has the keys in their order, and what is below each. */
export function written(value, order) {
  const full = pruned(value);
  return full ? `${block(full, 0, order)}\n` : "";
}

// ── changing ─────────────────────────────────────────────────────────────────────────────────

/**
 * Return the text of a file that says `value`, changed only where it says something else now.
 *
 * Where that cannot be done, such as in a file with anchors, it is written anew: nothing is lost.
 */
export function changed(raw, value, order) {
  const mark = raw.startsWith("\ufeff") ? "\ufeff" : "";
  const text = raw.slice(mark.length).replaceAll("\r\n", "\n");
  const document = documentOf(text);
  const full = pruned(value) ?? {};
  if (same(pruned(valueOf(document.contents, document)) ?? {}, full)) return raw;
  let result = isMap(document.contents) && !document.contents.flow ? edited(text, document, full, order) : null;
  if (result === null || !says(result, full)) result = written(full, order);
  return mark + (raw.includes("\r\n") ? result.replaceAll("\n", "\r\n") : result);
}

function edited(text, document, value, order) {
  const edits = [];
  inMap({ text, document, edits }, document.contents, value, order);
  return applied(text, edits);
}

function says(text, value) {
  try {
    return same(pruned(read(text)) ?? {}, value);
  } catch {
    return false;
  }
}

function applied(text, edits) {
  const sorted = edits.map((edit, index) => ({ ...edit, index }));
  sorted.sort((one, other) => one.start - other.start || one.index - other.index);
  let result = "";
  let at = 0;
  for (const { start, end, text: more } of sorted) {
    result += text.slice(at, start) + (start > 0 && start === text.length && !text.endsWith("\n") ? "\n" : "") + more;
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}

const lineStart = (text, at) => text.lastIndexOf("\n", at - 1) + 1;

function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** Return where the characters of a node end: before blanks, comments and empty lines behind it. */
function endOf(text, node, fallback) {
  if (!node?.range) return fallback;
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length) {
    const last = node.items[node.items.length - 1];
    return isMap(node) ? endOf(text, last.value, last.key.range[1] + 1) : endOf(text, last, node.range[1]);
  }
  let end = node.range[1];
  if (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL") {
    while (end > node.range[0] && /\s/.test(text[end - 1])) end -= 1;
    return end;
  }
  while (end > node.range[0] && /\s/.test(text[end - 1])) end -= 1;
  return Math.max(end, fallback ?? 0);
}

function inMap(file, map, value, order) {
  const { text, edits } = file;
  const indent = map.items[0].key.range[0] - lineStart(text, map.items[0].key.range[0]);
  const known = new Map(map.items.map((pair) => [textOf(pair.key), pair]));
  for (const [key, pair] of known) {
    if (same(pruned(valueOf(pair.value, file.document)), value[key])) continue;
    const colon = text.indexOf(":", pair.key.range[1]) + 1;
    const end = endOf(text, pair.value, colon);
    if (value[key] === undefined) edits.push(withoutLines(text, pair.key.range[0], end));
    else inPair(file, { pair, colon, end, indent }, value[key], below(order, key));
  }
  const added = ordered(Object.keys(value).filter((key) => !known.has(key)), order);
  for (const key of added) edits.push(newRow(text, known, key, value[key], indent, order));
}

function inPair(file, { pair, colon, end, indent }, value, order) {
  const { text, edits } = file;
  const { key, value: node } = pair;
  if (isBlock(node, isMap) && !Array.isArray(value) && typeof value === "object") return inMap(file, node, value, order);
  if (isBlock(node, isSeq) && Array.isArray(value)) return inList(file, node, value, order);
  const more = behind(value, indent + STEP, order, node?.flow === true);
  const rest = text.slice(end, lineEnd(text, end));
  const isCommented = more.includes("\n") && rest.trim().startsWith("#");
  if (isCommented) { // behind a block a comment would become a part of it
    const start = key.range[0];
    edits.push({ start, end: start, text: `${rest.trim()}\n${" ".repeat(indent)}` });
  }
  return edits.push({ start: colon, end: isCommented ? end + rest.trimEnd().length : Math.max(end, colon), text: more });
}

const isBlock = (node, isKind) => isKind(node) && !node.flow && node.items.length > 0;

/** Return the edit that removes the lines from `start` to `end`; the comment above stays. */
function withoutLines(text, start, end) {
  return { start: lineStart(text, start), end: lineEnd(text, end), text: "" };
}

function newRow(text, known, key, value, indent, order) {
  const names = order ? Object.keys(order) : [];
  const place = names.indexOf(key);
  const before = [...known].filter(([name]) => place < 0 || (names.includes(name) && names.indexOf(name) < place));
  const row = `${line(key)}:${behind(value, indent + STEP, below(order, key))}\n`;
  if (!before.length) {
    const start = known.values().next().value.key.range[0];
    return { start, end: start, text: `${row}${" ".repeat(indent)}` };
  }
  const [, pair] = before.reduce((one, other) => (other[1].key.range[0] > one[1].key.range[0] ? other : one));
  const at = lineEnd(text, endOf(text, pair.value, pair.key.range[1]));
  return { start: at, end: at, text: `${" ".repeat(indent)}${row}` };
}

function inList(file, list, value, order) {
  const { text, edits, document } = file;
  const nodes = list.items;
  const old = nodes.map((node) => pruned(valueOf(node, document)));
  const dash = text.lastIndexOf("-", nodes[0].range[0] - 1);
  const indent = dash - lineStart(text, dash);
  let at = lineStart(text, dash);
  for (const [index, entry] of aligned(old, value)) {
    if (index === null) {
      edits.push({ start: at, end: at, text: `${" ".repeat(indent)}-${item(entry, indent, order)}\n` });
    } else {
      if (!same(old[index], entry)) inItem(file, nodes[index], entry, indent, order);
      at = lineEnd(text, endOf(text, nodes[index], nodes[index].range[1]));
    }
  }
}

/** Yield pairs of an old entry's place and its new value: null and undefined where one is missing. */
function* aligned(old, value) {
  const rows = old.length;
  const columns = value.length;
  const longest = Array.from({ length: rows + 1 }, () => new Array(columns + 1).fill(0));
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      longest[i][j] = same(old[i], value[j])
        ? longest[i + 1][j + 1] + 1
        : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && same(old[i], value[j])) yield [i++, value[j++]];
    else if (i < rows && j < columns && longest[i + 1][j + 1] === longest[i][j]) yield [i++, value[j++]];
    else if (j < columns && (i === rows || longest[i][j + 1] === longest[i][j])) yield [null, value[j++]];
    else yield [i++, undefined];
  }
}

function inItem(file, node, value, indent, order) {
  const { text, edits } = file;
  const end = endOf(text, node, node.range[1]);
  const dash = text.lastIndexOf("-", node.range[0] - 1);
  if (value === undefined) return edits.push(withoutLines(text, dash, end));
  const keepsFirst = isBlock(node, isMap) && textOf(node.items[0].key) in Object(value);
  if (keepsFirst) return inMap(file, node, value, order);
  return edits.push({ start: dash + 1, end, text: item(value, indent, order) });
}
