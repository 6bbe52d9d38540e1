// A traced mail for people, on a terminal.

import { styleText } from 'node:util';
import { type Look, traceText as textOf } from '../../features/trace/text.ts';
import type { Trace } from '../../mail/trace/model.ts';
import { placeName, type TextAt } from '../report.ts';

export { mailText, recipientText } from '../../features/trace/text.ts';

export interface TerminalLook {
  readonly color: boolean;
  readonly textAt: TextAt;
  /** The configuration directory. Places in this directory are shown without it. */
  readonly directory: string;
}

export function traceText(trace: Trace, { color, textAt, directory }: TerminalLook): string {
  const look: Look = {
    paint: (text, ...styles) => (color ? styleText([...styles], text, { validateStream: false }) : text),
    placeName: (location) => placeName(location, textAt, directory),
  };
  return textOf(trace, look);
}
