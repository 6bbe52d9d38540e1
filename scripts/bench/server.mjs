// A language server to measure: its process, and the communication with it over standard input and output.
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  ConfigurationRequest,
  createProtocolConnection,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from 'vscode-languageserver-protocol/node';
import { start } from '../processes.mjs';
import { waitLimit } from '../time-limit.mjs';
import { memoryOf, ranFor } from './proc.mjs';

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string[]} args the arguments of Node
 * @property {Record<string, unknown>} [settings] by section, as the server requests them
 */

/**
 * @typedef {object} Timed
 * @property {number} milliseconds until the answer arrived
 * @property {number | undefined} ran the part of that time in which the main thread of the server was on a core
 * @property {number} findings the number of diagnostics
 */

/** A server is idle when its memory has not shrunk for this long, in milliseconds. */
const REST = 10_000;
/** How long to wait for a server to become idle, in milliseconds. */
const REST_LIMIT = 30_000;

export class Server {
  /** @type {((params: import('vscode-languageserver-protocol').PublishDiagnosticsParams) => void) | undefined} */
  #published;
  #version = 0;
  #pulls = false;
  #takesEdits = false;
  #child;
  #connection;

  /**
   * Starts a server and initializes it.
   * @param {Program} program
   * @param {string} folder the workspace
   * @returns {Promise<{ server: Server } & Omit<Timed, 'findings'>>} with the time until the server has answered
   */
  static async start(program, folder) {
    const began = performance.now();
    const server = new Server(program, folder);
    await server.#initialize(folder);
    return { server, milliseconds: performance.now() - began, ran: ranFor(server.#child.pid) };
  }

  /**
   * @param {Program} program
   * @param {string} folder
   */
  constructor({ name, args, settings = {} }, folder) {
    this.name = name;
    const { child, ended } = start(process.execPath, args, {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const { stdin, stdout, pid } = child;
    if (!stdin || !stdout || pid === undefined) throw new Error(`${name} could not be started.`);
    this.#child = { pid, ended };
    this.#connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.#connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ section }) => settings[section ?? ''] ?? null),
    );
    this.#connection.onRequest(RegistrationRequest.type, () => {});
    this.#connection.onRequest(DiagnosticRefreshRequest.type, () => {});
    this.#connection.onNotification(PublishDiagnosticsNotification.type, (params) =>
      this.#published?.(params),
    );
    this.#connection.listen();
  }

  /** @param {string} folder */
  async #initialize(folder) {
    const { href } = pathToFileURL(folder);
    const { capabilities } = await this.#answer(
      this.#connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: href,
        workspaceFolders: [{ uri: href, name: basename(folder) }],
        capabilities: {
          workspace: { configuration: true, workspaceFolders: true },
          textDocument: {
            synchronization: {},
            diagnostic: {},
            publishDiagnostics: { versionSupport: true, relatedInformation: true },
            hover: { contentFormat: ['markdown'] },
            completion: { completionList: { itemDefaults: ['editRange', 'data'] } },
          },
        },
      }),
    );
    const sync = capabilities.textDocumentSync;
    this.#takesEdits = (typeof sync === 'object' ? sync.change : sync) === TextDocumentSyncKind.Incremental;
    this.#pulls = capabilities.diagnosticProvider !== undefined;
    await this.#connection.sendNotification(InitializedNotification.type, {});
  }

  /**
   * Opens a document and waits for its diagnostics.
   * @param {string} uri
   * @param {string} languageId
   * @param {string} text
   */
  open(uri, languageId, text) {
    return this.#timed(uri, () =>
      this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: this.#version, text },
      }),
    );
  }

  /**
   * Changes a document and waits for the diagnostics of the new text.
   * @param {string} uri
   * @param {import('./edits.mjs').Edit} edit
   * @param {'hover'} [hover] also requests a hover in the new text, and waits for both
   */
  edit(uri, { range, text, after }, hover) {
    const change = this.#takesEdits ? { range, text } : { text: after() };
    return this.#timed(
      uri,
      () =>
        this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
          textDocument: { uri, version: this.#version },
          contentChanges: [change],
        }),
      hover && (() => this.#hover(uri, range.start)),
    );
  }

  /** @param {string} uri */
  close(uri) {
    return this.#connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri },
    });
  }

  /**
   * Sends a new version of a document and gets its diagnostics: requests them, or waits for them if the server
   * publishes them on its own.
   * @param {string} uri
   * @param {() => Promise<void>} send
   * @param {() => Promise<unknown>} [ask] another request to send at the same time
   * @returns {Promise<Timed>}
   */
  async #timed(uri, send, ask) {
    const version = ++this.#version;
    const pushed = this.#pulls ? undefined : this.#nextPublished(uri, version);
    const pulled = async () => (await this.#pull(uri)).length;
    const ranBefore = ranFor(this.#child.pid);
    const began = performance.now();
    await send();
    const [findings] = await this.#answer(Promise.all([pushed ?? pulled(), ask?.()]));
    const milliseconds = performance.now() - began;
    return { milliseconds, findings, ran: difference(ranFor(this.#child.pid), ranBefore) };
  }

  /** @param {string} uri */
  async #pull(uri) {
    const report = await this.#connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
    });
    return report.kind === DocumentDiagnosticReportKind.Full ? report.items : [];
  }

  /**
   * The diagnostics of an open document.
   * @param {string} uri
   */
  diagnostics(uri) {
    return this.#answer(this.#pull(uri));
  }

  /**
   * The language that our server assigns to a file according to the configuration that refers to it.
   * @param {string} uri
   * @returns {Promise<string | null>}
   */
  documentLanguage(uri) {
    return this.#answer(this.#connection.sendRequest('postfix/documentLanguage', { uri }));
  }

  /**
   * @param {string} uri
   * @param {import('vscode-languageserver-protocol').Position} position
   */
  #hover(uri, position) {
    return this.#connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  }

  /**
   * Sends a request, and waits for the answer.
   * @param {string} method
   * @param {object} params
   * @returns {Promise<Omit<Timed, 'findings'>>}
   */
  async ask(method, params) {
    const ranBefore = ranFor(this.#child.pid);
    const began = performance.now();
    await this.#answer(this.#connection.sendRequest(method, params));
    return {
      milliseconds: performance.now() - began,
      ran: difference(ranFor(this.#child.pid), ranBefore),
    };
  }

  /**
   * Some servers do not report the version of their diagnostics. For these, only one version is pending at a time.
   * @param {string} uri
   * @param {number} version
   * @returns {Promise<number>}
   */
  #nextPublished(uri, version) {
    return new Promise((resolve) => {
      this.#published = (params) => {
        if (params.uri === uri && (params.version ?? version) === version) resolve(params.diagnostics.length);
      };
    });
  }

  /**
   * The memory of the process when it is idle.
   * @param {number} [limit] how long to wait until it is idle, in milliseconds
   * @returns {Promise<import('./proc.mjs').Memory | undefined>} undefined if the system does not provide it
   */
  async memory(limit = REST_LIMIT) {
    const began = performance.now();
    let memory = memoryOf(this.#child.pid);
    let least = memory?.resident ?? 0;
    for (let since = began, now = began; memory && now - since < REST && now - began < limit; ) {
      await delay(Math.min(limit, 250));
      now = performance.now();
      memory = memoryOf(this.#child.pid);
      if (memory && memory.resident < least * 0.99) {
        since = now;
        least = memory.resident;
      }
    }
    return memory;
  }

  async stop() {
    await this.#answer(this.#connection.sendRequest(ShutdownRequest.type));
    await this.#connection.sendNotification(ExitNotification.type);
    await this.#child.ended;
    this.#connection.dispose();
  }

  /**
   * @template T
   * @param {Promise<T>} answer
   * @returns {Promise<T>} rejects if the server ends before it answers or does not answer in time
   */
  #answer(answer) {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${this.name} has not answered in ${waitLimit / 1000} s.`));
      const timer = setTimeout(late, waitLimit);
      const ended = this.#child.ended.then((code) => {
        throw new Error(`${this.name} ended with code ${code}.`);
      });
      Promise.race([answer, ended])
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}

/**
 * @param {number | undefined} later
 * @param {number | undefined} earlier
 */
function difference(later, earlier) {
  return later === undefined || earlier === undefined ? undefined : later - earlier;
}
