// A traced mail for people, on a terminal.

import { relative } from 'node:path';
import { styleText } from 'node:util';
import { type Look, traceText as textOf } from '../../features/trace/text.ts';
import type { Trace } from '../../mail/trace/model.ts';
import { placeOf, type TextAt } from '../report.ts';

export { mailText, recipientText } from '../../features/trace/text.ts';

export interface TerminalLook {
  readonly color: boolean;
  readonly textAt: TextAt;
  /** As on the command line. Places in it are shown without it. */
  readonly directory: string;
}

export function traceText(trace: Trace, { color, textAt, directory }: TerminalLook): string {
  const folder = `${relative(process.cwd(), directory)}/`;
  const look: Look = {
    paint: (text, ...styles) => (color ? styleText([...styles], text, { validateStream: false }) : text),
    placeName: (location) => {
      const { file, line } = placeOf(location, textAt);
      return `${file.startsWith(folder) ? file.slice(folder.length) : file}:${line}`;
    },
  };
  return textOf(trace, look);
}
