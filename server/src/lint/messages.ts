// Wording that several rules share.

import type { PlacedService } from '../instance/instance.ts';

/**
 * A text that Postfix logs, to the letter and in quotation marks, so that users can search for it.
 * @param text without the program's name and process id; it ends where Postfix's text ends
 */
export function logText(text: string): string {
  return `"${text}"`;
}

/** ` in service smtp/inet, …`; empty for main.cf alone. */
export function inServices(services: readonly (PlacedService | undefined)[]): string {
  const keys = services.flatMap((service) => service?.key ?? []);
  if (keys.length === 0) return '';
  const shown = keys.slice(0, 3).join(', ');
  return ` in service ${shown}${keys.length > 3 ? ` and ${keys.length - 3} more` : ''}`;
}
