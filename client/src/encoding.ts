// Files whose encoding differs from the one in which the editor opened them.

/**
 * Whether saving a text would destroy bytes of its file: the editor shows U+FFFD for bytes that it cannot decode, and
 * writes U+FFFD.
 *
 * @param text the text in the editor
 * @param read reads the bytes of the file on disk; rejects if it does not exist
 */
export async function losesBytes(text: string, read: () => PromiseLike<Uint8Array>): Promise<boolean> {
  if (!text.includes('\uFFFD')) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(await read());
    return false;
  } catch {
    return true;
  }
}

/** A message of two sentences for the user. */
export function encodingProblem(name: string): string {
  return `${name} is not in the encoding with which you opened it. If you save the file, you lose the characters that appear as \uFFFD. Use Reopen with Encoding first.`;
}
