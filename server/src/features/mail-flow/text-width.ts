// How wide a text is, without a font: an upper estimate for the usual fonts of an interface.

const narrow = /[ijl.,:;'|!()[\]/ ]/;
const wide = /[mwMW@%—…]/;
const capital = /[A-Z_~+<>=&#0-9]/;

/** The width of a text in pixels. @param size of the font, in pixels */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) {
    if (narrow.test(character)) em += 0.36;
    else if (wide.test(character)) em += 0.95;
    else if (capital.test(character)) em += 0.7;
    else em += character < '\u007f' ? 0.59 : 1.05;
  }
  return em * size;
}

/** A text of at most so many characters. Long names differ at both ends, so the middle is left out. */
export function shortened(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const head = Math.ceil((limit - 1) * 0.6);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (limit - 1 - head)).join('')}`;
}
