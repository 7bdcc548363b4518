// Before the first paint: says that scripts run, and applies a scheme chosen earlier. Only reads.
// Storage may be closed to the page; then the system's scheme stays.
document.documentElement.classList.add("js");
try {
  const scheme = localStorage.getItem("schaufenster.scheme");
  if (scheme === "default" || scheme === "slate") {
    for (const root of [document.documentElement, document.body]) root.dataset.mdColorScheme = scheme;
  }
} catch {}
