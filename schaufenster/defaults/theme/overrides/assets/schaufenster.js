// What the frame cannot do without a script: choose light or dark, and make the drawer polite.

const KEY = "schaufenster.scheme"; // read before the first paint by scheme.js
const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** The button says whether the page is dark. Nothing is stored before a click; a choice that equals
 *  the system's is forgotten, so that the page follows the system again. */
function startTheme(button) {
  const roots = [document.documentElement, document.body];
  const system = () => (systemDark.matches ? "slate" : "default");
  const shown = () => document.body.dataset.mdColorScheme ?? system();
  const tell = () => button.setAttribute("aria-pressed", String(shown() === "slate"));

  button.addEventListener("click", () => {
    const scheme = shown() === "slate" ? "default" : "slate";
    const follow = scheme === system();
    for (const root of roots) {
      if (follow) delete root.dataset.mdColorScheme;
      else root.dataset.mdColorScheme = scheme;
    }
    try {
      if (follow) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, scheme);
    } catch {} // storage closed: the choice holds for this page
    tell();
  });
  systemDark.addEventListener("change", tell);
  tell();
}

/** While the drawer is open everything around it is inert, so the focus stays inside. Escape shuts
 *  it and leads back to its button; so does a window that grows past the drawer's widths. */
function startDrawer(drawer) {
  const button = drawer.querySelector("summary");
  const around = [...drawer.parentElement.children, ...document.body.children].filter(
    (element) => !element.contains(drawer),
  );

  drawer.addEventListener("toggle", () => {
    for (const element of around) element.inert = drawer.open;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.open) return;
    drawer.open = false;
    button.focus();
  });
  addEventListener("resize", () => {
    if (button.offsetParent === null) drawer.open = false;
  });
}

startTheme(document.querySelector(".sf-theme"));
startDrawer(document.querySelector(".sf-drawer"));
