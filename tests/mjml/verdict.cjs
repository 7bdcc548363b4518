// Reads documents, one JSON string a line; writes what npm's mjml says of each, one line each.
const readline = require("readline");
const mjml = require("mjml");

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let answer;
  try {
    const { html, errors } = mjml(JSON.parse(line), { validationLevel: "soft", fonts: {}, keepComments: true });
    answer = { html, errors: errors.map((error) => `${error.line}: ${error.message}`) };
  } catch (error) {
    answer = { html: "", errors: [String(error.message)] };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
