// Findings are kept between keystrokes, and each kind of check has its own way to drop them. Whatever was typed before,
// the findings must be those of the current text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rule } from '../../server/src/lint/rule.ts';
import { rules } from '../../server/src/lint/rules/index.ts';
import { createPostfixService, defaultSettings, type PostfixService } from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { pageCodes, readPage } from '../rules/page.ts';

const seed = Number(process.env.SEED ?? 2_020_411);

/** The files, with the language IDs that an editor uses. */
const languages = {
  'main.cf': 'postfix-main',
  'master.cf': 'postfix-master',
  access: 'postfix-table',
} as const;
type FileName = keyof typeof languages;
type Texts = Readonly<Record<FileName, string>>;
const names = Object.keys(languages) as FileName[];

function uriOf(name: FileName): string {
  return `file:///etc/postfix/${name}`;
}

function open(texts: Texts): PostfixService {
  const service = createPostfixService({
    readFile: async () => undefined,
    machine: { hostname: 'mail.example.com' },
    log: (message) => expect.unreachable(message),
  });
  service.configure({ ...defaultSettings, version: '3.7' });
  for (const name of names) service.open(uriOf(name), languages[name], texts[name]);
  return service;
}

async function findingsOf(service: PostfixService): Promise<unknown[]> {
  return (await service.findings(uriOf('main.cf'))).map(({ rule, severity, finding }) => ({
    code: rule.code,
    severity,
    ...finding,
  }));
}

/** Lines that depend on each other: names that others use, classes, and values that appear and disappear with them. */
const related = `
level = may
level = mya
smtpd_tls_security_level = $level
smtp_tls_security_level = \${level}
switch = yes
switch = ja
soft_bounce = $switch
biff = $soft_bounce
time = 5d
time = 5 days
maximal_queue_lifetime = $time
bounce_queue_lifetime = $maximal_queue_lifetime
smtpd_restriction_classes = lenient, strict
lenient = permit_mynetworks, permit
strict = check_client_access hash:/etc/postfix/access, reject
smtpd_recipient_restrictions = lenient, reject_unauth_destination
smtpd_relay_restrictions = strict, permit
slow_destination_concurrency_limit = two
mynetworks = 10.0.0.0/8, $more
more = 192.168.0.0/16
myhostname = $host
host = mail_1.example.com
main_only = $undefined_name
`;

/** All examples on the rule pages. */
const examples = pageCodes().flatMap((code) => {
  const { wrong, right } = readPage(code);
  return [...wrong, ...right];
});

function linesOf(name: FileName): readonly string[] {
  const all = examples.flatMap(({ files }) => (files[name] ?? '').split(/\n(?![ \t#])/));
  return [...new Set(all.filter((line) => line.trim() !== ''))];
}

const relatedLines = related.trim().split('\n');

const pools: Readonly<Record<FileName, readonly string[]>> = {
  'main.cf': linesOf('main.cf'),
  'master.cf': [
    'smtp inet n - y - - smtpd',
    'slow unix - - n - - smtp',
    '  -o smtpd_tls_security_level=$level',
    '  -o soft_bounce=ja',
    '  -o smtpd_recipient_restrictions=strict',
    'proxymap unix - - n - - proxymap',
    ...linesOf('master.cf'),
  ],
  access: ['example.com OK', 'example.org FILTER slow:', '192.168.0.0/16 OK', 'example.net lenient', 'x'],
};

type Step =
  | { readonly kind: 'line'; readonly name: FileName; readonly at: number; readonly line: number }
  | { readonly kind: 'character'; readonly name: FileName; readonly at: number; readonly text: string }
  | { readonly kind: 'delete'; readonly name: FileName; readonly at: number; readonly lines: number };

const name = fc.constantFrom<FileName>('main.cf', 'main.cf', 'main.cf', 'master.cf', 'access');
const at = fc.double({ min: 0, max: 0.999, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('line' as const), name, at, line: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('character' as const),
      name,
      at,
      text: fc.constantFrom('x', '$', '#', ' ', '\n', '\\', '{', '}', '=', '# note\n'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      name,
      at,
      lines: fc.integer({ min: 0, max: 3 }),
    }),
  },
);

/** An offset in a line that is not a comment. */
function offsetIn(text: string, at: number): number {
  const lines = [...text.matchAll(/^(?!# Nothing).*\n?/gm)].filter(([line]) => line !== '');
  const place = at * lines.length;
  const { 0: line = '', index = text.length } = lines[Math.floor(place)] ?? {};
  return index + Math.floor((place % 1) * (line.length + 1));
}

/** A step as an edit of a text: the span to remove, and the text to insert. */
function editOf(step: Step, text: string): { start: number; end: number; text: string } {
  const offset = offsetIn(text, step.at);
  if (step.kind === 'character') return { start: offset, end: offset, text: step.text };
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (step.kind === 'line') {
    const isRelated = step.name === 'main.cf' && step.line % 3 > 0;
    const pool = isRelated ? relatedLines : pools[step.name];
    return { start, end: start, text: `${pool[step.line % pool.length] ?? ''}\n` };
  }
  // Zero lines: one character.
  if (step.lines === 0) return { start: offset, end: Math.min(offset + 1, text.length), text: '' };
  const rest = text.slice(start).split('\n').slice(0, step.lines).join('\n');
  return { start, end: Math.min(start + rest.length + 1, text.length), text: '' };
}

function applied(service: PostfixService, texts: Texts, step: Step): Texts {
  const text = texts[step.name];
  const edit = editOf(step, text);
  const source = SourceText.of(text);
  const range = { start: source.positionAt(edit.start), end: source.positionAt(edit.end) };
  service.change(uriOf(step.name), [{ range, text: edit.text }]);
  return { ...texts, [step.name]: text.slice(0, edit.start) + edit.text + text.slice(edit.end) };
}

/** Longer than the chunks in which a text is kept, so that an edit on one side leaves the other unchanged. */
const remarks = '# Nothing is to be seen here.\n'.repeat(200);

/** The correct one of two settings comes first. */
const sound = relatedLines.filter(
  (line, i) => !line.startsWith(relatedLines[i - 1]?.replace(/=.*/, '=') ?? '-'),
);

const beginning: Texts = {
  'main.cf': sound.map((line, i) => `${line}\n${i % 5 === 4 ? remarks : ''}`).join(''),
  'master.cf': 'smtp inet n - y - - smtpd\nslow unix - - n - - smtp\n',
  access: 'example.com OK\n',
};

test('whatever was typed before, the findings are those of the current text', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const service = open(beginning);
      let texts = beginning;
      for (const each of steps) {
        texts = applied(service, texts, each);
        const findings = await findingsOf(service);
        found += findings.length;
        expect(findings).toEqual(await findingsOf(open(texts)));
      }
    }),
    { seed, numRuns: 40 },
  );
  expect(found).toBeGreaterThan(1000);
});

test('a rule about lines or values reports the same in a different context', async () => {
  const isNarrow = ({ lines, values }: Rule) => lines?.['postfix-main'] !== undefined || values !== undefined;
  const narrow = new Set(rules.filter(isNarrow).map(({ code }) => code));
  const entries = [...relatedLines, ...pools['main.cf']].filter((line) => /^\w+\s*=[^$]*$/.test(line));
  const others = [
    '',
    'soft_bounce = yes\nmyhostname = other.example.com\ncompatibility_level = 2\n# note\nlevel = may\n',
    'message_size_limit = 0\nmyorigin = example.org\nbiff = no\nlevel = encrypt\nmail_owner = mail\n',
  ];
  let found = 0;
  for (const entry of new Set(entries)) {
    const said = new Set<string>();
    for (const other of others) {
      // Programs use the last of two settings.
      const service = open({ ...beginning, 'main.cf': `${other}${entry}\n` });
      const start = other.length;
      const findings = (await service.findings(uriOf('main.cf')))
        .filter(({ rule, finding }) => narrow.has(rule.code) && finding.at.start >= start)
        .map(({ rule, severity, finding }) => {
          const { at, message, fixes = [], tag } = finding;
          const edits = fixes.flatMap((fix) =>
            fix.edits.map((edit) => [fix.title, edit.at.start - start, edit.at.end - start, edit.text]),
          );
          return [rule.code, severity, at.start - start, at.end - start, message, tag, edits];
        });
      found += findings.length;
      said.add(JSON.stringify(findings));
    }
    expect([entry, ...said]).toHaveLength(2);
  }
  expect(found).toBeGreaterThan(50);
});
