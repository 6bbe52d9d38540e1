// A document that is open in a server, and a simulated user who types in it.
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { keystrokes } from './edits.mjs';
import { Server } from './server.mjs';

/** The servers take turns of this many keystrokes, so that a busy moment of the host affects all of them. */
const TURN = 20;

/**
 * The pause before the first keystroke, in milliseconds, because some servers check a document twice when it is opened.
 */
const PAUSE = 500;

/**
 * @typedef {object} Document
 * @property {string} path the file itself need not exist
 * @property {string} languageId
 * @property {string} text
 */

/**
 * @typedef {object} Session
 * @property {Server} server
 * @property {import('./server.mjs').Timed} opened
 * @property {number[]} times of the keystrokes so far, in milliseconds
 * @property {number[]} running how long the server was on a core; empty if the system does not provide it
 * @property {number} findings of all keystrokes so far
 * @property {(count: number, hover?: 'hover') => Promise<void>} type continues typing
 */

/**
 * Starts a server, opens a document in it, and waits for the diagnostics.
 * @param {import('./server.mjs').Program} program
 * @param {string} folder the workspace
 * @param {Document} document
 * @param {number} count the total number of keystrokes
 * @returns {Promise<Session>}
 */
export async function openSession(program, folder, { path, languageId, text }, count) {
  const { server } = await Server.start(program, folder);
  const uri = pathToFileURL(path).href;
  const edits = keystrokes(text, count);
  const opened = await server.open(uri, languageId, text);
  await delay(PAUSE);
  /** @type {Session} */
  const session = { server, opened, times: [], running: [], findings: 0, type };
  return session;

  /**
   * @param {number} number
   * @param {'hover'} [hover] as in Server.edit
   */
  async function type(number, hover) {
    for (let i = 0; i < number; i++) {
      const { value: edit } = edits.next();
      if (!edit) return;
      const { milliseconds, ran, findings } = await server.edit(uri, edit, hover);
      session.times.push(milliseconds);
      if (ran !== undefined) session.running.push(ran);
      session.findings += findings;
    }
  }
}

/**
 * @param {readonly Session[]} sessions
 * @param {number} count the number of keystrokes for each session
 */
export async function takeTurns(sessions, count) {
  for (let done = 0; done < count; done += TURN) {
    for (const session of sessions) await session.type(Math.min(TURN, count - done));
  }
}
