// Wording that several rules share.

import type { PlacedService } from '../instance/instance.ts';

/**
 * A text that Postfix logs, to the letter and in quotation marks, so that users can search for it.
 * @param text without the program's name and process id; it ends where Postfix's text ends
 */
export function logText(text: string): string {
  return `"${text}"`;
}

/**
 * A text that Postfix logs with a value at its end. A long value is left out, and the quotation ends before it.
 * @param text up to the value
 */
export function logTextWithValue(text: string, value: string): string {
  return logText(value.length > 80 ? text.trimEnd() : text + value);
}

/** ` in service smtp/inet, …`; empty for main.cf alone. */
export function inServices(services: readonly (PlacedService | undefined)[]): string {
  const keys = services.flatMap((service) => service?.key ?? []);
  if (keys.length === 0) return '';
  const shown = keys.slice(0, 3).join(', ');
  return ` in service ${shown}${keys.length > 3 ? ` and ${keys.length - 3} more` : ''}`;
}
