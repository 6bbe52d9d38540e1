// Compares `-o` with a running Postfix: the greeting of an smtpd with the override is the value in our tree. postconf
// can print another value, because it splits `-oname=value` at each further "o" (postconf_master.c).
import { expect, test } from 'vitest';
import { SourceText } from '../../server/src/syntax/text.ts';
import { masterTree } from '../corpus/invariants';
import { describeRunningPostfix, smtp, standardMasterCf, withPostfix } from '../postfix/harness';

const forms = [
  '-o smtpd_banner=one',
  '-osmtpd_banner=foo.of.mobo',
  '-o { smtpd_banner = two three }',
  '-o {smtpd_banner=four}',
  '-o {smtpd_banner = five} -o{smtpd_banner=six}',
  '-o smtpd_banner={six }',
  '-o smtpd_banner=$mine -o mine=seven',
  '-o smtpd_banner=first -o smtpd_banner=eight',
  '-v -o smtpd_banner=nine',
  '-vo smtpd_banner=ten',
  '-vosmtpd_banner=eleven',
  '-o { smtpd_banner = ${mine?{twelve}:{none}} } -o mine=x',
  '\n# a comment\n  -o\n\n  smtpd_banner=thirteen',
];

describeRunningPostfix('an override', () => {
  test('has the value in smtpd that it has in the tree', async () => {
    const services = forms
      .map((form, i) => `127.0.0.1:${20_000 + i} inet n - n - - smtpd ${form}\n`)
      .join('');
    await withPostfix(
      { mainCf: 'compatibility_level = 3.6\n', masterCf: standardMasterCf + services },
      async (postfix) => {
        const expected = bannersIn(services);
        expect(expected).toHaveLength(forms.length);
        for (const [i, banner] of expected.entries()) {
          const session = await smtp(postfix.port(`127.0.0.1:${20_000 + i}`));
          expect(session.greeting.text, forms[i]).toBe(`220 ${banner}`);
          await session.quit();
        }
      },
    );
  });
});

/** The last smtpd_banner of each service, with the value of `$mine` that the forms above result in. */
function bannersIn(masterCf: string): (string | undefined)[] {
  return [...masterTree(SourceText.of(masterCf)).items()].map(({ item }) => {
    if (item.kind !== 'service') return undefined;
    const overrides = item.arguments.flatMap((a) => (a.kind === 'override' ? [a] : []));
    const banner = overrides.findLast((o) => o.name?.text === 'smtpd_banner')?.value?.text;
    return banner?.replace('$mine', 'seven').replace('${mine?{twelve}:{none}}', 'twelve');
  });
}
