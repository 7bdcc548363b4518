// Shows an entry as the site will, roughly: its words in the site's own style sheet and classes.

const { CMS } = window;
const { h, createClass } = window;

/** Register a preview for each collection; `style` is the address of the site's style sheet. */
export function registerPreviews(collections, languages, style) {
  CMS.registerPreviewStyle(style);
  for (const collection of collections) {
    CMS.registerPreviewTemplate(collection.name, createClass({
      render() {
        const { entry, getAsset } = this.props;
        const value = entry.get("data").toJS();
        return h("main", { className: "md-main" }, languages.map((lang) => page(collection, value, lang, languages[0], getAsset)));
      },
    }));
  }
}

function page(collection, value, lang, first, getAsset) {
  const text = collection.fields.map(({ name }) => value[name]).map((inner) => inner && inner[lang]);
  const own = Object.entries(value).filter(([name]) => name.endsWith(`_${lang}`)).map(([, part]) => part)[0] ?? {};
  if (lang !== first && !text.some(Boolean) && !Object.keys(own).length) return null;
  const said = (name) => value[name]?.[lang] ?? "";
  const title = (typeof value.name === "string" && value.name) || said("title") || own.title || value.short;
  return h("article", { key: lang, lang, className: "md-content md-grid" }, h("div", { className: "md-content__inner" },
    h("p", { className: "sf-crumb" }, lang.toUpperCase()),
    h("h1", { className: "sf-h1" }, title),
    h("p", { className: "sf-lead sf-lead--head" }, said("summary") || own.lead),
    lang === first ? facts(collection, value) : null,
    ...paragraphs(said("about") || said("text")),
    own.title && own.title !== title ? h("h2", { className: "sf-h2" }, own.title) : null,
    ...paragraphs(own.body),
    ...(value.pictures ?? []).map((picture, key) => photograph(picture, key, lang, getAsset))));
}

function paragraphs(text = "") {
  return text.split(/\n{2,}/).filter(Boolean).map((part, key) => h("p", { key, className: "sf-text" }, part));
}

function photograph(picture, key, lang, getAsset) {
  if (!picture.file) return null;
  const caption = picture.caption?.[lang] ?? "";
  return h("figure", { key },
    h("img", { src: String(getAsset(picture.file)), alt: picture.alt?.[lang] ?? "" }),
    h("figcaption", { className: "sf-small" }, [caption, picture.author, picture.licence].filter(Boolean).join(" · ")));
}

/** Return the values of the fields that are no texts by language, as a list of facts. */
function facts(collection, value) {
  const rows = collection.fields
    .filter(({ name }) => !["name", "short", "pictures", "sources", "formerly", "was_at"].includes(name))
    .map((field) => [field, shown(field, value[field.name])])
    .filter(([, words]) => words);
  return h("dl", { className: "sf-facts" }, rows.map(([{ name, label }, words]) =>
    h("div", { key: name }, h("dt", null, label), h("dd", null, words))));
}

function shown(field, value) {
  if (value === undefined || value === null || value === "" || field.widget === "hidden") return "";
  if (Array.isArray(value)) return value.map((entry) => shown(single(field), entry)).filter(Boolean).join(", ");
  if (field.options) return field.options.find((option) => option.value === value)?.label ?? String(value);
  if (field.fields) {
    const isByLanguage = field.fields.some(({ widget }) => widget === "hidden") && field.widget === "object";
    return isByLanguage ? "" : field.fields.map((inner) => shown(inner, value[inner.name])).filter(Boolean).join(", ");
  }
  return typeof value === "boolean" ? "" : String(value);
}

const single = (field) => (field.field ? field.field : { ...field, widget: "object" });
