// Prints what two parsers read of mails, as JSON: for each file a pair of mailparser's and
// postal-mime's answer.
"use strict";
const fs = require("node:fs");
const { simpleParser } = require("mailparser");
const { default: PostalMime } = require("postal-mime");

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

async function byMailparser(raw) {
  const mail = await simpleParser(raw, { keepCidLinks: true, skipTextToHtml: true });
  const [sender] = mail.from ? mail.from.value : [{}];
  return {
    subject: mail.subject, name: sender.name, address: sender.address, date: mail.date.toISOString(),
    id: mail.messageId, text: mail.text, html: mail.html,
    unsubscribe: Object.values((mail.headers.get("list") || {}).unsubscribe || {}).sort(),
    attachments: mail.attachments.map((a) => ({
      name: a.filename, type: a.contentType, id: a.cid, inside: a.related, content: base64(a.content),
    })),
  };
}

async function byPostalMime(raw) {
  const mail = await PostalMime.parse(raw);
  const header = mail.headers.find(({ key }) => key === "list-unsubscribe");
  return {
    subject: mail.subject, name: mail.from?.name, address: mail.from?.address, date: mail.date,
    id: mail.messageId, text: mail.text, html: mail.html,
    unsubscribe: (header?.value ?? "").split(",").filter(Boolean)
      .map((one) => one.trim().slice(1, -1).replace("mailto:", "")).sort(),
    attachments: mail.attachments.map((a) => ({
      name: a.filename, type: a.mimeType, id: (a.contentId ?? "").slice(1, -1),
      inside: a.related, content: base64(a.content),
    })),
  };
}

async function main() {
  const found = [];
  for (const file of process.argv.slice(2)) {
    const raw = fs.readFileSync(file);
    found.push([await byMailparser(raw), await byPostalMime(raw)]);
  }
  console.log(JSON.stringify(found));
}

main();
