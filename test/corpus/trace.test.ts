// Traces through real configurations: for each address and each domain that their tables and lists know, from a
// stranger and from a program on the host.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { traceSuggestions } from '../../server/src/features/trace/suggestions.ts';
import { localStampNow, localTextNow } from '../../server/src/host-node/files.ts';
import type { MailSystem } from '../../server/src/mail/relay.ts';
import type { Trace, TraceRequest } from '../../server/src/mail/trace/model.ts';
import { traceMail } from '../../server/src/mail/trace/trace.ts';
import { createPostfixService, defaultSettings } from '../../server/src/service.ts';
import { corpusFiles, corpusFolder, orSkip } from '../support/corpus.ts';
import { inMemory, uriOf } from './host';

const stranger = { client: { address: '198.51.100.9' }, helo: 'mx.example.net' };

describe('in real configurations', () => {
  test('every address and every domain can be traced', async (context) => {
    const directories = orSkip(context, treesWithMainCf());
    const logged: string[] = [];
    const times: number[] = [];
    let ways = 0;
    const systems = [
      ...directories.map((directory) =>
        systemOf(directory, (message) => logged.push(`${directory}: ${message}`)),
      ),
      ...(corpusFiles('main') ?? []).map(alone),
    ];
    for (const system of await Promise.all(systems)) {
      if (system === undefined) continue;
      for (const request of requests(system)) {
        const start = performance.now();
        const trace = traceMail(system, request);
        times.push(performance.now() - start);
        ways += trace.ways.length;
        check(trace);
      }
    }
    times.sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
    console.log(
      `${systems.length} configurations, ${times.length} traces, ${ways} ways, p99 ${p99.toFixed(1)} ms, ` +
        `slowest ${(times.at(-1) ?? 0).toFixed(1)} ms`,
    );
    expect(logged).toEqual([]);
    expect(times.length).toBeGreaterThan(1000);
  });
});

/** What every trace has. */
function check({ ways, request }: Trace): void {
  expect(ways.length).toBeGreaterThan(0);
  for (const { outcome, recipients, steps, conditions } of ways) {
    if (outcome !== 'discarded') expect(recipients.length, JSON.stringify(request)).toBeGreaterThan(0);
    for (const step of steps) {
      expect(step.what).not.toBe('');
      for (const { start, end } of step.at) expect(end).toBeGreaterThanOrEqual(start);
    }
    const questions = conditions.map(({ decider, question }) => `${decider} ${question}`);
    expect(new Set(questions).size).toBe(questions.length);
  }
}

function* requests(system: MailSystem): Generator<TraceRequest> {
  const { recipients } = traceSuggestions(system);
  for (const { text } of recipients.slice(0, 20)) {
    yield { ...stranger, sender: 'someone@example.net', recipients: [text] };
    yield { sender: text === '<>' ? '' : text, recipients: [text] };
  }
}

async function systemOf(directory: string, log: (message: string) => void): Promise<MailSystem | undefined> {
  const service = createPostfixService({
    readFile: async (uri) => localTextNow(uri),
    stat: async (uri) => localStampNow(uri),
    log,
  });
  service.configure({ ...defaultSettings, version: '3.7' });
  const snapshot = await service.snapshot(pathToFileURL(join(directory, 'main.cf')).href);
  return snapshot && { instance: snapshot.instance, tables: snapshot.tables };
}

/** A main.cf without its other files. */
async function alone(path: string): Promise<MailSystem | undefined> {
  const { service } = inMemory({ 'main.cf': readFileSync(path, 'utf8') });
  const snapshot = await service.snapshot(uriOf('main.cf'));
  return snapshot && { instance: snapshot.instance, tables: snapshot.tables };
}

function treesWithMainCf(): readonly string[] | undefined {
  if (corpusFiles('trees') === undefined) return undefined;
  const trees = join(corpusFolder, 'trees');
  return readdirSync(trees, { recursive: true })
    .map(String)
    .filter((name) => /(?:^|\/)main\.cf$/.test(name))
    .map((name) => join(trees, name, '..'))
    .sort();
}
