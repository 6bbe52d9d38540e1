// Real files, if they are available, with the language that VS Code assigns to them by their path. Single files are
// named OWNER__REPOSITORY__path@version, with __ instead of each slash.

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { languageOf, languageOfFirstLine } from '../../scripts/languages.mjs';
import { corpusFiles, corpusFolder } from '../support/corpus.ts';

export interface RealFile {
  /** The path in the corpus. */
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
}

/** Undefined if there is no corpus. */
export function realFiles(): RealFile[] | undefined {
  return corpusFiles()
    ?.map((file) => ({ name: relative(corpusFolder, file), text: readFileSync(file, 'utf8') }))
    .filter(({ name }) => name.includes('/'))
    .map(({ name, text }) => {
      const [folder = '', ...rest] = name.split('/');
      const path =
        folder === 'trees'
          ? ['/etc/postfix', ...rest.slice(1)].join('/')
          : `/${rest.join('/').replace(/@.*/, '').replaceAll('__', '/')}`;
      const byFolder = folder === 'main' || folder === 'master' ? `postfix-${folder}` : 'postfix-table';
      return { name, languageId: languageOf(path) ?? languageOfFirstLine(text) ?? byFolder, text };
    });
}
