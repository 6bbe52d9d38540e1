// Releases of Postfix, as people write them: "3.7". Patch levels do not matter to the catalog.

/** A release line such as `3.7`, with a number that orders it. */
export interface Release {
  readonly name: string;
  readonly order: number;
}

/** Takes `3.7`, `3.7.11`, `3.12-20260821`; undefined for anything else. */
export function parseRelease(text: string): Release | undefined {
  const match = /^(\d+)\.(\d+)(?=$|[.\-\s])/.exec(text.trim());
  if (match === null) return undefined;
  return { name: `${match[1]}.${match[2]}`, order: Number(match[1]) * 1000 + Number(match[2]) };
}

/** For names that are part of the program: throws on anything that is not a release. */
export function release(text: string): Release {
  const parsed = parseRelease(text);
  if (parsed === undefined) throw new Error(`not a Postfix release: ${text}`);
  return parsed;
}

export function atLeast(one: Release, other: string): boolean {
  return one.order >= release(other).order;
}

export function isNewer(one: Release, other: string): boolean {
  return one.order > release(other).order;
}
