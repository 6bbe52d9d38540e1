// Hover and completion at every position of files with all kinds of occurrences: the results fit the position.

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type CompletionItem,
  type Hover,
  MarkupContent,
  type Position,
  type Range,
} from 'vscode-languageserver-types';
import { readDocs } from '../../scripts/catalog/docs.mjs';
import { maxLines, renderedLines } from '../../server/src/features/hover/layout.ts';
import type { PostfixService } from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, languageOf, uriOf } from '../corpus/host';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { accept, complete, hoverAt } from '../support/markers.ts';
import { mutations, seed } from '../support/mutations.ts';
import { mainCf, samples } from './samples.ts';

interface Sample {
  readonly name: string;
  readonly text: string;
  /** The other files of its configuration. */
  readonly others?: Readonly<Record<string, string>>;
}

const fixtures: readonly Sample[] = [
  'lines/main.cf',
  'broken/main.cf',
  'broken/master.cf',
  'repeated/main.cf',
  'repeated/master.cf',
  'braces/main.cf',
  'template/main.cf.j2',
  'bytes/main.cf',
  'indented/main.cf',
  'empty/main.cf',
].map((path) => ({
  name: path,
  text: readFileSync(fileURLToPath(new URL(`../fixtures/corpus-small/${path}`, import.meta.url)), 'utf8'),
}));

/** Files in all languages. main.cf determines what each table is for. */
const texts: readonly Sample[] = [
  ...fixtures,
  ...Object.entries(samples).map(([name, text]) => ({
    name,
    text,
    others: { 'main.cf': mainCf, [name]: text },
  })),
];

/** A service with one open file, and all positions in that file. */
function opened({ name, text, others = {} }: Sample): {
  service: PostfixService;
  uri: string;
  places: Position[];
} {
  const { service } = inMemory(others);
  const uri = uriOf(name);
  // The language of a table follows from main.cf.
  if (/main\.cf|master\.cf/.test(name)) service.open(uri, languageOf(name), text);
  const source = SourceText.of(text);
  return {
    service,
    uri,
    places: Array.from({ length: text.length + 1 }, (_, offset) => offset).flatMap((offset) => {
      const place = source.positionAt(offset);
      // A cursor cannot be between CR and LF.
      return source.offsetAt(place) === offset ? [place] : [];
    }),
  };
}

function textOfHover({ contents }: Hover): string {
  if (!MarkupContent.is(contents)) throw new Error('not Markdown');
  return contents.value;
}

const catalogTexts = JSON.stringify(readDocs());

/** The lines of a hover with a value that JavaScript failed to format, such as `undefined` where a text should be. */
function leaks(hover: string, file: string): string[] {
  return hover.split('\n').filter((line) => {
    const [word] = /undefined|\[object|NaN/.exec(line) ?? [];
    // Files and the texts of the catalog can contain these words.
    const text = JSON.stringify(line.replace(/^\*[^*]*:\* |^- .* — /, '')).slice(1, -1);
    return word !== undefined && !file.includes(word) && !catalogTexts.includes(text);
  });
}

/** A hover has at most 25 lines, or a link to the page with all details. */
function expectToFit(hover: string, where: string): void {
  const lines = renderedLines(hover.split('\n\n'));
  if (lines > maxLines) expect(hover, `${where} has ${lines} lines`).toContain('[More](');
}

function holds({ start, end }: Range, { line, character }: Position): boolean {
  const after = line > start.line || (line === start.line && character >= start.character);
  return after && (line < end.line || (line === end.line && character <= end.character));
}

describe.each(texts)('in $name', (sample) => {
  const { text } = sample;

  test('the range of a hover contains the position, and the hover fits on a screen', async () => {
    const { service, uri, places } = opened(sample);
    for (const place of places) {
      const found = await service.hover(uri, place);
      if (found === undefined) continue;
      const where = `${place.line}:${place.character}`;
      expect(found.range, where).toBeDefined();
      if (found.range !== undefined && !holds(found.range, place))
        expect(found.range, where).toBe('a range that contains the position');
      expect(leaks(textOfHover(found), text), where).toEqual([]);
      expectToFit(textOfHover(found), where);
    }
  });

  test('completion replaces text directly before the cursor, on the same line', async () => {
    const { service, uri, places } = opened(sample);
    const source = SourceText.of(text);
    for (const place of places) {
      const where = `${place.line}:${place.character}`;
      const items = await service.completion(uri, place);
      for (const range of new Set(items.map(rangeOf))) {
        expect(range.end, where).toEqual(place);
        expect(range.start.line, where).toBe(place.line);
        const typed = source.slice(source.offsetAt(range.start), source.offsetAt(range.end));
        expect(typed, where).toMatch(/^[^\s$]*$/);
      }
      expect(new Set(items.map((i) => i.label)).size, where).toBe(items.length);
    }
  });

  test('there is no hover and no completion inside a comment', async () => {
    const { service, uri } = opened(sample);
    for (const [line, content] of text.split('\n').entries()) {
      const hash = /^\s*#/.exec(content)?.[0].length;
      if (hash === undefined) continue;
      for (let character = hash; character <= content.length; character++) {
        expect(await service.completion(uri, { line, character }), `${line}:${character}`).toEqual([]);
        expect(await service.hover(uri, { line, character }), `${line}:${character}`).toBeUndefined();
      }
    }
  });
});

describe.each(texts)('in $name, damaged', (sample) => {
  test('the range of a hover contains the position', async () => {
    const { damage, next } = mutations(seed);
    for (let i = 0; i < 5; i++) {
      const text = damage(sample.text);
      const { service, uri, places } = opened({
        ...sample,
        text,
        others: { ...sample.others, [sample.name]: text },
      });
      for (const place of places) {
        if (next() > 0.1) continue;
        const found = await service.hover(uri, place);
        if (found === undefined) continue;
        expect(leaks(textOfHover(found), text), text).toEqual([]);
        expectToFit(textOfHover(found), text);
        if (found.range !== undefined) expect(holds(found.range, place), text).toBe(true);
      }
    }
  });
});

describe('in real files, hover and completion do not fail', () => {
  const real = corpusFiles();

  /** Requests both at the selected positions. Returns the number of results. */
  async function ask(path: string, wanted: (places: number) => boolean): Promise<number> {
    // Single files are named OWNER__REPOSITORY__path@version.
    const name = basename(path).replace(/@.*/, '').replace(/^.*__/, '');
    const text = readFileSync(path, 'utf8');
    const { service, uri, places } = opened({ name, text, others: { [name]: text } });
    let answers = 0;
    for (const place of places) {
      if (!wanted(places.length)) continue;
      try {
        answers += (await service.completion(uri, place)).length;
        if ((await service.hover(uri, place)) !== undefined) answers++;
      } catch (error) {
        throw new Error(`${path} ${place.line}:${place.character}`, { cause: error });
      }
    }
    return answers;
  }

  function draw(list: readonly string[], count: number): string[] {
    const { next } = mutations(seed);
    const left = [...list];
    return Array.from({ length: count }, () => left.splice(Math.floor(next() * left.length), 1)[0] ?? '');
  }

  test(`at every position of 100 short files (POSTFIX_SEED=${seed})`, async (context) => {
    const short = orSkip(context, real).filter((path) => statSync(path).size <= 8000);
    let answers = 0;
    for (const path of draw(short, 100)) answers += await ask(path, () => true);
    expect(answers).toBeGreaterThan(0);
  });

  test(`at about 100 positions of 100 files of any length (POSTFIX_SEED=${seed})`, async (context) => {
    const files = orSkip(context, real);
    const { next } = mutations(seed);
    let answers = 0;
    for (const path of draw(files, 100)) answers += await ask(path, (places) => next() < 100 / places);
    expect(answers).toBeGreaterThan(0);
  });
});

function rangeOf({ textEdit }: CompletionItem): Range {
  if (textEdit === undefined || !('range' in textEdit)) throw new Error('no plain text edit');
  return textEdit.range;
}

describe('difficult positions', () => {
  const labels = async (files: Parameters<typeof complete>[0]) =>
    (await complete(files)).map((item) => item.label);

  test('the last entry without a newline at the end', async () => {
    expect(await labels('biff = no\nsmtpd_h‸')).toContain('smtpd_helo_required');
    expect(await labels('biff = no\nsoft_bounce = ‸')).toEqual(['no', 'yes']);
  });

  test('lines that end with CR LF', async () => {
    expect(await labels('biff = no\r\nsoft_bounce = ‸\r\nmyorigin = x\r\n')).toEqual(['no', 'yes']);
    expect(await accept('biff = no\r\nsmtpd_helo_req‸\r\nmyorigin = x\r\n', 'smtpd_helo_required')).toBe(
      'biff = no\r\nsmtpd_helo_required = \r\nmyorigin = x\r\n',
    );
    expect(await hoverAt('biff = no\r\nsoft_bou‸nce = yes\r\n')).toContain(
      'Value: `yes`, from main.cf line 2',
    );
  });

  test('a value that begins on the line after its name', async () => {
    expect(await labels('smtpd_relay_restrictions =\n  permit_my‸\n')).toContain('permit_mynetworks');
    expect(await labels('smtpd_relay_restrictions =\n# first\n  ‸\n')).toContain('permit_mynetworks');
  });

  test('a blank line between the lines of a value', async () => {
    expect(await labels('smtpd_relay_restrictions = permit_mynetworks,\n\n  reject_un‸\n')).toContain(
      'reject_unauth_destination',
    );
  });

  test('a doubled dollar sign, and a dollar sign after a doubled one', async () => {
    expect(await labels('myorigin = $$‸\n')).not.toContain('mydomain');
    expect(await labels('myorigin = $$$‸\n')).toContain('mydomain');
    expect(await labels('myorigin = $$${my‸\n')).toContain('mydomain');
  });

  test('a table inside unionmap:, and a table after proxy:', async () => {
    expect(await accept('transport_maps = unionmap:{ha‸}\n', 'hash:')).toBe(
      'transport_maps = unionmap:{hash:}\n',
    );
    expect(await accept('transport_maps = proxy:ha‸\n', 'hash:')).toBe('transport_maps = proxy:hash:\n');
  });

  test('the contents of inline:{ } have no suggestions', async () => {
    expect(await labels('transport_maps = inline:{a=b, ‸}\n')).toEqual([]);
    expect(await labels('transport_maps = inline:{a=b}, ‸\n')).toContain('hash:');
    expect(await labels('smtpd_relay_restrictions = ${stress?{permit_my‸}:{reject}}\n')).toContain(
      'permit_mynetworks',
    );
  });

  test('the branches of a condition', async () => {
    expect(await accept('smtpd_tls_security_level = ${stress?ma‸}\n', 'may')).toBe(
      'smtpd_tls_security_level = ${stress?may}\n',
    );
    expect(await accept('smtpd_relay_restrictions = ${stress:permit_my‸}\n', 'permit_mynetworks')).toBe(
      'smtpd_relay_restrictions = ${stress:permit_mynetworks}\n',
    );
  });

  test('the sign before a word stays', async () => {
    expect(await accept('mynetworks = !ci‸\n', 'cidr:')).toBe('mynetworks = !cidr:\n');
  });

  test('characters with two UTF-16 code units', async () => {
    expect(await accept('mail_name = \u{1f4ee} $myd‸\n', 'mydomain')).toBe(
      'mail_name = \u{1f4ee} $mydomain\n',
    );
  });

  test('a comment between a restriction and its argument', async () => {
    const text = (comment: string) =>
      `smtpd_client_restrictions = check_client_access\n${comment}\n  hash:/a, reject\n`;
    expect(await hoverAt(text('# n‸ote'))).toBeUndefined();
    expect(await labels(text('# n‸ote'))).toEqual([]);
  });

  test.each(['\t# no‸te', '\v#‸', '  #permit‸'])('a comment after white space: %j', async (comment) => {
    expect(await labels(`mynetworks = a,\n${comment}\n  b\n`)).toEqual([]);
    expect(await hoverAt(`mynetworks = a,\n${comment}\n  b\n`)).toBeUndefined();
  });

  describe('in master.cf', () => {
    const master = (text: string) => ({ 'main.cf': 'myorigin = a\n', 'master.cf': text });

    test.each([
      '  -o ‸',
      '  -o smtpd_h‸',
      '  -osmtpd_h‸',
      '  -o { ‸ }',
      '  -o {smtpd_h‸ = yes}',
      '  -v -o ‸',
      '  -o a=b -o smtpd_h‸',
      '# note\n  -o ‸',
      '  -o\n  smtpd_h‸',
    ])('names after %j', async (line) => {
      expect(await labels(master(`smtp inet n - n - - smtpd\n${line}\n`))).toContain('smtpd_helo_required');
    });

    test.each([
      '  -o smtpd_helo_required=‸',
      '  -o smtpd_helo_required=y‸',
      '  -osmtpd_helo_required=‸',
      '  -o { smtpd_helo_required = ‸ }',
      '  -o {smtpd_helo_required=y‸}',
      '  -o a=b -o smtpd_helo_required=‸',
    ])('yes and no after %j', async (line) => {
      expect(await labels(master(`smtp inet n - n - - smtpd\n${line}\n`))).toEqual(['no', 'yes']);
    });

    test('no suggestions for the words of a command', async () => {
      expect(await labels(master('filter unix - n n - - pipe\n  user=a argv=/bin/x ‸\n'))).toEqual([]);
    });

    test('$names in the value of an override, except for its own name, which would be fatal', async () => {
      const list = await labels(master('smtp inet n - n - - smtpd -o mynetworks=$myn‸\n'));
      expect(list).toContain('permit_mx_backup_networks');
      expect(list).not.toContain('mynetworks');
    });

    test('hover on the last character of a file without a newline', async () => {
      expect(await hoverAt(master('smtp inet n - n - - smtp‸d'))).toContain('smtpd(8)');
      expect(await hoverAt(master('smtp inet n - n - - smtpd‸'))).toContain('smtpd(8)');
    });
  });
});
