// Controls the VS Code window like a user, beyond the `vscode` API. The embedded VS Code supports this
// (scripts/vscode/driver.mjs). Desktop VS Code does not, and tests that need it are skipped:
//
//   before(function () { needsWindow(this); });
//   it('shows the hover', async () => { …; await screenshot('hover'); });
//
// A selector is CSS or any other selector of playwright. The first match is used. The window is 1280 by 800 pixels.
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { waitLimit } from '../../../scripts/time-limit.mjs';
import { skip } from './results.ts';

/** Where to look for an element. The default is the workbench. */
export interface Where {
  /** Look inside the last opened webview. */
  readonly webview?: boolean;
  /** Take a screenshot of only this part of the window, in pixels. */
  readonly clip?: Clip;
  /** How long to wait for the element, in milliseconds. The default is the time limit of all tests. */
  readonly timeout?: number;
}

export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const driver = process.env.WINDOW_DRIVER;

/** Why this VS Code window cannot be controlled, or undefined if it can. */
export const unavailable: string | undefined = driver
  ? undefined
  : 'This VS Code has no window driver. Only the embedded one can be controlled.';

/** Skips the test if the window cannot be controlled; in a `before` hook, all tests of the `describe`. */
export function needsWindow(context: Mocha.Context): void {
  if (unavailable) skip(context, unavailable);
}

/**
 * Takes a screenshot of the window, of a part of it, or of the element that the selector finds.
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

/** Types at the focus. The document changes a moment later. */
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

/** Runs a step, and waits for the text that it shows in the status bar for a few seconds. */
export async function waitForStatus(text: string, step: () => unknown): Promise<void> {
  await Promise.all([waitFor(`.statusbar-item:has-text("${text}")`), step()]);
}

/** Whether the element is visible now. */
export async function isVisible(selector: string, where: Where = {}): Promise<boolean> {
  return Boolean(await ask('visible', { selector, ...where }));
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
  /** The height that the element needs to show everything without scrolling. */
  readonly content: number;
}

export async function sizeOf(selector: string, where: Where = {}): Promise<Size> {
  return (await ask('size', { selector, ...where })) as Size;
}

/** The visible text of an element. */
export async function textOf(selector: string, where: Where = {}): Promise<string> {
  return String(await ask('text', { selector, ...where }));
}

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

async function ask(action: string, request: object): Promise<unknown> {
  if (unavailable) throw new Error(unavailable);
  const answer = await post(`${driver}/${action}`, JSON.stringify({ timeout: waitLimit, ...request }));
  if (answer.error) throw new Error(`${action} ${JSON.stringify(request)}: ${answer.error}`);
  return answer.result;
}

/** Unlike `fetch`, which fails after five minutes, waits until the driver has found the element or has given up. */
function post(url: string, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method: 'POST' }, (response) => {
      json(response).then((answer) => resolve(answer as Answer), reject);
    })
      .on('error', reject)
      .end(body);
  });
}
