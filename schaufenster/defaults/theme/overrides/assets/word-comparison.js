// How words are compared: what a visitor types, and what lists and the search index hold. The same
// rule as schaufenster/word_comparison.py. A plain script, so that a page opened from a disk can load it.

globalThis.wordComparison = (() => {
  const VOWELS = { ä: "ae", ö: "oe", ü: "ue" };
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" };
  const SIGNS = { "+": "plus", "#": "sharp" };
  const BRIEF = 2; // letters

  /** A text without soft hyphens and other invisible characters, ligatures undone. */
  const tidy = (text) => text.replace(/\p{Cf}/gu, "").normalize("NFKC");

  /** A text in small letters without accents: "Prüfmaß" is "prufmass", "C++" "cplusplus". */
  const bare = (text) =>
    tidy(text)
      .toLowerCase()
      .replace(/[ßæœøłđı]/g, (letter) => LETTERS[letter])
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .replace(/(\p{L})([+#]+)(?![\p{L}\p{N}_])/gu, (_, letter, signs) => {
        return letter + [...signs].map((sign) => SIGNS[sign]).join("");
      });

  /** The same with "ae" for "ä". */
  const spelt = (text) =>
    bare(
      tidy(text)
        .toLowerCase()
        .replace(/[äöü]/g, (vowel) => VOWELS[vowel]),
    );

  /** Each word with its parts: "gas-sensor" is "gassensor", and "gas" and "sensor". */
  const words = (plain) =>
    plain
      .split(/\s+/)
      .map((chunk) => chunk.match(/[\p{L}\p{N}]+/gu) ?? [])
      .filter((parts) => parts.length)
      .map((parts) => [...new Set([parts.join(""), ...parts])]);

  const AROUND = /^["'„“‚‘«»(]+|["'“”‘’«»),;:.!?]+$/g;

  /** What was typed, word for word, and the ways in which a text may have each word: it has all of one
   *  way. A brief word (IR, 5G, ISO) is meant as it stands: no others begin with it, if somebody has it. */
  const asked = (text) =>
    tidy(text)
      .split(/\s+/)
      .map((typed) => {
        const found = [...new Set([spelt(typed), bare(typed)])].flatMap(words);
        const brief = /\p{N}/u.test(typed) || /^\p{Lu}{3,4}$/u.test(typed) || [...typed].length <= BRIEF;
        const apart = found.map(([, ...parts]) => parts);
        const whole = found.map(([joined]) => [joined]);
        return { typed: typed.replace(AROUND, ""), brief, ways: [...whole, ...apart.filter((parts) => parts.length && parts.every((p) => p[1]))] };
      })
      .filter(({ ways }) => ways.length);

  return { bare, spelt, words, asked };
})();
