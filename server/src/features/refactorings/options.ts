// Forms of an option in master.cf: `-o name=value` and `-o { name = value }`.

import { atLeast } from '../../catalog/release.ts';
import { braceProblem } from '../../syntax/tables/written-in-place.ts';
import type { Snapshot } from '../snapshot.ts';
import { commentsIn, type PlacedOverride, type Refactoring, rewrite } from './refactoring.ts';

export function bracesForms(snapshot: Snapshot, { service, override }: PlacedOverride): Refactoring[] {
  const { name, value = { text: '' }, option, word, braces } = override;
  if (name === undefined || commentsIn(service.item.line, word).length > 0) return [];
  const text = value.text.replace(/\s+/g, ' ');
  const form = (title: string, written: string): Refactoring => ({
    title,
    kind: rewrite('option'),
    edits: [
      {
        // After `-o` without a space, the braces would be part of the name.
        at: {
          uri: snapshot.document.uri,
          start: service.start + option.end,
          end: service.start + word.end,
        },
        text: ` ${written}`,
      },
    ],
  });
  if (braces)
    return /[\s{}]/.test(text) ? [] : [form('Write the option without braces', `${name.text}=${text}`)];
  const inBraces = `{ ${name.text} =${text === '' ? '' : ` ${text}`} }`;
  return atLeast(snapshot.instance.release, '3.0') && braceProblem(inBraces) === undefined
    ? [form('Write the option in braces', inBraces)]
    : [];
}
