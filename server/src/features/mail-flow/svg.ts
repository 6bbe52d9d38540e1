// Draws a mail flow as SVG. The picture contains its style, so that it can be opened anywhere, in light and dark. An
// editor overrides the variables of the style with the colors of its theme.

import type { Flow } from '../../mail/flow/model.ts';
import { edgeLineHeight, fontSize, layoutFlow, lineHeight, padding } from './layout.ts';
import type { PlacedEdge, PlacedNode, Point } from './placed.ts';

const noteHeight = 20;

export function toSvg(flow: Flow, title: string): string {
  const { nodes, edges, width, height } = layoutFlow(flow);
  const whole = {
    width: Math.max(Math.ceil(width), 320),
    height: Math.ceil(height) + flow.notes.length * noteHeight,
  };
  const notes = flow.notes.map(
    (note, i) =>
      `<text class="remark" x="16" y="${Math.ceil(height) + i * noteHeight + 6}">${escaped(note)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="mail-flow" role="img" aria-label="${escaped(title)}" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    marker,
    `<rect class="background" width="100%" height="100%"/>`,
    ...edges.map(edgeLine),
    ...nodes.map(nodeBox),
    ...edges.map(edgeLabel),
    ...notes,
    '</svg>',
    '',
  ].join('\n');
}

const marker =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0 8 4 0 8Z"/></marker></defs>';

function edgeLine({ edge, points, isReturn }: PlacedEdge): string {
  return (
    `<g class="edge ${edge.certainty}" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}">` +
    `<title>${escaped(edge.explanation)}</title>` +
    `<path marker-end="url(#arrow)" d="${isReturn ? corners(points) : curve(points)}"/></g>`
  );
}

function edgeLabel({ edge, label }: PlacedEdge): string {
  if (label === undefined) return '';
  const { x, y, width, height, lines } = label;
  const top = y - height / 2;
  const rows = lines.map(
    (text, i) => `<text x="${round(x)}" y="${round(top + 13 + i * edgeLineHeight)}">${escaped(text)}</text>`,
  );
  return (
    `<g class="edge-label" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}">` +
    `<title>${escaped(edge.explanation)}</title>` +
    `<rect x="${round(x - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="3"/>${rows.join('')}</g>`
  );
}

function nodeBox({ node, label, note, lines, x, y, width, height }: PlacedNode): string {
  const left = x + padding.x;
  let baseline = y + padding.y + 13;
  const rows = [`<text class="label" x="${round(left)}" y="${round(baseline)}">${escaped(label)}</text>`];
  if (note !== '') {
    baseline += lineHeight;
    rows.push(`<text class="note" x="${round(left)}" y="${round(baseline)}">${escaped(note)}</text>`);
  }
  if (lines.length > 0) {
    const rule = round(baseline + 8);
    rows.push(`<path class="rule" d="M${round(x)} ${rule}h${round(width)}"/>`);
    baseline += 6;
  }
  for (const [i, { text, tone }] of lines.entries()) {
    baseline += lineHeight;
    const mark =
      tone === undefined
        ? ''
        : `<circle class="mark ${tone}" cx="${round(left + 4)}" cy="${round(baseline - 4)}" r="4"/>`;
    const at = round(left + (tone === undefined ? 0 : 14));
    rows.push(
      `<g class="line" data-line="${i}">${mark}<text x="${at}" y="${round(baseline)}">${escaped(text)}</text></g>`,
    );
  }
  const state = node.missing ? ' missing' : '';
  const service = node.service === undefined ? '' : ` data-service="${escaped(node.service)}"`;
  return (
    `<g class="node ${node.kind}${state}" data-id="${escaped(node.id)}"${service}>` +
    `<title>${escaped(`${node.label}: ${node.explanation}`)}</title>` +
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/>${rows.join('')}</g>`
  );
}

/** A line that is vertical at each point, and turns in between. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${round(first.x)} ${round(first.y)}`;
  for (const [i, { x, y }] of rest.entries()) {
    const before = points[i] ?? first;
    const half = round((before.y + y) / 2);
    path +=
      Math.abs(before.x - x) < 0.5
        ? `V${round(y)}`
        : `C${round(before.x)} ${half} ${round(x)} ${half} ${round(x)} ${round(y)}`;
  }
  return path;
}

/** Straight lines with round corners. */
function corners(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${round(first.x)} ${round(first.y)}`;
  for (const [i, point] of rest.entries()) {
    const before = points[i] ?? first;
    const after = rest[i + 1];
    const turn = after && toward(point, after);
    const stop = turn === undefined ? point : toward(point, before);
    path += `L${round(stop.x)} ${round(stop.y)}`;
    if (turn !== undefined) path += `Q${round(point.x)} ${round(point.y)} ${round(turn.x)} ${round(turn.y)}`;
  }
  return path;
}

const cornerRadius = 10;

/** The point where a round corner begins. */
function toward(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(cornerRadius, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}

/** Text for XML, which has no control characters and no lone surrogates. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

const style = `
.mail-flow { --flow-background: #ffffff; --flow-text: #1f2328; --flow-faint: #59636e; --flow-box: #f6f8fa; --flow-border: #8c959f; --flow-arrow: #6e7781; --flow-accent: #0969da; --flow-good: #1a7f37; --flow-bad: #cf222e; --flow-depends: #9a6700; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
@media (prefers-color-scheme: dark) { .mail-flow { --flow-background: #0d1117; --flow-text: #e6edf3; --flow-faint: #9198a1; --flow-box: #161b22; --flow-border: #656c76; --flow-arrow: #9198a1; --flow-accent: #4493f8; --flow-good: #3fb950; --flow-bad: #f85149; --flow-depends: #d29922; } }
.mail-flow .background { fill: var(--flow-background); }
.mail-flow text { fill: var(--flow-text); font-size: ${fontSize.text}px; white-space: pre; }
.mail-flow .label { font-size: ${fontSize.label}px; font-weight: 600; }
.mail-flow .note, .mail-flow .remark { fill: var(--flow-faint); }
.mail-flow .node > rect { fill: var(--flow-box); stroke: var(--flow-border); }
.mail-flow .node.clients > rect { fill: none; stroke-dasharray: 2 3; }
.mail-flow .node.filter > rect, .mail-flow .node.destination > rect, .mail-flow .node.mailbox > rect { fill: var(--flow-background); }
.mail-flow .node.queue > rect, .mail-flow .node.cleanup > rect { stroke: var(--flow-accent); }
.mail-flow .node.missing > rect { stroke: var(--flow-bad); stroke-dasharray: 5 3; }
.mail-flow .node.missing .note { fill: var(--flow-bad); }
.mail-flow .rule { stroke: var(--flow-border); stroke-opacity: 0.45; fill: none; }
.mail-flow .mark.good { fill: var(--flow-good); }
.mail-flow .mark.bad { fill: var(--flow-bad); }
.mail-flow .mark.depends { fill: var(--flow-depends); }
.mail-flow .edge path { fill: none; stroke: var(--flow-arrow); stroke-width: 1.4; }
.mail-flow .edge.depends path { stroke-dasharray: 5 4; }
.mail-flow marker path { fill: var(--flow-arrow); fill: context-stroke; }
.mail-flow .edge-label rect { fill: var(--flow-background); }
.mail-flow .edge-label text { fill: var(--flow-faint); font-size: ${fontSize.edge}px; text-anchor: middle; }
`;
