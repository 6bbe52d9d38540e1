// What the operating system says when it refuses something.

import { getSystemErrorMap } from 'node:util';

/** `permission denied`, `no space left on device`; the error's own message for one that is not the system's. */
export function systemMessage(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return known ?? (error instanceof Error ? error.message : String(error));
}
