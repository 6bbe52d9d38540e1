// Parameters: how the generator updates the catalog from the source of a release.

import { describe, expect, test } from 'vitest';
import type { Catalog, Parameter } from '../../scripts/catalog/catalog-files.mjs';
import { mergeParameters } from '../../scripts/catalog/merge/parameters.mjs';
import { builtin, catalogOf, entry, outcome, source } from './invented';

/** The table of strings of an smtpd(8) with these rows, and the header that they need. */
function smtpd(rows: string, header = '', table = 'STR'): Record<string, string> {
  return {
    'src/global/mail_params.h': header,
    'src/smtpd/smtpd.c': `
int main(int argc, char **argv)
{
    static const CONFIG_${table}_TABLE table[] = {
${rows}
	0,
    };
}
`,
  };
}

/** `tint`: a parameter with a default as C source has it. */
function tint(value: string, header = ''): Record<string, string> {
  return smtpd(
    '	VAR_TINT, DEF_TINT, &var_tint, 0, 0,',
    `${header}
#define VAR_TINT "tint"
#define DEF_TINT ${value}
`,
  );
}

/** Everything that a test's source may have is described, so that only the subject of the test needs manual work. */
const described = {
  valueTypes: {
    parameters: { tint: { type: 'text' }, shade: { type: 'text' }, tint_limit: { type: 'integer' } },
  },
  docs: new Set(['tint', 'shade', 'tint_limit']),
};

/** A catalog of these parameters, and of mail_version. */
function known(...entries: Parameter[]): Catalog {
  const { valueTypes, docs } = described;
  const withVersion = { parameters: { ...valueTypes.parameters, mail_version: { type: 'text' } } };
  return catalogOf({ entries, valueTypes: withVersion, docs: new Set([...docs, 'mail_version']) });
}

const undescribed = catalogOf({
  valueTypes: { parameters: { mail_version: { type: 'text' } } },
  docs: new Set(['mail_version']),
});

function update(version: string, files: Record<string, string>, catalogBefore = known()) {
  const { catalog, changes, problems } = outcome(mergeParameters, source(version, files), catalogBefore);
  const find = (name: string): Parameter | undefined =>
    catalog.parameters.parameters.find((parameter) => parameter.name === name);
  return { changes, problems, find, releases: catalog.parameters.releases };
}

describe('a new parameter', () => {
  test('comes with its kind, limits, default, and the program that reads it', () => {
    const files = smtpd(
      '	VAR_TINT_LIMIT, DEF_TINT_LIMIT, &var_tint_limit, 1, 9,',
      `
#define VAR_TINT_LIMIT "tint_limit"	/* how many */
#define DEF_TINT_LIMIT 5
`,
      'INT',
    );
    expect(update('3.20.4', files).find('tint_limit')).toEqual({
      name: 'tint_limit',
      since: '3.20',
      kind: 'integer',
      min: 1,
      max: 9,
      used_by: ['smtpd'],
      defaults: [{ from: '3.20', value: '5' }],
      documented: false,
    });
  });

  test('needs a value type and a text, which people add', () => {
    const left = [
      'tint has no value type in value-types.json',
      'tint: nothing is written about it in docs/parameters',
    ];
    const first = outcome(mergeParameters, source('3.20.4', tint('"red"')), undescribed);
    expect(first.problems).toEqual(left);
    // It is requested again as long as it is missing.
    expect(outcome(mergeParameters, source('3.20.4', tint('"red"')), first.catalog).problems).toEqual(left);
    expect(update('3.20.4', tint('"red"')).problems).toEqual([]);
  });

  test('is as old as the manual says, with the patches that brought it to older releases', () => {
    const files = {
      ...tint('"red"'),
      'proto/postconf.proto': `
%PARAM tint red

<p> This feature is available in Postfix &ge; 3.20, 3.19.7,
3.18.11.  </p>
`,
    };
    expect(update('3.20.4', files).find('tint')).toMatchObject({
      since: '3.20',
      backports: ['3.18.11', '3.19.7'],
      documented: true,
    });
  });

  test('is as old as its release when the manual contradicts what is known', () => {
    const manual = '%PARAM tint red\n<p> This feature is available in Postfix 3.18 and later. </p>\n';
    const { find } = update('3.20.4', { ...tint('"red"'), 'proto/postconf.proto': manual });
    expect(find('tint')).toMatchObject({ since: '3.20', documented: true });
  });

  test('of a patch needs a statement in the manual, or from people', () => {
    const { find, problems } = update('3.20.5', tint('"red"'));
    expect(problems).toEqual(['tint came with a patch, and the manual does not say so: write its entry']);
    expect(find('tint')).toBeUndefined();
  });
});

describe('a default', () => {
  const shade = '#define VAR_SHADE "shade"\n';
  const cases: readonly [string, string, string, string | undefined][] = [
    ['is text, in pieces', '"dark" " red"', '', 'dark red'],
    ['is made of other macros', '"$" VAR_SHADE "_red"', shade, '$shade_red'],
    ['goes on in the next line', '"dark \\\nred"', '', 'dark red'],
    ['has blanks that postconf shows as one', '"dark\t  red "', '', 'dark red'],
    ['has C escapes', String.raw`"\"\\t\""`, '', String.raw`"\t"`],
    [
      'depends on a build that has TLS',
      'SHADE',
      '#ifdef USE_TLS\n#define SHADE "red"\n#else\n#define SHADE ""\n#endif',
      'red',
    ],
    [
      'is for older compilers',
      'SHADE',
      '#if NO_SUCH > 2\n#define SHADE "red"\n#elif 1\n#define SHADE "blue"\n#endif',
      'blue',
    ],
  ];
  test.each(cases)('%s', (_, value, header, expected) => {
    const { find, problems } = update('3.20.4', tint(value, header));
    expect(problems).toEqual([]);
    expect(find('tint')?.defaults).toEqual([{ from: '3.20', value: expected }]);
  });

  test.each([
    ['1024 * 10', '10240'],
    ['(1 << 20)', '1048576'],
    ['TEN(10) - 1', '99'],
    ['0x10', '16'],
  ])('may be the number %s', (value, expected) => {
    const header = `#define TEN(x) ((x) * 10)\n#define VAR_N "tint"\n#define DEF_N ${value}\n`;
    const files = smtpd('	VAR_N, DEF_N, &var_n, 0, 0,', header, 'INT');
    expect(update('3.20.4', files).find('tint')?.defaults).toEqual([{ from: '3.20', value: expected }]);
  });

  test('is yes or no', () => {
    const header = '#define VAR_ON "tint"\n#define DEF_ON 1\n#define VAR_OFF "shade"\n#define DEF_OFF 0\n';
    const rows = '	VAR_ON, DEF_ON, &var_on,\n	VAR_OFF, DEF_OFF, &var_off,';
    const { find } = update('3.20.4', smtpd(rows, header, 'BOOL'));
    expect(find('tint')?.defaults).toEqual([{ from: '3.20', value: 'yes' }]);
    expect(find('shade')?.defaults).toEqual([{ from: '3.20', value: 'no' }]);
  });

  test('that is computed at run time is not recorded', () => {
    const files = smtpd('	VAR_TINT, tint_of_host, &var_tint, 1, 0,', '#define VAR_TINT "tint"\n', 'STR_FN');
    expect(update('3.20.4', files).find('tint')).toEqual({
      name: 'tint',
      since: '3.20',
      kind: 'string-computed',
      required: true,
      used_by: ['smtpd'],
      build_or_host_dependent: true,
      documented: false,
    });
  });

  test('that a build may set is marked', () => {
    const header = '#define VAR_TINT "tint"\n#ifndef DEF_TINT\n#define DEF_TINT "red"\n#endif\n';
    const files = smtpd('	VAR_TINT, DEF_TINT, &var_tint, 0, 0,', header);
    expect(update('3.20.4', files).find('tint')).toMatchObject({ build_or_host_dependent: true });
  });

  test('that cannot be composed is reported, and nothing is invented', () => {
    const { find, problems } = update('3.20.4', tint('pick_tint("red")'));
    expect(problems).toEqual([
      'src/smtpd/smtpd.c: VAR_TINT, DEF_TINT, &var_tint, 0, 0,: DEF_TINT is no constant text',
    ]);
    expect(find('tint')).toBeUndefined();
  });
});

describe('a default that has changed', () => {
  const red = entry('tint', { defaults: [{ from: '2.0', value: 'red' }] });
  const before = known(red);

  test('in a new release, from there on', () => {
    const { find, releases } = update('3.22.0', tint('"blue"'), before);
    expect(releases).toEqual(['3.19', '3.20', '3.21', '3.22']);
    expect(find('tint')?.defaults).toEqual([
      { from: '2.0', value: 'red' },
      { from: '3.22', value: 'blue' },
    ]);
  });

  test('in a patch, from this patch level on; the next release stays what it was', () => {
    expect(update('3.20.5', tint('"blue"'), before).find('tint')?.defaults).toEqual([
      { from: '2.0', value: 'red' },
      { from: '3.20.5', value: 'blue' },
      { from: '3.21', value: 'red' },
    ]);
  });

  test('only in the catalog: the source is right, for this release', () => {
    const { changes, find } = update('3.20.4', tint('"blue"'), before);
    expect(changes).toContain('tint: defaults "red" becomes "blue" in 3.20');
    expect(find('tint')?.defaults).toEqual([
      { from: '2.0', value: 'red' },
      { from: '3.20', value: 'blue' },
      { from: '3.21', value: 'red' },
    ]);
  });

  test('in the catalog, which had a different one for this patch, and is corrected', () => {
    const patched = entry('tint', {
      defaults: [
        { from: '2.0', value: 'red' },
        { from: '3.20.3', value: 'green' },
      ],
    });
    expect(update('3.20.4', tint('"blue"'), known(patched)).find('tint')?.defaults).toEqual([
      { from: '2.0', value: 'red' },
      { from: '3.20.3', value: 'blue' },
      { from: '3.21', value: 'green' },
    ]);
  });

  test('in a patch that was not read: people must say in which', () => {
    const { find, problems } = update('3.20.2', tint('"blue"'), before);
    expect(problems).toEqual(['tint: its default is "blue": write from which patch level on it is another']);
    expect(find('tint')).toEqual(red);
  });
});

describe('a parameter that is gone', () => {
  test('had its last release before', () => {
    const before = known(entry('tint'));
    expect(update('3.22.0', {}, before).find('tint')?.last).toBe('3.21');
  });

  test('cannot be gone when a later release has it', () => {
    const before = known(entry('tint'));
    expect(update('3.20.4', {}, before).problems).toEqual(['tint is gone, but a later release has it']);
  });

  test('cannot come back after a release without it', () => {
    const gone = entry('tint', { last: '3.19', defaults: [{ from: '2.0', value: 'red' }] });
    const { problems } = update('3.21.0', tint('"red"'), known(gone));
    expect(problems).toEqual(['tint is there, but the catalog has it since 2.0 until 3.19']);
  });

  test('stays if no program has it in a table', () => {
    const family = entry('transport_tint', { kind: 'family' });
    const { changes, problems } = update('3.20.4', {}, known(family));
    expect([...changes, ...problems].filter((text) => text.includes('tint'))).toEqual([]);
  });
});

describe('rows are read as postconf reads them', () => {
  test('regardless of the #if around them, and once for all programs that have them', () => {
    const row = '    VAR_TINT, DEF_TINT, &var_tint, 0, 0,';
    const table = `static const CONFIG_STR_TABLE t[] = {\n#ifdef NO_SUCH_BUILD\n${row}\n#endif\n    0,\n};\n`;
    const files = { ...tint('"red"'), 'src/smtp/lmtp_params.c': table, 'src/cleanup/cleanup.c': table };
    expect(update('3.20.4', files).find('tint')?.used_by).toEqual(['cleanup', 'lmtp', 'smtpd']);
  });

  test('not in comments, and not without a name from the header', () => {
    const files = smtpd('	/* VAR_TINT, DEF_TINT, &var_tint, 0, 0, */\n	"shade", "red", &var_shade, 0, 0,');
    const { changes } = update('3.20.4', files);
    expect(changes.filter((text) => text.includes('is new'))).toEqual([]);
  });

  test('two tables must agree', () => {
    const other = '    VAR_TINT, "blue", &var_tint, 0, 0,';
    const files = {
      ...tint('"red"'),
      'src/virtual/virtual.c': `static const CONFIG_STR_TABLE t[] = {\n${other}\n    0,\n};\n`,
    };
    expect(update('3.20.4', files).problems).toContain(
      'src/virtual/virtual.c: tint contradicts another table',
    );
  });
});

describe('what postconf warns about', () => {
  const unused = (rows: string) => ({
    ...tint('"red"'),
    'src/postconf/postconf_unused.c': `static const PCF_DEPR_PARAM_INFO pcf_depr_param_info[] = {\n${rows}\n    0,\n};\n`,
  });
  const before = known(entry('tint', { defaults: [{ from: '2.0', value: 'red' }] }));

  test.each([
    ['"specify \\"shade\\""', { replacement: 'shade' }],
    ['"do not specify"', { advice: 'remove the setting' }],
  ])('%s', (text, expected) => {
    const { find } = update('3.20.4', unused(`    "tint", ${text},`), before);
    expect(find('tint')?.deprecated).toEqual({ warned_since: '3.20', ...expected });
  });

  test('advice in unexpected words is reported', () => {
    const { problems } = update('3.20.4', unused('    "tint", "ask a painter",'), before);
    expect(problems).toEqual(['tint is deprecated, with an advice that we have no words for: ask a painter']);
  });

  test('a name that the catalog does not know is reported', () => {
    const { problems } = update('3.20.4', unused('    "shade", "do not specify",'), before);
    expect(problems).toEqual(['shade is called deprecated, but the catalog does not know it']);
  });
});

test('names that only exist for compatibility are kept separately', () => {
  const files = {
    'src/postconf/postconf_builtin.c': `${builtin}
static const CONFIG_STR_TABLE pcf_legacy_str_table[] = {
    {"tint_maps", ""},
    0,
};
`,
  };
  const { catalog } = outcome(mergeParameters, source('3.20.4', files), known());
  expect(catalog.legacy.since).toEqual({ tint_maps: '3.20' });
});

describe('how a value is read', () => {
  const limit = (min: number) =>
    smtpd(
      `	VAR_TINT, DEF_TINT, &var_tint, ${min}, 0,`,
      '#define VAR_TINT "tint"\n#define DEF_TINT 5\n',
      'INT',
    );
  const five = entry('tint', { kind: 'integer', min: 1, defaults: [{ from: '2.0', value: '5' }] });

  test('is that of the newest published release, with what earlier ones did', () => {
    const oneUntil319 = { until: '3.19', kind: 'integer', min: 1 };
    expect(update('3.20.4', limit(0), known(five)).find('tint')).toMatchObject({
      min: 0,
      former: [oneUntil319],
    });
    const zeroUntil319 = { until: '3.19', kind: 'integer', min: 0 };
    expect(update('3.19.9', limit(0), known(five)).find('tint')).toMatchObject({
      min: 1,
      former: expect.arrayContaining([zeroUntil319]),
    });
    const both = { ...five, former: [{ until: '3.19', kind: 'integer', min: 0 }] };
    expect(update('3.19.9', limit(0), known(both)).changes).toEqual([]);
    expect(update('3.19.9', limit(1), known(both)).find('tint')).not.toHaveProperty('former');
  });

  test('is that of a snapshot only for what is new in it', () => {
    expect(update('3.21', limit(0), known(five)).find('tint')?.min).toBe(1);
    const young = { ...five, since: '3.21' };
    expect(update('3.21', limit(0), known(young)).find('tint')?.min).toBe(0);
  });
});

test('what is up to date does not change', () => {
  const first = outcome(mergeParameters, source('3.20.4', tint('"red"')), known());
  const second = outcome(mergeParameters, source('3.20.4', tint('"red"')), first.catalog);
  expect(second).toEqual({ catalog: first.catalog, changes: [], problems: [] });
});

test('a folder that is not the source of Postfix is rejected', () => {
  expect(() => source('soon')).toThrow('src/global/mail_version.h: soon is no release');
});
