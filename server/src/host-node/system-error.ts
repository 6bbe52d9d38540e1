// The message of the operating system for an error.

import { getSystemErrorMap } from 'node:util';

/** Such as `permission denied` or `no space left on device`. For other errors, their own message. */
export function systemMessage(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return known ?? (error instanceof Error ? error.message : String(error));
}
