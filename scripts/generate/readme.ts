// The numbers in README.md.

/** What is counted, and where README.md says how many there are: the first group is the number. */
const places = {
  rules: /\[(\d+)\s+rules\]\(docs\/rules\/README\.md\)/,
  parameters: /\ball\s+(\d+)\s+parameters\b/,
  scenarios: /\[([a-z]+|\d+)\s[^\]]*\]\(docs\/scenarios\/README\.md\)/,
};

/** Numbers up to twelve are words in a sentence. */
const words = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** @throws {Error} when the text does not have the place of a number, because somebody rewrote the sentence */
export function readmeNumbers(readme: string, counts: Readonly<Record<keyof typeof places, number>>): string {
  let text = readme;
  for (const [name, place] of Object.entries(places) as [keyof typeof places, RegExp][]) {
    const match = place.exec(text);
    const [whole, written] = match ?? [];
    if (whole === undefined || written === undefined)
      throw new Error(`README.md does not say how many ${name} there are: nothing in it matches ${place}.`);
    const count = counts[name];
    const number = /^\d/.test(written) ? String(count) : (words[count] ?? String(count));
    text = text.replace(whole, whole.replace(written, number));
  }
  return text;
}
