// The documents of settings that an editor shows although no file has their text.

/** The scheme of their URIs. The path ends with the name of the file, and the query says what the text is. */
const settingsScheme = 'postfix-settings';

/** There are no files with such URIs, or beside them. */
export function isSettingsDocument(uri: string): boolean {
  return uri.startsWith(`${settingsScheme}:`);
}

/**
 * The file whose configuration a document of effective settings describes, so that hovers and definitions in it refer to
 * the real files. Undefined for any other URI, and for documents that are only one side of a comparison.
 */
export function describedFile(uri: string): string | undefined {
  if (!isSettingsDocument(uri)) return undefined;
  try {
    const { kind, of: file } = JSON.parse(decodeURIComponent(uri.slice(uri.indexOf('?') + 1))) as Record<
      string,
      unknown
    >;
    return kind === 'effective' && typeof file === 'string' && !isSettingsDocument(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
