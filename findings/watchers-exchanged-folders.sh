#!/usr/bin/env bash
# After two folders were exchanged, three watchers name an edited file by the folder it is not in
#
# Tools: chokidar 5.0.0, @parcel/watcher 2.6.0 (npm), watchdog 7.1.0 (PyPI); watchfiles 1.3.0 (PyPI)
#   is right. On Linux, with inotify
# Expected: inotify(7): a watch belongs to the inode, so whoever watches a tree follows renames by
#   their pairs of IN_MOVED_FROM and IN_MOVED_TO; renameat2(2) with RENAME_EXCHANGE gives two pairs.
#   Each of the four says that it tells the path of a file that was changed.
# Seen: site/ and next/ are exchanged in one step, as those do who publish a whole tree at once. Then
#   site/sub/page.html is edited: chokidar, @parcel/watcher and watchdog say that it was
#   next/sub/page.html, which nobody touched. chokidar says nothing of the exchange itself, and
#   chokidar and @parcel/watcher nothing of a file that is new in site/sub/. What reloads or uploads
#   by such a path takes the old tree's file.
# What we do: nobody watches the trees of the site; the preview watches the sources, and looks at
#   their dates every two seconds as well, because commands exchange folders of an edition.
#   tests/test_serve.py::test_a_folder_that_is_exchanged_is_noticed
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check watchdog==7.1.0 watchfiles==1.3.0
echo '{}' > package.json
npm install --silent --no-audit --no-fund chokidar@5.0.0 @parcel/watcher@2.6.0

cat > exchange.py <<'PY'
import ctypes, os, sys
AT_FDCWD, RENAME_EXCHANGE = -100, 2
names = [os.fsencode(os.path.join(sys.argv[1], name)) for name in ("site", "next")]
assert ctypes.CDLL(None).renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0
PY
cat > steps.sh <<'SH'
# exchange the folders below $1, edit a file of site/, and add one
sleep 0.7
python3 exchange.py "$1"
sleep 0.7
echo edited > "$1/site/sub/page.html"
sleep 0.7
echo new > "$1/site/sub/new.html"
sleep 0.7
SH
for watcher in chokidar parcel watchdog watchfiles; do
  mkdir -p {$watcher/site,$watcher/next}/sub
  echo site > "$watcher/site/sub/page.html"
  echo next > "$watcher/next/sub/page.html"
done

cat > watch.mjs <<'JS'
import chokidar from "chokidar";
import parcel from "@parcel/watcher";
import { execFileSync, spawn } from "node:child_process";
import { relative, resolve } from "node:path";

const steps = (root) => new Promise((end) => spawn("bash", ["steps.sh", root]).on("close", end));
const seen = { chokidar: [], parcel: [] };
const tell = (name, path) => seen[name].push(relative(name, path));

const watcher = chokidar.watch("chokidar", { ignoreInitial: true });
watcher.on("all", (_, path) => tell("chokidar", path));
await new Promise((ready) => watcher.on("ready", ready));
await steps("chokidar");

const report = (_, events) => events.forEach((event) => tell("parcel", event.path));
const subscription = await parcel.subscribe(resolve("parcel"), report);
await steps("parcel");

for (const name of ["chokidar", "parcel"]) {
  console.log(`${name}:`, seen[name].join(" "));
  const wrong = seen[name].includes("next/sub/page.html") && !seen[name].includes("site/sub/page.html");
  if (!wrong || seen[name].some((path) => path.endsWith("new.html"))) process.exit(1);
}
process.exit(0);
JS
node watch.mjs

cat > watch.py <<'PY'
import os, subprocess, threading
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer
from watchfiles import watch

def steps(root):
    subprocess.run(["bash", "steps.sh", root], check=True)

edited = []
class Handler(FileSystemEventHandler):
    def on_modified(self, event):
        if not event.is_directory:
            edited.append(os.path.relpath(event.src_path, "watchdog"))

observer = Observer()
observer.schedule(Handler(), os.path.abspath("watchdog"), recursive=True)
observer.start()
steps("watchdog")
print("watchdog:", *dict.fromkeys(edited))
assert set(edited) == {"next/sub/page.html", "next/sub/new.html"}

told, stop = set(), threading.Event()
def follow():
    for changes in watch("watchfiles", stop_event=stop, rust_timeout=200, debounce=100):
        told.update(os.path.relpath(path, os.path.abspath("watchfiles")) for _, path in changes)

thread = threading.Thread(target=follow)
thread.start()
steps("watchfiles")
stop.set()
thread.join()
print("watchfiles:", *sorted(told))
assert {"site/sub/page.html", "site/sub/new.html"} <= told
assert "next/sub/page.html" not in told
os._exit(0)
PY
python/bin/python watch.py
