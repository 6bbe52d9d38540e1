// The defaults that postconf printed on one machine, from builds of nine releases, if that file is available:
// ../data/postfix-parameters.json next to the corpus. The catalog has the same defaults, with the exceptions that are
// listed here.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atLeast, exists, type Lifetime, release } from '../../server/src/catalog/release.ts';
import { corpusFolder } from '../support/corpus.ts';
import { parameters } from './data';

const path = join(corpusFolder, '../data/postfix-parameters.json');
const printedReleases = ['3.3', '3.4', '3.5', '3.6', '3.7', '3.8', '3.9', '3.10', '3.11'];

interface Printed extends Lifetime {
  readonly name: string;
  readonly defaults?: readonly { readonly from: string; readonly value: string }[];
}

/** Why the file has a different default from the source: by parameter, for the listed releases, or for all. */
const exceptions: Readonly<
  Record<string, { readonly releases?: readonly string[]; readonly reason: string }>
> = {
  alias_maps: {
    releases: ['3.11'],
    reason:
      'this build had NIS: DEF_ALIAS_MAPS of mail_params.h goes on with nis:mail.aliases where HAS_NIS is set',
  },
  mydomain: { reason: 'of that machine: pcf_check_mydomainname() of postconf_builtin.c' },
  myhostname: { reason: 'of that machine: pcf_check_myhostname() of postconf_builtin.c' },
  mynetworks: { reason: 'of that machine: pcf_mynetworks() of postconf_builtin.c' },
  process_id: { reason: 'the number of that process: pcf_adhoc_pid of postconf_builtin.c' },
  smtputf8_enable: {
    releases: ['3.3'],
    reason: 'this build had no ICU: makedefs then defines DEF_SMTPUTF8_ENABLE as "no"',
  },
};

function isException(name: string, line: string): boolean {
  const exception = exceptions[name];
  return exception !== undefined && (exception.releases?.includes(line) ?? true);
}

function defaultAt({ defaults = [] }: Printed, line: string): string | undefined {
  return defaults.findLast(({ from }) => atLeast(release(line), from))?.value;
}

const isHere = existsSync(path);
if (!isHere)
  process.stderr.write(`\nSKIPPED: defaults as postconf printed them\n         ${path} is not here\n`);

describe('the defaults that postconf printed', {
  skip: !isHere,
  meta: { skipReason: `${path} is not here` },
}, () => {
  const printed: readonly Printed[] = isHere ? JSON.parse(readFileSync(path, 'utf8')).parameters : [];
  const ours = new Map(parameters.map((parameter) => [parameter.name, parameter]));

  test.each(printedReleases)('of %s are those of the catalog', (line) => {
    const ofRelease = printed.filter(
      (parameter) =>
        parameter.since !== undefined && exists(release(line), { ...parameter, since: sinceOf(parameter) }),
    );
    expect(ofRelease.length).toBeGreaterThan(700);
    const differences = ofRelease.flatMap((parameter) => {
      const { name } = parameter;
      const [theirs, own] = [defaultAt(parameter, line), defaultAt(ours.get(name) ?? { name }, line)];
      return theirs === own || isException(name, line) ? [] : [`${name}: ${theirs}; the catalog: ${own}`];
    });
    expect(differences).toEqual([]);
  });

  test('there are exceptions', () => {
    const needless = Object.entries(exceptions).flatMap(([name, { releases = printedReleases }]) => {
      const theirs = printed.find((parameter) => parameter.name === name);
      return releases
        .filter((line) => theirs && defaultAt(theirs, line) === defaultAt(ours.get(name) ?? { name }, line))
        .map((line) => `${name} ${line}`);
    });
    expect(needless).toEqual([]);
  });
});

/** We treat `2.0 or earlier` as 2.0. */
function sinceOf({ since = '2.0' }: Printed): string {
  return since.split(' ')[0] ?? since;
}
