// The picture of the mail flow: nothing overlaps, texts fit, and any text is valid XML and Mermaid.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { layoutFlow } from '../../server/src/features/mail-flow/layout.ts';
import { toMermaid } from '../../server/src/features/mail-flow/mermaid.ts';
import type { PlacedFlow, Point } from '../../server/src/features/mail-flow/placed.ts';
import { toSvg } from '../../server/src/features/mail-flow/svg.ts';
import { shortened, textWidth } from '../../server/src/features/mail-flow/text-width.ts';
import { mailFlow } from '../../server/src/mail/flow/flow.ts';
import type { Flow } from '../../server/src/mail/flow/model.ts';
import { mailSystem } from '../mail/support.ts';
import { completed } from '../scenarios/configuration.ts';
import { readScenario } from '../scenarios/page.ts';
import { realConfigurations } from '../scenarios/real.ts';
import { scenarios } from '../scenarios/scenarios.ts';

const folder = fileURLToPath(new URL('../../examples/mail.example.com/etc/postfix', import.meta.url));
const example = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

function flowOf(files: Readonly<Record<string, string>>): Flow {
  return mailFlow(mailSystem(files));
}

const configurations: readonly (readonly [name: string, files: Readonly<Record<string, string>>])[] = [
  ['the example', example],
  ...scenarios.flatMap((scenario) =>
    readScenario(scenario).examples.map(
      (each, i) => [`${scenario} ${i + 1}`, completed(each).files] as const,
    ),
  ),
  ...realConfigurations(),
];

interface Box {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxesOf({ nodes, edges }: PlacedFlow): { nodes: Box[]; labels: Box[] } {
  return {
    nodes: nodes.map(({ node, x, y, width, height }) => ({
      name: node.id,
      left: x,
      right: x + width,
      top: y,
      bottom: y + height,
    })),
    labels: edges.flatMap(({ edge, label }) =>
      label === undefined
        ? []
        : [
            {
              name: `${edge.from} → ${edge.to}`,
              left: label.x - label.width / 2,
              right: label.x + label.width / 2,
              top: label.y - label.height / 2,
              bottom: label.y + label.height / 2,
            },
          ],
    ),
  };
}

function overlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.name} and ${b.name}`),
  );
}

/** Pairs of lines that cross, with the points of each line connected by straight lines. */
function crossings({ edges }: PlacedFlow): string[] {
  const turn = (a: Point, b: Point, c: Point) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const segments = edges.flatMap(({ edge, points }) =>
    points.slice(1).map((point, i) => ({ edge, from: points[i] ?? point, to: point })),
  );
  return segments.flatMap((a, i) =>
    segments
      .slice(i + 1)
      .filter((b) => a.edge !== b.edge)
      .filter(
        (b) =>
          turn(a.from, a.to, b.from) * turn(a.from, a.to, b.to) < 0 &&
          turn(b.from, b.to, a.from) * turn(b.from, b.to, a.to) < 0,
      )
      .map((b) => `${a.edge.from} → ${a.edge.to} and ${b.edge.from} → ${b.edge.to}`),
  );
}

describe.each(configurations)('%s', (_, files) => {
  const placed = layoutFlow(flowOf(files));

  test('no boxes and labels overlap, and everything is in the picture', () => {
    const { nodes, labels } = boxesOf(placed);
    expect(overlaps([...nodes, ...labels])).toEqual([]);
    for (const { left, right, top, bottom } of [...nodes, ...labels]) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(placed.width);
      expect(bottom).toBeLessThanOrEqual(placed.height);
    }
  });

  test('the picture is well-formed', () => {
    expect(tagsOf(toSvg(flowOf(files), 'Mail flow'))).toEqual([]);
  });
});

test.each(['the example', 'content-filter 1', 'smtp-auth 1'])('%s: no lines cross', (name) => {
  const files = configurations.find(([each]) => each === name)?.[1] ?? {};
  expect(crossings(layoutFlow(flowOf(files)))).toEqual([]);
});

test('the same files lead to the same picture', () => {
  expect(toSvg(flowOf({ ...example }), 'x')).toBe(toSvg(flowOf({ ...example }), 'x'));
});

test('names that look like markup are text', () => {
  const evil = `"><script>alert(1)</script>&\u0000\udc80`;
  const flow = flowOf({
    'main.cf': `mydestination = example.com\nhome_mailbox = ${evil.replace('\0', '')}\n`,
    'master.cf': 'smtp inet n - n - - smtpd\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n',
  });
  const svg = toSvg({ ...flow, notes: [evil] }, evil);
  expect(svg).not.toContain('<script');
  expect(tagsOf(svg)).toEqual([]);
  const diagram = toMermaid({ ...flow, notes: [] });
  expect(diagram).not.toContain('<script');
  for (const line of diagram.split('\n')) expect((line.match(/"/g) ?? []).length % 2).toBe(0);
});

test('an empty configuration has a picture that says so', () => {
  expect(toSvg(flowOf({ 'main.cf': '', 'master.cf': 'x unix - n n - - pipe\n' }), 'x')).toContain(
    'No service in this configuration receives mail.',
  );
});

test('long lists are bounded', () => {
  const ports = Array.from({ length: 200 }, (_, i) => `${2000 + i} inet n - n - - smtpd\n`).join('');
  const transports = Array.from({ length: 200 }, (_, i) => `t${i} unix - - n - - smtp\n`).join('');
  const transport = Array.from(
    { length: 5000 },
    (_, i) => `d${i}.example t${i % 200}:[192.0.${i >> 8}.${i & 255}]\n`,
  ).join('');
  const flow = flowOf({
    'main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
    'master.cf': `${ports}${transports}cleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n`,
    transport,
  });
  expect(flow.nodes.length).toBeLessThan(500);
  expect(flow.notes).toContain('The picture shows 40 of the 200 ports on which mail arrives.');
  for (const { at, explanation } of flow.edges) {
    expect(at.length).toBeLessThanOrEqual(50);
    expect(explanation.length).toBeLessThan(2000);
  }
});

test('a text is shortened in the middle', () => {
  expect(shortened('sender_dependent_relayhost_maps', 12)).toBe('sender_…maps');
  expect(shortened('short', 12)).toBe('short');
  expect(textWidth('mmmm', 10)).toBeGreaterThan(textWidth('iiii', 10));
});

/** Tags without a partner: a small check that the text is well-formed XML. */
function tagsOf(svg: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, close, name = '', , self] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<|&(?!(?:lt|gt|amp|quot);)/g,
  )) {
    if (name === '') wrong.push(`${tag} in ${svg.slice(0, 40)}`);
    else if (close === '/') {
      if (open.pop() !== name) wrong.push(tag);
    } else if (self !== '/') open.push(name);
  }
  return [...wrong, ...open];
}

test('the checks of this file find what they look for', () => {
  expect(tagsOf('<svg><g></svg>')).not.toEqual([]);
  expect(tagsOf('<svg>a < b & c</svg>')).not.toEqual([]);
  const box = { name: 'a', left: 0, right: 10, top: 0, bottom: 10 };
  expect(overlaps([box, { ...box, name: 'b', left: 9, right: 20 }])).toEqual(['a and b']);
  const placed = layoutFlow(flowOf(example));
  const [first, ...others] = placed.edges;
  if (first === undefined) throw new Error('The example has no arrows.');
  const across = {
    ...first,
    points: [
      { x: 0, y: 90 },
      { x: placed.width, y: 91 },
    ],
  };
  expect(crossings({ ...placed, edges: [across, ...others] })).not.toEqual([]);
});
