// The service over files in memory.

import {
  createPostfixService,
  defaultSettings,
  type PostfixService,
  type Settings,
} from '../../server/src/service.ts';
import { readDocs } from '../support/docs.ts';

export const directory = 'file:///etc/postfix';

export interface Memory {
  readonly service: PostfixService;
  /** What the service logged: empty unless a rule failed. */
  readonly logged: readonly string[];
  /** Changes a file that is not open in an editor. */
  write(name: string, text: string): void;
}

export interface MemoryOptions {
  /** The target release; 3.7 by default, so that texts do not change with each new release. */
  readonly version?: string;
  readonly hostname?: string;
  readonly settings?: Partial<Settings>;
}

/** Files by their names below /etc/postfix. None is open in an editor. */
export function inMemory(
  files: Readonly<Record<string, string>>,
  { version = '3.7', hostname = 'mail.example.com', settings = {} }: MemoryOptions = {},
): Memory {
  const texts = new Map(Object.entries(files).map(([name, text]) => [uriOf(name), text]));
  const logged: string[] = [];
  const service = createPostfixService({
    readFile: async (uri) => texts.get(uri),
    readDocs,
    page: (path) => `docs/${path}`,
    machine: { hostname },
    log: (message) => logged.push(message),
  });
  service.configure({ ...defaultSettings, version, ...settings });
  return {
    service,
    logged,
    write(name, text) {
      texts.set(uriOf(name), text);
      service.fileChanged(uriOf(name));
    },
  };
}

export function uriOf(name: string): string {
  return `${directory}/${name}`;
}

/** The language id that an editor gives a file of this name. */
export function languageOf(name: string): string {
  if (/(^|\/)main\.cf/.test(name)) return 'postfix-main';
  return /(^|\/)master\.cf/.test(name) ? 'postfix-master' : 'postfix-table';
}
