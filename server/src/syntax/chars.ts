// Character classes as Postfix defines them: ASCII only, regardless of locale (sys_defs.h, ISSPACE and ISALNUM).

/** Space, tab, newline, vertical tab, form feed, carriage return. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** A letter, digit, or underscore: the characters of a `$name` without braces (mac_parse.c). */
export function isNameChar(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A comma or white space: the characters that separate the words of most lists (CHARS_COMMA_SP). */
export function isListSeparator(code: number): boolean {
  return code === 44 || isSpace(code);
}
