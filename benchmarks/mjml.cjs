// Compiles MJML in a loop, warm, for benchmarks/mail.py.
// Asked: a line of JSON {sources, seconds, level}. Answered: a line of JSON {mails, seconds}.
// The packages are found in the folder that NODE_PATH names.
"use strict";
const mjml2html = require("mjml");
const lines = require("readline").createInterface({ input: process.stdin });

async function compiled(sources, seconds, level) {
  const began = process.hrtime.bigint();
  let mails = 0;
  let spent = 0;
  while (spent < seconds) {
    for (const source of sources) {
      const made = mjml2html(source, { validationLevel: level, fonts: {}, keepComments: true });
      const { html } = made instanceof Promise ? await made : made; // MJML 5 gives promises
      if (!html) throw new Error("an empty mail");
      mails += 1;
    }
    spent = Number(process.hrtime.bigint() - began) / 1e9;
  }
  return { mails, seconds: spent };
}

(async () => {
  for await (const line of lines) {
    const { sources, seconds, level } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await compiled(sources, seconds, level))}\n`);
  }
})();
