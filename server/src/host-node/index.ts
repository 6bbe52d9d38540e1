// Node as the host of the service: local files, facts about this host, and the manual of the installed Postfix.

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Host } from '../host.ts';
import { localDirectory, localFile, localIsUtf8, localPemLabels, localStamp } from './files.ts';
import { machineFacts } from './machine.ts';
import { installedManual } from './manual.ts';
import { takeTurns } from './turns.ts';

/**
 * Everything except `log`.
 *
 * @param docs the path of the data file with the catalog's texts. The build puts the pages next to it, in docs/.
 */
export function nodeHost(docs: string): Omit<Host, 'log'> {
  return {
    readFile: localFile,
    isUtf8: localIsUtf8,
    stat: localStamp,
    pemLabels: localPemLabels,
    listDirectory: localDirectory,
    machine: machineFacts(),
    manual: installedManual(),
    readDocs: () => readFile(docs, 'utf8'),
    page: (path) => new URL(`docs/${path}`, pathToFileURL(docs)).href,
    pause: takeTurns(),
  };
}
