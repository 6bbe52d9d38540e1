// Wording that several rules share.

import type { PlacedService } from '../instance/instance.ts';

/**
 * A text that Postfix logs, exact and in quotation marks, so that users can search for it.
 * @param text without the program's name and process ID, complete to the end of Postfix's text
 */
export function logText(text: string): string {
  return `"${text}"`;
}

/**
 * A log text of Postfix that ends with a value. If the value is long, it is left out and the quotation ends before it.
 * @param text the part before the value
 */
export function logTextWithValue(text: string, value: string): string {
  return logText(value.length > 80 ? text.trimEnd() : text + value);
}

/** The setting of the editor for the target release. The command line has an option instead, and replaces the name. */
export const releaseSetting = 'postfix.version';

/** ` in service smtp/inet, …`; empty if only main.cf is affected. */
export function inServices(services: readonly (PlacedService | undefined)[]): string {
  const keys = services.flatMap((service) => service?.key ?? []);
  if (keys.length === 0) return '';
  const shown = keys.slice(0, 3).join(', ');
  return ` in service ${shown}${keys.length > 3 ? ` and ${keys.length - 3} more` : ''}`;
}
