// Writes a mail flow as a Mermaid flowchart, for pages in Markdown.

import type { Flow, FlowEdge, FlowKind, FlowNode } from '../../mail/flow/model.ts';

export function toMermaid({ nodes, edges, notes }: Flow): string {
  const names = new Map(nodes.map(({ id }, i) => [id, `n${i + 1}`]));
  const name = (id: string): string => names.get(id) ?? '';
  return [
    ...notes.map((note) => `%% ${note}`),
    'flowchart TB',
    ...nodes.map((node) => `  ${name(node.id)}${shape(node)}`),
    ...edges.map((edge) => `  ${name(edge.from)} ${arrow(edge)} ${name(edge.to)}`),
    '',
  ].join('\n');
}

function shape({ kind, label, note, lines }: FlowNode): string {
  const [open, close] = shapes[kind];
  const text = [`<b>${escaped(label)}</b>`, ...[note ?? '', ...lines.map(({ text }) => text)].map(escaped)];
  return `${open}"${text.filter((line) => line !== '').join('<br>')}"${close}`;
}

const shapes: Readonly<Record<FlowKind, readonly [string, string]>> = {
  clients: ['([', '])'],
  entrance: ['[', ']'],
  filter: ['{{', '}}'],
  cleanup: ['[', ']'],
  queue: ['[(', ')]'],
  transport: ['[', ']'],
  destination: ['(', ')'],
  mailbox: ['[(', ')]'],
  bounce: ['[', ']'],
};

function arrow({ labels, certainty }: FlowEdge): string {
  const line = certainty === 'certain' ? '-->' : '-.->';
  return labels.length === 0 ? line : `${line}|"${labels.map(escaped).join('<br>')}"|`;
}

/** Mermaid's character references have no ampersand. */
function escaped(text: string): string {
  return text
    .replace(/[#"<>&`\\;]/g, (character) => `#${character.charCodeAt(0)};`)
    .replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd');
}
