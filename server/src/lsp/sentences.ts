// Splits the message of a finding into its sentences.

/**
 * A sentence ends with a period before a letter, which is small if the next sentence begins with the name of a program
 * or a parameter. After a digit, the period may belong to a release. Quoted text, such as a line of the log, stays whole.
 */
export function sentences(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/[.!?] (?=[A-Z])|(?<=[^\d\s.])[.!?] (?=[a-z])/g)) {
    const quotes = text.slice(start, index).split('"').length - 1;
    if (quotes % 2 === 1) continue;
    found.push(text.slice(start, index + 1));
    start = index + 2;
  }
  return [...found, text.slice(start)];
}
