// The form in which Postfix compares texts that are not case-sensitive (casefold.c).

/**
 * Like ICU's full case folding, for all but a few rare characters.
 * @param unicode smtputf8_enable: without it, only ASCII letters have two cases
 */
export function casefold(text: string, unicode: boolean): string {
  if (isAscii(text)) return text.toLowerCase();
  if (!unicode) return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let folded = '';
  for (const c of text) folded += isUnchanged(c) ? c : c.toUpperCase().toLowerCase();
  return folded;
}

/** The dotless i has no other case in the fold, and Cherokee folds to upper case. */
function isUnchanged(c: string): boolean {
  return c === '\u0131' || (c >= '\u13a0' && c <= '\u13f5');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
