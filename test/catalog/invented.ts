// A small invented Postfix and its catalog, for the tests of the catalog's generator.

import type { Catalog, Parameter } from '../../scripts/catalog/catalog-files.mjs';
import { Generation } from '../../scripts/catalog/generation.mjs';
import { type SourceTree, treeOf } from '../../scripts/catalog/tree.mjs';

export interface Outcome {
  readonly catalog: Catalog;
  readonly changes: readonly string[];
  /** What people have to do. */
  readonly problems: readonly string[];
}

/** The result of one part of the generator for a catalog and a source. The catalog does not change. */
export function outcome(merge: (run: Generation) => void, tree: SourceTree, known: Catalog): Outcome {
  const run = new Generation(tree, structuredClone(known));
  merge(run);
  return { catalog: run.catalog, changes: run.changes, problems: run.problems };
}

/** The source of a release: the files that every tree has, and those of the test. */
export function source(version: string, files: Readonly<Record<string, string>> = {}): SourceTree {
  return treeOf({
    'src/global/mail_version.h': `
#define MAIL_VERSION_NUMBER "${version}"
#define VAR_MAIL_VERSION "mail_version"
#define DEF_MAIL_VERSION MAIL_VERSION_NUMBER
`,
    'src/global/mail_params.h': '',
    'src/global/mail_params.c': `
static const CONFIG_STR_TABLE first_str_defaults[] = {
    VAR_MAIL_VERSION, DEF_MAIL_VERSION, &var_mail_version, 1, 0,
    0,
};
`,
    'src/postconf/postconf_builtin.c': builtin,
    'src/postconf/postconf_unused.c': '',
    ...files,
  });
}

/** The beginning of postconf's own table of tables. */
export const builtin = '#include <mail_params.h>\n#include <mail_version.h>\n';

/**
 * A catalog that knows 3.20 by its patch level 3.20.4, and by default 3.21 as a snapshot.
 */
export function catalogOf(
  known: Partial<Catalog> & { readonly entries?: readonly Parameter[] } = {},
  versions: Readonly<Record<string, string>> = {
    '3.19': '3.19.9',
    '3.20': '3.20.4',
    '3.21': '3.21-20300101',
  },
): Catalog {
  const { entries = [], ...files } = known;
  const mailVersion: Parameter = {
    name: 'mail_version',
    since: '2.0',
    kind: 'string',
    required: true,
    used_by: ['global'],
    build_or_host_dependent: true,
    documented: false,
    defaults: Object.entries(versions).map(([from, value]) => ({ from, value })),
  };
  const parameters = [...entries, mailVersion].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    parameters: { releases: Object.keys(versions), parameters },
    legacy: { since: {} },
    valueTypes: { parameters: {} },
    restrictions: { restrictions: {} },
    accessActions: { actions: {} },
    headerActions: { actions: {} },
    tableTypes: { types: {} },
    databaseKeys: { types: {} },
    services: {
      options: {},
      ownOptions: { letters: [] },
      types: {},
      suffixes: {},
      parameterSets: {},
      programs: {},
      stock: [],
    },
    wordLists: { lists: {} },
    docs: new Set(),
    ...files,
  };
}

/** A parameter that smtpd(8) reads, as the catalog has it. */
export function entry(name: string, facts: Partial<Parameter> = {}): Parameter {
  return { name, since: '2.0', kind: 'string', used_by: ['smtpd'], documented: false, ...facts };
}
