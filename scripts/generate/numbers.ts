// The numbers in hand-written pages.

/** A number in a text: what it counts, and where it is. The first group of the expression is the number. */
export interface NumberPlace {
  readonly of: string;
  readonly place: RegExp;
  readonly count: number;
}

/** Numbers up to twelve are spelled out in a sentence. */
const words = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six'],
  ...['seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
];

/**
 * Replaces numbers in a text.
 * @param file its name, for messages
 * @throws {Error} if a number's place is missing from the text, because someone rewrote the sentence
 */
export function withNumbers(file: string, text: string, places: readonly NumberPlace[]): string {
  return places.reduce((result, { of, place, count }) => {
    const [whole, written] = place.exec(result) ?? [];
    if (whole === undefined || written === undefined)
      throw new Error(`${file} does not say the number of ${of}: nothing matches ${place}.`);
    const number = /^\d/.test(written) ? String(count) : (words[count] ?? String(count));
    return result.replace(whole, () => whole.replace(written, number));
  }, text);
}
