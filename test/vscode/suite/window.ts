// Hands and eyes: what a person does with the VS Code window beyond the `vscode` API. The embedded VS Code offers
// them (scripts/vscode/driver.mjs); desktop VS Code does not, and tests that need them skip there:
//
//   before(function () { needsWindow(this); });
//   it('shows the hover', async () => { …; await screenshot('hover'); });
//
// A selector is CSS or any other selector of playwright; its first match counts. The window is 1280 by 800.
import { join } from 'node:path';
import { waitLimit } from '../../../scripts/time-limit.mjs';
import { skip } from './results.ts';

/** Whose elements a selector means; the workbench's unless told. */
export interface Where {
  /** Look inside the webview that was opened last. */
  readonly webview?: boolean;
  /** Photograph only this part of the window, in pixels. */
  readonly clip?: Clip;
  /** How long to wait for the element, in milliseconds; the time limit of all tests unless told. */
  readonly timeout?: number;
}

export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const driver = process.env.WINDOW_DRIVER;

/** Why this VS Code has no hands and eyes, or undefined where it has. */
export const unavailable: string | undefined = driver
  ? undefined
  : 'this VS Code has no window driver: only the embedded one can be photographed and typed into';

/** Skips the test, or in a `before` hook all tests of the `describe`, where there are no hands and eyes. */
export function needsWindow(context: Mocha.Context): void {
  if (unavailable) skip(context, unavailable);
}

/**
 * Photographs the window, a part of it, or only the element that the selector finds.
 * @param name the picture becomes test/results/screenshots/NAME.png
 */
export async function screenshot(name: string, selector?: string, where: Where = {}): Promise<void> {
  const path = join(process.env.POSTFIX_TEST_SCREENSHOTS ?? '.', `${name}.png`);
  await ask('screenshot', { path, ...(selector ? { selector } : {}), ...where });
}

/** Presses keys one after the other: `press('Control+Space', 'ArrowDown', 'Enter')`. */
export async function press(...keys: string[]): Promise<void> {
  await ask('press', { keys: keys.join(' ') });
}

/** Types where the focus is. The document follows a moment later. */
export async function type(text: string): Promise<void> {
  await ask('type', { text });
}

export async function click(
  selector: string,
  how: Where & { readonly clicks?: number; readonly button?: 'left' | 'right' } = {},
): Promise<void> {
  await ask('click', { selector, ...how });
}

export async function hover(selector: string, where: Where = {}): Promise<void> {
  await ask('hover', { selector, ...where });
}

/** Waits until the element is visible, or with `state: 'hidden'` until it is not. */
export async function waitFor(
  selector: string,
  how: Where & { readonly state?: 'visible' | 'hidden' } = {},
): Promise<void> {
  await ask('wait', { selector, ...how });
}

/** The text of an element as a person sees it. */
export async function textOf(selector: string, where: Where = {}): Promise<string> {
  return String(await ask('text', { selector, ...where }));
}

async function ask(action: string, request: object): Promise<unknown> {
  if (unavailable) throw new Error(unavailable);
  const body = JSON.stringify({ timeout: waitLimit, ...request });
  const response = await fetch(`${driver}/${action}`, { method: 'POST', body });
  const answer = (await response.json()) as { readonly result?: unknown; readonly error?: string };
  if (answer.error) throw new Error(`${action} ${JSON.stringify(request)}: ${answer.error}`);
  return answer.result;
}
