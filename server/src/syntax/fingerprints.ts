// A set of many texts in little memory.

/** Keeps four bytes for each text. Two texts can have the same fingerprint, so it may be wrong about a text it lacks. */
export class Fingerprints {
  /** Sorted. */
  private readonly all: Uint32Array;

  constructor(texts: readonly string[]) {
    this.all = Uint32Array.from(texts, fingerprint).sort();
  }

  /** False if the text is certainly not in the set. */
  mayHave(text: string): boolean {
    const wanted = fingerprint(text);
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return this.all[low] === wanted;
  }
}

/** The FNV-1a hash of the UTF-16 code units. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
