// Setting up a scenario over the protocol: the four requests, from the list to the plan.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  CheckScenarioAnswerParams,
  CheckScenarioAnswerResult,
  PlanScenarioParams,
  PlanScenarioResult,
  ScenarioQuestionsParams,
  ScenarioQuestionsResult,
  ScenariosParams,
  ScenariosResult,
} from '../../server/src/lsp/protocol.ts';
import { directory, eachTestHasASession, launch, server, uriOf } from './session.ts';

eachTestHasASession();

const ask = {
  list: (params: ScenariosParams) =>
    server.connection.sendRequest<ScenariosResult>('postfix/scenarios', params),
  questions: (params: ScenarioQuestionsParams) =>
    server.connection.sendRequest<ScenarioQuestionsResult>('postfix/scenarioQuestions', params),
  check: (params: CheckScenarioAnswerParams) =>
    server.connection.sendRequest<CheckScenarioAnswerResult>('postfix/checkScenarioAnswer', params),
  plan: (params: PlanScenarioParams) =>
    server.connection.sendRequest<PlanScenarioResult>('postfix/planScenario', params),
};

async function start(): Promise<void> {
  await launch();
  await server.connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await server.connection.sendNotification('initialized', {});
}

test('a configuration on disk: the scenarios, the questions, an invalid answer, and the plan', async () => {
  mkdirSync(join(directory, 'postfix'));
  writeFileSync(
    join(directory, 'postfix/main.cf'),
    'myhostname = mail.example.com\nmynetworks = 127.0.0.0/8\n',
  );
  await start();
  const uri = uriOf('postfix/main.cf');

  const list = await ask.list({ uri });
  expect(list?.directory).toBe(uriOf('postfix'));
  expect(list?.scenarios.map(({ name }) => name)).toHaveLength(12);
  expect(list?.scenarios[0]).toMatchObject({ name: 'basic', inPlace: true });
  expect(list?.scenarios.find(({ name }) => name === 'dyndns')).toMatchObject({
    inPlace: false,
    caution: expect.stringContaining('Do not rely on this setup'),
    instead: 'dyndns-relay',
  });

  const questions = await ask.questions({ uri, scenario: 'nat' });
  expect(questions).toEqual([
    {
      id: 'networks',
      prompt: 'Which networks can send anywhere through this host without a password?',
      placeholder: '127.0.0.0/8, 192.0.2.0/24',
      initial: '127.0.0.0/8',
    },
    expect.objectContaining({ id: 'router', initial: '' }),
    expect.objectContaining({ id: 'public', initial: '' }),
  ]);

  const answer = { uri, scenario: 'nat', question: 'router' };
  expect(await ask.check({ ...answer, answer: '192.0.2' })).toBe(
    '"192.0.2" is not an IP address. Enter an address such as 192.0.2.1.',
  );
  expect(await ask.check({ ...answer, answer: '192.0.2.1' })).toBeNull();

  const answers = { networks: '127.0.0.0/8, 192.0.2.0/24', router: '192.0.2.1', public: '203.0.113.25' };
  const plan = await ask.plan({ uri, scenario: 'nat', answers, decisions: {} });
  const at = { line: 1, character: 24 };
  expect(plan).toMatchObject({
    edit: {
      documentChanges: [
        {
          textDocument: { uri, version: null },
          edits: [
            { range: { start: at, end: at }, annotationId: 'Set mynetworks' },
            { annotationId: 'Set proxy_interfaces' },
            { annotationId: 'Set smtpd_relay_restrictions' },
          ],
        },
      ],
    },
    conflicts: [],
    tables: [],
    needsRestart: false,
  });
});

test('a scenario or a configuration that does not exist is not a failure', async () => {
  await start();
  const uri = uriOf('nothing.txt');
  expect(await ask.list({ uri })).toBeNull();
  expect(await ask.questions({ uri, scenario: 'basic' })).toEqual([]);
  expect(await ask.check({ uri, scenario: 'basic', question: 'none', answer: '' })).toBeNull();
  const none = await ask.plan({ uri, scenario: 'basic', answers: {}, decisions: {} });
  expect(none).toMatchObject({ edit: {}, conflicts: [] });
  expect(none.remarks).toHaveLength(1);
  mkdirSync(join(directory, 'mail'));
  writeFileSync(join(directory, 'mail/main.cf'), '');
  const strange = await ask.plan({ uri: uriOf('mail/main.cf'), scenario: 'x', answers: {}, decisions: {} });
  expect(strange).toMatchObject({ edit: {}, remarks: ['There is no scenario named x.'] });
});
