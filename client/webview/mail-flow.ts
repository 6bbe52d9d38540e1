// The script of the mail flow's panel: shows the picture, moves and scales it, and explains its nodes.

import type { MailFlowNode, MailFlowPlace, MailFlowView } from '../../server/src/lsp/protocol.ts';
import type { FlowMessage, FlowUpdate } from '../src/mail-flow-messages.ts';

interface State {
  readonly scale?: number;
  readonly selected?: string;
  readonly isOutline?: boolean;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FlowMessage): void;
  getState(): State | undefined;
  setState(state: State): void;
};

const vscode = acquireVsCodeApi();
const picture = byId('picture');
const outline = byId('outline');
const details = byId('details');
const pictureStyle = new CSSStyleSheet();
document.adoptedStyleSheets.push(pictureStyle);

const smallest = 0.2;
const largest = 3;

let state: State = vscode.getState() ?? {};
let shown: { readonly view: MailFlowView; readonly svg: SVGSVGElement; readonly size: Size } | undefined;

interface Size {
  readonly width: number;
  readonly height: number;
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no element ${id}`);
  return element;
}

function remember(change: State): void {
  state = { ...state, ...change };
  vscode.setState(state);
}

window.addEventListener('message', ({ data }: MessageEvent<FlowUpdate>) => show(data));
window.addEventListener('resize', () => {
  if (state.scale === undefined) scaleTo(fitting());
});

function show({ view, path }: FlowUpdate): void {
  const hadFocus = picture.contains(document.activeElement);
  const place = { left: picture.scrollLeft, top: picture.scrollTop };
  const svg = parsed(view.svg);
  shown = { view, svg, size: { width: svg.width.baseVal.value, height: svg.height.baseVal.value } };
  picture.replaceChildren(svg);
  for (const node of view.nodes) prepare(node);
  highlight(path);
  outline.replaceChildren(listOf(view));
  setTabStops();
  scaleTo(state.scale ?? fitting());
  picture.scrollTo(place);
  select(state.selected);
  if (hadFocus) elementOf(state.selected)?.focus({ preventScroll: true });
}

/** The picture without its style sheet, which the page may only have as an object. */
function parsed(text: string): SVGSVGElement {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  const svg = document.importNode(root, true) as unknown as SVGSVGElement;
  const style = svg.querySelector('style');
  pictureStyle.replaceSync(style?.textContent ?? '');
  style?.remove();
  // The details say more than a tooltip.
  for (const title of svg.querySelectorAll('title')) title.remove();
  svg.setAttribute('role', 'group');
  return svg;
}

function elementOf(id: string | undefined): SVGGElement | undefined {
  return [...(shown?.svg.querySelectorAll<SVGGElement>('.node') ?? [])].find(
    (element) => element.dataset.id === id,
  );
}

function prepare(node: MailFlowNode): void {
  const element = elementOf(node.id);
  if (element === undefined) return;
  const next = node.next.map(({ title }) => title);
  const facts = [node.title, ...node.lines.map(({ text }) => text), node.explanation];
  element.setAttribute('tabindex', '0');
  element.setAttribute('role', node.place === undefined ? 'img' : 'button');
  element.setAttribute(
    'aria-label',
    facts.join('. ') + (next.length > 0 ? ` Leads to ${next.join(', ')}.` : ''),
  );
  element.addEventListener('focus', () => select(node.id));
  element.addEventListener('pointerenter', () => describe(node));
  element.addEventListener('pointerleave', () => describe(nodeOf(state.selected)));
  element.addEventListener('click', ({ target }) => {
    if (wasDragged) return;
    const line = target instanceof Element ? target.closest<SVGGElement>('.line') : null;
    open(node.lines[Number(line?.dataset.line)]?.place ?? node.place);
  });
  for (const [i, line] of [...element.querySelectorAll('.line')].entries())
    line.classList.toggle('link', node.lines[i]?.place !== undefined);
}

function nodeOf(id: string | undefined): MailFlowNode | undefined {
  return shown?.view.nodes.find((node) => node.id === id);
}

function open(place: MailFlowPlace | undefined): void {
  if (place !== undefined) vscode.postMessage({ kind: 'open', place });
}

function select(id: string | undefined): void {
  elementOf(state.selected)?.classList.remove('selected');
  const element = elementOf(id);
  element?.classList.add('selected');
  if (element !== undefined && id !== undefined) remember({ selected: id });
  describe(element === undefined ? undefined : nodeOf(id));
}

/** Shows what a node is, with links to the places that cause it. */
function describe(node: MailFlowNode | undefined): void {
  if (node === undefined) {
    details.replaceChildren(...[hint, ...(shown?.view.notes ?? [])].map(paragraph));
    return;
  }
  const title = document.createElement('strong');
  title.append(linkTo(node.title, node.place));
  const lines = node.lines.map(({ text, place }) => linkTo(text, place));
  const next = node.next.map(({ title: to, explanation }) => paragraph(`→ ${to}. ${explanation}`));
  details.replaceChildren(
    title,
    paragraph(node.explanation),
    ...(lines.length > 0 ? [row(lines)] : []),
    ...next,
  );
}

const hint = 'Point at a box to see what it does. Click it, or press Enter, to go to the line in the file.';

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

function row(items: readonly Node[]): HTMLElement {
  const element = document.createElement('p');
  for (const [i, item] of items.entries()) element.append(...(i > 0 ? [' · '] : []), item);
  return element;
}

function linkTo(text: string, place: MailFlowPlace | undefined): Node {
  if (place === undefined) return document.createTextNode(text);
  const link = document.createElement('button');
  link.type = 'button';
  link.className = 'link';
  link.textContent = text;
  link.addEventListener('click', () => open(place));
  return link;
}

/** The mail flow as nested lists. */
function listOf({ nodes, notes }: MailFlowView): HTMLElement {
  const list = document.createElement('ul');
  for (const node of nodes) {
    const item = document.createElement('li');
    item.append(linkTo(node.title, node.place), paragraph(node.explanation));
    const facts = [
      ...node.lines.map(({ text, place }) => linkTo(text, place)),
      ...node.next.map(({ title, explanation }) => document.createTextNode(`→ ${title}. ${explanation}`)),
    ];
    const inner = document.createElement('ul');
    for (const fact of facts) {
      const entry = document.createElement('li');
      entry.append(fact);
      inner.append(entry);
    }
    item.append(inner);
    list.append(item);
  }
  const section = document.createElement('div');
  section.append(...notes.map(paragraph), list);
  return section;
}

/** Marks the nodes of a path, the nodes in between, and the arrows that connect them. */
function highlight(names: readonly string[]): void {
  const svg = shown?.svg;
  if (svg === undefined) return;
  const path = pathThrough(names);
  for (const element of svg.querySelectorAll<SVGGElement>('.node'))
    element.classList.toggle('on-path', path.includes(element.dataset.id ?? ''));
  for (const element of svg.querySelectorAll<SVGGElement>('.edge, .edge-label')) {
    const { from = '', to = '' } = element.dataset;
    element.classList.toggle(
      'on-path',
      path.some((id, i) => id === from && path[i + 1] === to),
    );
  }
  svg.classList.toggle('has-path', path.length > 0);
  button('clear').hidden = path.length === 0;
}

/** The identifiers of the nodes on the shortest way through the named ones, in order. */
function pathThrough(names: readonly string[]): readonly string[] {
  const path: string[] = [];
  for (const name of names) {
    const last = path.at(-1);
    const targets = nodesNamed(name);
    const [first] = targets;
    if (first === undefined) continue;
    path.push(...((last === undefined ? undefined : wayTo(last, targets)) ?? [first]));
  }
  return path;
}

/** Services that receive mail first: `smtp` is the name of a port and of a transport. */
function nodesNamed(name: string): readonly string[] {
  const found = [...(shown?.svg.querySelectorAll<SVGGElement>('.node') ?? [])].filter(
    ({ dataset: { id, service } }) => name === id || name === service || `service:${name}` === id,
  );
  const isEntrance = (element: SVGGElement) => element.classList.contains('entrance');
  return [...found.filter(isEntrance), ...found.filter((each) => !isEntrance(each))].map(
    ({ dataset }) => dataset.id ?? '',
  );
}

/** The nodes after the first one on the shortest way to one of the targets; undefined if there is none. */
function wayTo(start: string, targets: readonly string[]): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set([start]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const { id } of nodeOf(way.at(-1))?.next ?? []) {
      if (targets.includes(id)) return [...way.slice(1), id];
      if (!seen.has(id)) ways.push([...way, id]);
      seen.add(id);
    }
  }
  return undefined;
}

/** The scale at which the whole picture is visible, but not enlarged. */
function fitting(): number {
  if (shown === undefined) return 1;
  const { width, height } = shown.size;
  const room = { width: picture.clientWidth - 2, height: picture.clientHeight - 2 };
  return Math.max(smallest, Math.min(1.25, room.width / width, room.height / height));
}

/** @param at the point that stays where it is, in the window; by default, the middle of the picture */
function scaleTo(scale: number, at?: { readonly x: number; readonly y: number }): void {
  if (shown === undefined) return;
  const { svg, size } = shown;
  const area = picture.getBoundingClientRect();
  const point = at ?? { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  const before = svg.getBoundingClientRect();
  const part = { x: (point.x - before.x) / before.width, y: (point.y - before.y) / before.height };
  svg.setAttribute('width', String(Math.round(size.width * scale)));
  svg.setAttribute('height', String(Math.round(size.height * scale)));
  const after = svg.getBoundingClientRect();
  picture.scrollBy(after.x + part.x * after.width - point.x, after.y + part.y * after.height - point.y);
}

function zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
  if (shown === undefined) return;
  const now = shown.svg.width.baseVal.value / shown.size.width;
  const scale = Math.min(largest, Math.max(smallest, now * factor));
  remember({ scale });
  scaleTo(scale, at);
}

function fit(): void {
  const { scale: _, ...others } = state;
  state = others;
  vscode.setState(state);
  scaleTo(fitting());
}

picture.addEventListener(
  'wheel',
  (event) => {
    // Pinching on a touchpad is also a wheel with the Control key. Without it, the wheel scrolls.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event);
  },
  { passive: false },
);

/** A click after dragging is none. */
let wasDragged = false;

picture.addEventListener('pointerdown', (down) => {
  wasDragged = false;
  if (down.button !== 0) return;
  const start = { left: picture.scrollLeft, top: picture.scrollTop };
  const move = (event: PointerEvent): void => {
    const by = { x: event.clientX - down.clientX, y: event.clientY - down.clientY };
    if (Math.hypot(by.x, by.y) > 4) wasDragged = true;
    if (wasDragged) picture.scrollTo({ left: start.left - by.x, top: start.top - by.y });
  };
  const end = (): void => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
});

const directions: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const direction = directions[event.key];
  const node = document.activeElement?.closest<SVGGElement>('.node') ?? undefined;
  if (direction !== undefined && node !== undefined) move(node, direction);
  else if ((event.key === 'Enter' || event.key === ' ') && node !== undefined)
    open(nodeOf(node.dataset.id)?.place);
  else if (event.key === '+' || event.key === '=') zoom(1.2);
  else if (event.key === '-') zoom(1 / 1.2);
  else if (event.key === '0') fit();
  else return;
  event.preventDefault();
});

/** Moves the focus to the nearest node in a direction. */
function move(from: SVGGElement, [x, y]: readonly [number, number]): void {
  const start = middle(from);
  let best: { readonly element: SVGGElement; readonly distance: number } | undefined;
  for (const element of shown?.svg.querySelectorAll<SVGGElement>('.node') ?? []) {
    const { x: toX, y: toY } = middle(element);
    const along = (toX - start.x) * x + (toY - start.y) * y;
    const across = Math.abs((toX - start.x) * y) + Math.abs((toY - start.y) * x);
    // To the side, only nodes of about the same height; up and down, the nearest row first.
    if (along < 12 || (x !== 0 && across > along)) continue;
    const distance = x !== 0 ? along + 2 * across : along * 3 + across;
    if (best === undefined || distance < best.distance) best = { element, distance };
  }
  best?.element.focus();
}

function middle(element: SVGGElement): { x: number; y: number } {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}

function button(action: string): HTMLButtonElement {
  const element = document.querySelector<HTMLButtonElement>(`button[data-action="${action}"]`);
  if (element === null) throw new Error(`no button ${action}`);
  return element;
}

function showOutline(isOutline: boolean): void {
  remember({ isOutline });
  outline.classList.toggle('hidden', !isOutline);
  picture.hidden = isOutline;
  details.hidden = isOutline;
  button('outline').setAttribute('aria-pressed', String(isOutline));
  setTabStops();
}

/** Screen readers find the text also while it is not visible, but the Tab key does not. */
function setTabStops(): void {
  for (const link of outline.querySelectorAll('button')) link.tabIndex = state.isOutline === true ? 0 : -1;
}

button('in').addEventListener('click', () => zoom(1.2));
button('out').addEventListener('click', () => zoom(1 / 1.2));
button('fit').addEventListener('click', fit);
button('outline').addEventListener('click', () => showOutline(state.isOutline !== true));
button('clear').addEventListener('click', () => vscode.postMessage({ kind: 'clear' }));
button('export').addEventListener('click', () => vscode.postMessage({ kind: 'export' }));

showOutline(state.isOutline === true);
vscode.postMessage({ kind: 'ready' });
