// Work of the service stops when no one waits for it.

import { expect, test } from 'vitest';
import { Cancelled } from '../../server/src/cancellation.ts';
import type { Host } from '../../server/src/host.ts';
import { createPostfixService, type PostfixService } from '../../server/src/service.ts';

const uri = 'file:///etc/postfix/main.cf';
/** Several chunks long, so that there is a pause between them. */
const text = 'soft_bounce = maybe\n'.repeat(5000);

interface Token {
  isCancellationRequested: boolean;
}

function token(): Token {
  return { isCancellationRequested: false };
}

/** A service with a long main.cf, which asks the host for a pause between any two steps. */
function service(pause: Host['pause']): PostfixService {
  const postfix = createPostfixService({
    readFile: async () => undefined,
    log: (message) => expect.unreachable(message),
    ...(pause && { pause }),
  });
  postfix.open(uri, 'postfix-main', text);
  return postfix;
}

test('no step runs after the cancellation', async () => {
  const asked = token();
  let pauses = 0;
  const postfix = service(async () => {
    pauses++;
    if (pauses === 3) asked.isCancellationRequested = true;
  });
  await expect(postfix.diagnostics(uri, asked)).rejects.toThrow(Cancelled);
  expect(pauses).toBe(3);
});

test('a canceled result is computed when it is requested again', async () => {
  const whole = await service(undefined).diagnostics(uri);
  expect(whole.length).toBeGreaterThan(1000);
  const asked = token();
  const postfix = service(async () => {
    asked.isCancellationRequested = true;
  });
  await expect(postfix.diagnostics(uri, asked)).rejects.toThrow(Cancelled);
  expect(await postfix.diagnostics(uri, token())).toEqual(whole);
});

test('work that another request waits for continues, and is done once', async () => {
  const [first, second] = [token(), token()];
  let pauses = 0;
  const counted = async () => void pauses++;
  await service(counted).diagnostics(uri);
  const once = pauses;

  pauses = 0;
  const postfix = service(async () => {
    pauses++;
    if (pauses === 3) first.isCancellationRequested = true;
  });
  const answers = Promise.allSettled([postfix.diagnostics(uri, first), postfix.findings(uri, second)]);
  const [cancelled, complete] = await answers;
  expect(cancelled).toMatchObject({ status: 'rejected', reason: expect.any(Cancelled) });
  expect(complete.status).toBe('fulfilled');
  expect(pauses).toBe(once);
});

test('findings do not refer to a text that changed during a pause', async () => {
  let changed = false;
  const postfix = service(async () => {
    if (changed) return;
    changed = true;
    postfix.change(uri, [{ text: 'soft_bounce = no\n' }]);
  });
  const found = await postfix.diagnostics(uri);
  expect(found.length).toBeGreaterThan(1000);
  expect((await postfix.diagnostics(uri)).map(({ code }) => code)).not.toContain('bad-boolean');
});

test.each<[string, (postfix: PostfixService, asked: Token) => Promise<unknown>]>([
  ['hover', (postfix, asked) => postfix.hover(uri, { line: 0, character: 3 }, asked)],
  ['completion', (postfix, asked) => postfix.completion(uri, { line: 0, character: 3 }, {}, asked)],
  ['signature help', (postfix, asked) => postfix.signatureHelp(uri, { line: 0, character: 3 }, asked)],
  ['tokens', (postfix, asked) => postfix.semanticTokens(uri, { besideGrammar: false }, undefined, asked)],
  ['table uses', (postfix, asked) => postfix.tableUses(uri, asked)],
  ['language', (postfix, asked) => postfix.documentLanguage(uri, asked)],
  ['scenarios', (postfix, asked) => postfix.scenarios(uri, asked)],
  ['questions', (postfix, asked) => postfix.scenarioQuestions(uri, 'nat', asked)],
])('%s: no answer when the token is canceled', async (_, ask) => {
  const asked = token();
  const answer = ask(service(undefined), asked);
  asked.isCancellationRequested = true;
  await expect(answer).rejects.toThrow(Cancelled);
});
