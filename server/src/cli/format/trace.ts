// A traced mail for people, on a terminal.

import { styleText } from 'node:util';
import { type Look, traceText as textOf } from '../../features/trace/text.ts';
import type { Trace } from '../../mail/trace/model.ts';
import { placeOf, type TextAt } from '../report.ts';

export { mailText, recipientText, replyText } from '../../features/trace/text.ts';

export interface TerminalLook {
  readonly color: boolean;
  readonly textAt: TextAt;
}

export function traceText(trace: Trace, { color, textAt }: TerminalLook): string {
  const look: Look = {
    paint: (text, ...styles) => (color ? styleText([...styles], text, { validateStream: false }) : text),
    placeName: (location) => {
      const { file, line } = placeOf(location, textAt);
      return `${file}:${line}`;
    },
  };
  return textOf(trace, look);
}
