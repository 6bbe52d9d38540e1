// `postfix-lint flow`: the mail flow of a configuration as a picture, a Mermaid flowchart, or JSON.

import { mailFlowTitle } from '../features/mail-flow/index.ts';
import { toMermaid } from '../features/mail-flow/mermaid.ts';
import { toSvg } from '../features/mail-flow/svg.ts';
import type { Location } from '../instance/instance.ts';
import { mailFlow } from '../mail/flow/flow.ts';
import type { Flow } from '../mail/flow/model.ts';
import { withoutRawBytes } from '../syntax/bytes.ts';
import type { FlowRequest } from './arguments.ts';
import { openConfiguration } from './configuration.ts';
import type { Output } from './lint.ts';
import { placeOf, type TextAt } from './report.ts';

/** Returns the exit status: 0, or 2 if there is no configuration. */
export async function flow(request: FlowRequest, version: string, output: Output): Promise<number> {
  const tell = (text: string): void => void output.stderr.write(`postfix-lint: ${text}\n`);
  const opened = await openConfiguration(request.path, version, output.machine, tell);
  if (typeof opened === 'string') {
    tell(opened);
    return 2;
  }
  const { snapshot, textAt } = opened;
  const drawn = mailFlow(snapshot);
  switch (request.format) {
    case 'svg':
      output.stdout.write(toSvg(drawn, mailFlowTitle(snapshot)));
      break;
    case 'mermaid':
      output.stdout.write(toMermaid(drawn));
      break;
    case 'json':
      output.stdout.write(toJson(drawn, textAt));
      break;
  }
  return 0;
}

/** Documented in schemas/flow.schema.json. */
function toJson({ nodes, edges, notes }: Flow, textAt: TextAt): string {
  const places = (at: readonly Location[]) =>
    at.map((each) => {
      const { file, line, column } = placeOf(each, textAt);
      return { file, line, column };
    });
  const printed = {
    version: 1,
    notes,
    nodes: nodes.map(({ at, lines, ...node }) => ({
      ...node,
      lines: lines.map((line) => ({ ...line, at: places(line.at) })),
      at: places(at),
    })),
    edges: edges.map(({ at, ...edge }) => ({ ...edge, at: places(at) })),
  };
  const readable = (_: string, value: unknown) =>
    typeof value === 'string' ? withoutRawBytes(value) : value;
  return `${JSON.stringify(printed, readable, 2)}\n`;
}
