// Template text is found wherever a text is cut into chunks.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { templateSpans } from '../../server/src/syntax/template.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const uri = 'file:///etc/postfix/main.cf';

const line = fc.constantFrom(
  '{{ networks |',
  "join(' ') }}",
  '{% if x',
  '%}',
  'mynetworks = {{ networks }}',
  '<%= hosts',
  '.join %>',
  '{#',
  `# ${'a comment '.repeat(12)}`,
  `name = ${'value '.repeat(90)}`,
  '',
);

test('the spans after an edit are those of the same text read anew', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 20, maxLength: 80 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(20), line), { minLength: 1, maxLength: 6 }),
      (lines, edits) => {
        let text = SourceText.of(lines.join('\n'));
        for (const [place, length, inserted] of edits) {
          const start = place % (text.length + 1);
          text = text.edit({ start, end: Math.min(text.length, start + length), text: `${inserted}\n` });
        }
        expect(templateSpans(text, uri)).toEqual(templateSpans(SourceText.of(text.toString()), uri));
      },
    ),
    { numRuns: 500 },
  );
});
