// Lets a test in the extension host take screenshots of the VS Code window, type, press keys, and click: an HTTP server
// on the loopback interface. test/vscode/suite/window.ts is its client.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { waitLimit } from '../time-limit.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

/**
 * The body of a request, as JSON.
 * @typedef {object} Request
 * @property {string} [path] of the PNG file to write
 * @property {string} [keys] as Playwright names them: `Control+Shift+P`, `Enter`; several are separated by spaces
 * @property {string} [text] to type
 * @property {string} [selector] CSS, or any other Playwright selector; the first match is used
 * @property {{ x: number, y: number, width: number, height: number }} [clip] takes a screenshot of only this area
 * @property {boolean} [webview] searches the most recently opened webview instead of the workbench
 * @property {number} [clicks] 2 for a double click
 * @property {'left' | 'right' | 'middle'} [button]
 * @property {'visible' | 'hidden'} [state] what to wait for; visible by default
 * @property {number} [timeout] milliseconds to wait for the selector; the time limit of all tests by default
 */

/**
 * The actions, by the path of the request. Their return value becomes the `result` of the answer.
 * @type {Record<string, (page: Page, request: Request) => Promise<unknown>>}
 */
const ACTIONS = {
  async screenshot(page, { path, clip, ...request }) {
    const file = required(path, 'path');
    mkdirSync(dirname(file), { recursive: true });
    /** @type {{ path: string, animations: 'disabled', caret: 'hide' }} */
    const options = { path: file, animations: 'disabled', caret: 'hide' };
    if (request.selector) await find(page, request).screenshot(options);
    else await page.screenshot({ ...options, ...(clip && { clip }) });
  },
  async press(page, { keys }) {
    for (const key of required(keys, 'keys').split(' ')) await page.keyboard.press(key);
  },
  async type(page, { text }) {
    await page.keyboard.type(required(text, 'text'));
  },
  async click(page, { clicks = 1, button = 'left', ...request }) {
    await find(page, request).click({ clickCount: clicks, button, timeout: limit(request) });
  },
  async hover(page, request) {
    await find(page, request).hover({ timeout: limit(request) });
  },
  async wait(page, { state = 'visible', ...request }) {
    await find(page, request).waitFor({ state, timeout: limit(request) });
  },
  async visible(page, request) {
    return find(page, request).isVisible();
  },
  async size(page, request) {
    return find(page, request).evaluate(
      ({ clientWidth, clientHeight, scrollHeight }) => ({
        width: clientWidth,
        height: clientHeight,
        content: scrollHeight,
      }),
      undefined,
      { timeout: limit(request) },
    );
  },
  async text(page, request) {
    // biome-ignore lint/performance/useDomNodeTextContent: what a user sees, without hidden text
    const text = await find(page, request).innerText({ timeout: limit(request) });
    // The editor renders spaces as no-break spaces.
    return text.replaceAll('\u00a0', ' ');
  },
};

/**
 * Starts the server. Requests wait until `attach` is called with a window.
 * @returns {Promise<{ url: string, attach: (page: Page) => void, close: () => void }>}
 */
export async function startDriver() {
  // Other users, and pages in other browsers, can reach the port but do not know the path.
  const secret = randomBytes(20).toString('hex');
  /** @type {(page: Page) => void} */
  let attach = () => {};
  /** @type {Promise<Page>} */
  const window = new Promise((resolve) => {
    attach = resolve;
  });
  const server = createServer(async (request, response) => {
    const [, key, name = ''] = (request.url ?? '').split('/');
    const action = ACTIONS[name];
    if (request.method !== 'POST' || key !== secret || action === undefined) {
      response.writeHead(404).end();
      return;
    }
    try {
      const body = await readJson(request);
      const result = (await action(await window, body)) ?? null;
      response.end(JSON.stringify({ result }));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      response.writeHead(500).end(JSON.stringify({ error: stripVTControlCharacters(message) }));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${address.port}/${secret}`, attach, close: () => server.close() };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Request>}
 */
async function readJson(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return JSON.parse(text);
}

/**
 * @param {Page} page
 * @param {Request} request
 * @returns {Locator}
 */
function find(page, { selector, webview = false }) {
  const wanted = required(selector, 'selector');
  if (!webview) return page.locator(wanted).first();
  // VS Code puts the content of a webview in a frame within a frame.
  const outer = page.locator('iframe.webview.ready').last().contentFrame();
  return outer.locator('iframe#active-frame').contentFrame().locator(wanted).first();
}

/** @param {Request} request */
function limit({ timeout = waitLimit }) {
  return timeout;
}

/**
 * @param {string | undefined} value
 * @param {string} name
 */
function required(value, name) {
  if (value === undefined) throw new Error(`The request lacks "${name}".`);
  return value;
}
