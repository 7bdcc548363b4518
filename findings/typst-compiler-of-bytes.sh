#!/usr/bin/env bash
# A Typst compiler made of bytes knows them at its first page only
#
# Tools: typst 0.15.2 (PyPI)
# Expected: the package's own description of `Compiler`: `input` is a file's bytes or its path.
#   Made of a path, one compiler sets any number of pages, with other `sys_inputs` each time.
# Seen: made of bytes, the first call of `compile` sets the page; the second looks for a file called
#   `__typst_py_bytes__.typ` in the working directory and raises TypstError, with other inputs or the
#   same. Given to each call again, the same bytes are taken every time. A test with one page passes.
# What we do: the template goes along with every sheet.
#   tests/test_sheets.py::test_a_process_sets_many_sheets
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check typst==0.15.2
printf '= #sys.inputs.name' > page.typ
cat > pages.py <<'PY'
import typst

page = b"= #sys.inputs.name"
ways = {
    "path": (typst.Compiler("page.typ"), {}),
    "bytes": (typst.Compiler(page), {}),
    "bytes each time": (typst.Compiler(), {"input": page}),
}
for name, (compiler, given) in ways.items():
    said = []
    for word in ("one", "two", "three"):
        try:
            said.append(compiler.compile(format="pdf", sys_inputs={"name": word}, **given)[:4].decode())
        except typst.TypstError as error:
            said.append(error.message.split(" (")[0])
    print(f"{name}:", ", ".join(said))
PY
python/bin/python pages.py | tee seen
grep -qx "path: %PDF, %PDF, %PDF" seen
grep -qx "bytes: %PDF, file not found, file not found" seen
grep -qx "bytes each time: %PDF, %PDF, %PDF" seen
