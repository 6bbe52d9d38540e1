// How a user sets up a scenario, and what happens to the files. scenario-desk.ts describes the notation of answers.
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { back, type File } from '../../client/src/commands/context.ts';
import { setUpScenario } from '../../client/src/commands/scenario.ts';
import { describePostfix } from '../postfix/support/describe';
import { withInstanceDirectory } from '../postfix/support/directory';
import { fileAt, use } from './desk.ts';
import {
  type Answer,
  choices,
  conflict,
  editOf,
  question,
  type ScenarioDesk,
  type ScenarioDeskOptions,
  scenario,
  scenarioDesk,
} from './scenario-desk.ts';

const mainCf = 'file:///etc/postfix/main.cf';
const inEditor: File = {
  uri: mainCf,
  name: 'main.cf',
  languageId: 'postfix-main',
  text: () => '',
  save: async () => true,
};
const nothingChanged = 'information: “A plain server”: no changes are needed.';
const chooseScenario = 'What should /etc/postfix do?: Set Up a Scenario {A plain server}';

/** Sets up the scenario for the file in the editor. */
async function seenWith(options: ScenarioDeskOptions, file: File | undefined = inEditor) {
  const at = scenarioDesk(options);
  await setUpScenario(at, file);
  return at;
}

describe('the configuration', () => {
  const two = ['file:///b/postfix', 'file:///a/postfix'];

  test('is that of the file in the editor', async () => {
    const at = await seenWith({ directories: two }, { ...inEditor, uri: 'file:///b/postfix/transport' });
    expect(at.seen).toEqual(['What should /b/postfix do?: Set Up a Scenario {A plain server}']);
  });

  test('is chosen by the user if the file in the editor belongs to none, or if no editor is open', async () => {
    const readme = { ...inEditor, uri: 'file:///README.md' };
    const scenarios = ['picked from: /a/postfix, /b/postfix', expect.stringContaining('/a/postfix do?')];
    expect((await seenWith({ directories: two, presses: ['/a/postfix'] }, readme)).seen).toEqual(scenarios);
    const at = scenarioDesk({ directories: two, presses: ['/a/postfix'] });
    await setUpScenario(at, undefined);
    expect(at.seen).toEqual(scenarios);
  });

  test('is not asked for if there is only one', async () => {
    const at = scenarioDesk();
    await setUpScenario(at, undefined);
    expect(at.seen).toEqual([chooseScenario]);
  });

  test('is requested if there is none', async () => {
    const at = scenarioDesk({ directories: [] });
    await setUpScenario(at, undefined);
    expect(at.seen).toEqual([
      'information: There is no main.cf in this workspace. Open the configuration that you want to change, or create a new one.',
    ]);
  });

  test('is created if there is none and the user wants it', async () => {
    const at = scenarioDesk({
      directories: [],
      folders: ['file:///srv/mail'],
      presses: ['Create main.cf and master.cf'],
    });
    await setUpScenario(at, undefined);
    expect(at.created).toEqual([['file:///srv/mail', { 'main.cf': '# main\n', 'master.cf': '# master\n' }]]);
    expect(at.seen[1]).toBe(chooseScenario.replace('/etc/postfix', '/srv/mail'));
  });
});

describe('a plan that would damage a file', () => {
  test('is not applied, and the person learns why', async () => {
    const reason = 'main.cf is not UTF-8.';
    const at = await seenWith({
      answers: ['A plain server'],
      plan: () => ({ refused: true, remarks: [reason] }),
    });
    expect(at.seen).toEqual([chooseScenario, `error: Nothing was changed: ${reason}`]);
    expect(at.previewed).toEqual([]);
  });
});

describe('the scenarios', () => {
  test('are marked if they are already set up', async () => {
    const at = scenarioDesk({ scenarios: [scenario, { ...scenario, name: 'basic', inPlace: true }] });
    const descriptions: (string | undefined)[] = [];
    const { choose } = at.steps;
    const steps: typeof at.steps = {
      ...at.steps,
      choose: (step, choices, active) => {
        descriptions.push(...choices.map(({ description, detail }) => `${description}, ${detail}`));
        return choose(step, choices, active);
      },
    };
    await setUpScenario({ ...at, steps }, inEditor);
    expect(descriptions).toEqual([
      'plain, For its own domains and networks',
      'basic $(check) already set up, For its own domains and networks',
    ]);
  });

  test('show their caution first, and offer a better one', async () => {
    const dyndns = {
      ...scenario,
      name: 'dyndns',
      title: 'Dynamic',
      caution: 'Mail may be lost.',
      instead: 'plain',
    };
    const scenarios = [dyndns, scenario];
    const asked = 'What do you want to set up?: Mail may be lost. {Set Up plain Instead | Set Up dyndns}';
    const questions = [question('domains')];
    for (const [answers, next] of [
      [['Set Up plain Instead'], ['A plain server (1/1): domains? <>']],
      [['Set Up dyndns'], ['Dynamic (1/1): domains? <>']],
      [[back], [expect.stringContaining('{Dynamic | A plain server}')]],
      [[], []],
    ] as const) {
      const at = await seenWith({ scenarios, questions, answers: ['Dynamic', ...answers] });
      expect(at.seen.slice(1)).toEqual([asked, ...next]);
      expect(at.planned).toEqual([]);
    }
  });
});

describe('the questions', () => {
  const sasl = [
    question('type', { choices: choices('dovecot', 'cyrus'), initial: 'dovecot' }),
    question('socket', { initial: 'private/auth', when: { question: 'type', answer: 'dovecot' } }),
    question('realm', { when: { question: 'type', answer: 'cyrus' } }),
    question('domains', { initial: 'example.com' }),
  ];

  test('are asked one after another, and their answers go into the plan', async () => {
    const at = await seenWith({
      questions: sasl,
      answers: ['A plain', 'dovecot', 'private/auth', 'example.org'],
    });
    expect(at.seen).toEqual([
      chooseScenario,
      'A plain server (1/3): type? {dovecot | cyrus}',
      'A plain server (2/3): socket? <private/auth>',
      'A plain server (3/3): domains? <example.com>',
      nothingChanged,
    ]);
    expect(at.planned).toEqual([
      {
        uri: mainCf,
        scenario: 'plain',
        answers: { type: 'dovecot', socket: 'private/auth', domains: 'example.org' },
        decisions: {},
      },
    ]);
  });

  test('depend on earlier answers, even after those change', async () => {
    const answers: Answer[] = [
      'A plain',
      'dovecot',
      'private/dove',
      back,
      back,
      'cyrus',
      'mail',
      'example.org',
    ];
    const at = await seenWith({ questions: sasl, answers });
    expect(at.seen.slice(2)).toEqual([
      'A plain server (2/3): socket? <private/auth>',
      'A plain server (3/3): domains? <example.com>',
      'A plain server (2/3): socket? <private/dove>',
      'A plain server (1/3): type? {dovecot | cyrus}',
      'A plain server (2/3): realm? <>',
      'A plain server (3/3): domains? <example.com>',
      nothingChanged,
    ]);
    expect(at.planned[0]?.answers).toEqual({ type: 'cyrus', realm: 'mail', domains: 'example.org' });
  });

  test('lead back to the scenarios', async () => {
    const at = await seenWith({ questions: [question('domains')], answers: ['A plain', back] });
    expect(at.seen).toEqual([chooseScenario, 'A plain server (1/1): domains? <>', chooseScenario]);
  });

  test('show what is wrong with an answer, and wait for a better one', async () => {
    const at = await seenWith({
      questions: [question('domains')],
      check: (_, answer) => (answer.includes('_') ? `${answer} is not a domain.` : null),
      answers: ['A plain', 'a_b', 'example.org'],
    });
    expect(at.seen.slice(2, 3)).toEqual(['wrong: a_b is not a domain.']);
    expect(at.planned[0]?.answers).toEqual({ domains: 'example.org' });
  });

  test('show a hint about an answer that is accepted', async () => {
    const at = await seenWith({
      questions: [question('certificate')],
      check: (_, answer) => ({ hint: `${answer} does not exist on this host.` }),
      answers: ['A plain', '/etc/ssl/mail.pem'],
    });
    expect(at.seen.slice(2, 3)).toEqual(['hint: /etc/ssl/mail.pem does not exist on this host.']);
    expect(at.planned[0]?.answers).toEqual({ certificate: '/etc/ssl/mail.pem' });
  });

  test('cancel everything if one is left unanswered', async () => {
    for (const answers of [[], ['A plain'], ['A plain', 'dovecot'], ['A plain', 'dovecot', 'private/auth']]) {
      const at = await seenWith({ questions: sasl, answers });
      expect([at.seen.length, at.planned, at.previewed]).toEqual([answers.length + 1, [], []]);
    }
  });
});

describe('a conflicting setting', () => {
  const questions = [question('domains', { initial: 'example.com' })];
  const conflicts = [conflict('relayhost', 3), conflict('mydestination', 7)];
  const plan = () => ({ edit: editOf(mainCf), conflicts });
  const ways = '{Replace | Keep | Show}';
  const first = `A plain server (1/2): relayhost has a different value. If you keep it, no mail arrives. ${ways}`;
  const second = `A plain server (2/2): mydestination has a different value. If you keep it, no mail arrives. ${ways}`;

  test('is replaced or kept, as the user decides', async () => {
    const at = await seenWith({
      questions,
      plan,
      answers: ['A plain', 'example.com', 'Replace', 'Keep'],
    });
    expect(at.seen.slice(2, 4)).toEqual([first, second]);
    expect(at.planned.map(({ decisions }) => decisions)).toEqual([
      {},
      { relayhost: 'replace', mydestination: 'keep' },
    ]);
    expect(at.previewed).toHaveLength(1);
  });

  test('can be shown, and the question is asked again', async () => {
    const at = await seenWith({ questions, plan, answers: ['A plain', 'example.com', 'Show', 'Keep'] });
    expect(at.seen.slice(2)).toEqual([first, 'shown: /etc/postfix/main.cf:3', first, second]);
    expect([at.planned.length, at.previewed]).toEqual([1, []]);
  });

  test('leads back to the previous one, and to the last question', async () => {
    const answers: Answer[] = ['A plain', 'example.com', 'Keep', back, 'Replace', back, back, 'example.org'];
    const at = await seenWith({ questions, plan, answers });
    expect(at.seen.slice(2)).toEqual([
      first,
      second,
      first,
      second,
      first,
      'A plain server (1/1): domains? <example.com>',
      first,
    ]);
    expect(at.planned.at(-1)).toMatchObject({ answers: { domains: 'example.org' }, decisions: {} });
  });

  test('can appear after the decision about another one', async () => {
    const at = await seenWith({
      plan: ({ decisions }) => ({
        edit: editOf(mainCf),
        conflicts: decisions.relayhost === 'keep' ? conflicts : conflicts.slice(0, 1),
      }),
      answers: ['A plain', 'Keep', 'Keep'],
    });
    expect(at.planned.map(({ decisions }) => Object.keys(decisions).length)).toEqual([0, 1, 2]);
    expect(at.previewed).toHaveLength(1);
  });
});

describe('the change', () => {
  const answers = ['A plain'];

  test('is not needed if the scenario is already set up', async () => {
    const at = await seenWith({ answers });
    expect(at.seen.slice(1)).toEqual([nothingChanged]);
    expect(at.previewed).toEqual([]);
  });

  test('is shown for all files together, and can be discarded', async () => {
    const edit = editOf(mainCf, 'file:///etc/postfix/master.cf');
    const at = await seenWith({ answers, plan: () => ({ edit }), applied: { kind: 'discarded' } });
    expect(at.previewed).toEqual([edit]);
    expect(at.seen.slice(1)).toEqual(['told: Nothing was changed']);
  });

  test('is not started if it could not be completed', async () => {
    const reason = 'transport cannot be created.';
    const at = await seenWith({
      answers,
      plan: () => ({ edit: editOf(mainCf) }),
      applied: { kind: 'impossible', reason },
    });
    expect(at.seen.slice(1)).toEqual(['error: Nothing was changed: transport cannot be created.']);
  });

  test('needs the language server', async () => {
    const at = await seenWith({ answering: false, presses: ['Show Log'] });
    expect(at.seen).toEqual([
      'error: The language server does not respond, so no scenario can be set up. [Show Log]',
      'log shown',
    ]);
  });
});

describe('afterward', () => {
  const answers = ['A plain'];
  const transport = 'file:///etc/postfix/transport';
  const edit = editOf(transport, mainCf);
  const tables = [{ reference: 'hash:/etc/postfix/transport', uri: transport }];
  const long = 'Tell Dovecot of smtpd_sasl_path. '.repeat(6).trim();

  /** Files that record when they are saved. */
  function filesNoting(saved: string[]): Record<string, File> {
    return Object.fromEntries(
      [mainCf, transport].map((uri) => {
        const name = uri.slice(uri.lastIndexOf('/') + 1);
        const save = async () => saved.push(name) > 0;
        return [uri, { ...inEditor, uri, name, languageId: 'postfix-table', save }];
      }),
    );
  }

  test('a single short step is shown in the notification', async () => {
    const at = await seenWith({ answers, plan: () => ({ edit, remarks: ['Open port 587.'] }) });
    expect(at.seen.slice(1)).toEqual([
      'information: “A plain server”: the changes are in the editors, but not saved yet. Open port 587. [Save All]',
    ]);
  });

  test('several steps are shown on a page at once, and again on request', async () => {
    const remarks = [long, 'Open port 587:\nufw allow 587'];
    const said =
      'information: “A plain server”: the changes are in the editors, but not saved yet. 2 steps remain. [Save All and Index] [Remaining Steps]';
    const at = await seenWith({
      answers,
      presses: ['Remaining Steps'],
      plan: () => ({ edit, remarks, tables }),
      files: filesNoting([]),
      uses: {},
    });
    expect([at.seen[2], at.seen[4]]).toEqual([said, said]);
    expect(at.seen[3]).toBe(at.seen[1]);
    expect(at.seen[1]).toContain(
      `page: plain: remaining steps\n# A plain server: remaining steps\n\n1. ${long.replaceAll('_', '\\_')}\n\n2. Open`,
    );
    expect(at.seen[1]).toContain('2. Open port 587:\n\n   ```\n   ufw allow 587\n   ```\n');
    expect(at.seen[1]).toContain('Save the files, index the tables, and let Postfix read');
    expect(at.seen[1]).toContain('run these commands:');
    expect(at.seen[1]).toContain('postmap hash:/etc/postfix/transport\npostfix reload\n');
  });

  test('the page says nothing of tables if there are none', async () => {
    const at = await seenWith({ answers, plan: () => ({ edit, remarks: [long, long] }) });
    expect(at.seen[1]).toContain('Save the files and let Postfix read');
    expect(at.seen[1]).toContain('run this command:');
  });

  test('with auto save, the files are saved in the right order without a question', async () => {
    const saved: string[] = [];
    const at = await seenWith({
      answers,
      savesAutomatically: true,
      trusted: false,
      plan: () => ({ edit, tables }),
      files: filesNoting(saved),
    });
    expect(at.seen.slice(1)).toEqual([
      'information: The files are saved. Run postmap hash:/etc/postfix/transport and postfix reload in a terminal.',
    ]);
    expect(saved).toEqual(['transport', 'main.cf']);
  });

  test('all files are saved in an untrusted workspace, and no program runs', async () => {
    const saved: string[] = [];
    const at = await seenWith({
      answers,
      trusted: false,
      presses: ['Save All'],
      plan: () => ({ edit, tables }),
      files: filesNoting(saved),
    });
    expect(at.seen.slice(1)).toEqual([
      'information: “A plain server”: the changes are in the editors, but not saved yet. This workspace is not trusted, so the extension does not run programs in it. [Save All] [Manage Workspace Trust]',
      'information: The files are saved. Run postmap hash:/etc/postfix/transport and postfix reload in a terminal.',
    ]);
    expect([saved, at.ran]).toEqual([['transport', 'main.cf'], []]);
  });

  test('all files are saved even if Postfix is not installed', async () => {
    const saved: string[] = [];
    const at = await seenWith({
      answers,
      commandDirectory: '/nowhere',
      presses: ['Save All'],
      plan: () => ({ edit, tables, needsRestart: true }),
      files: filesNoting(saved),
    });
    expect(at.seen.slice(1)).toEqual([
      'information: “A plain server”: the changes are in the editors, but not saved yet. Postfix is not installed on this host, so you cannot index tables or reload Postfix here. [Save All]',
      'information: The files are saved. Run postmap hash:/etc/postfix/transport, postfix check, postfix stop, and postfix start on the host where Postfix runs.',
    ]);
    expect(saved).toEqual(['transport', 'main.cf']);
  });
});

test('a change that was undone before the button was selected is not saved', async () => {
  const table = 'file:///etc/postfix/transport';
  const files: Record<string, File> = { [table]: { ...inEditor, uri: table, save: () => Promise.reject() } };
  const at = scenarioDesk({
    answers: ['A plain'],
    plan: () => ({ edit: editOf(table, mainCf), tables: [{ reference: 'hash:/t', uri: table }] }),
    files,
    trusted: false,
    presses: ['Save All'],
  });
  const { say } = at.ui;
  const ui: typeof at.ui = {
    ...at.ui,
    say: async (...saying) => {
      delete files[table];
      return say(...saying);
    },
  };
  await setUpScenario({ ...at, ui }, inEditor);
  expect(at.seen.at(-1)).toBe('told: Nothing was saved, because the change was undone');
});

describePostfix('afterward, with Postfix', () => {
  const first =
    'information: “A plain server”: the changes are in the editors, but not saved yet. [Save All and Index]';

  interface Acceptance {
    /** main.cf before and after. */
    readonly main?: string;
    readonly presses: readonly string[];
    readonly needsRestart?: boolean;
    /** The index cannot be created. */
    readonly broken?: boolean;
  }

  /** Accepts a plan that creates `transport` and names it in main.cf. */
  async function accept(
    { main = 'compatibility_level = 3.6\n', presses, needsRestart = false, broken = false }: Acceptance,
    check: (at: ScenarioDesk, directory: string, saved: readonly string[]) => unknown,
  ) {
    await withInstanceDirectory({ 'main.cf': main, transport: '' }, async (directory) => {
      const saved: string[] = [];
      const noting = (file: File): File => ({
        ...file,
        save: async () => {
          if (!saved.includes(file.name)) saved.push(file.name);
          return file.save();
        },
      });
      const path = join(directory, 'transport');
      if (broken) await mkdir(`${path}.db`);
      const reference = `hash:${path}`;
      const [table, mainUri] = [`file://${path}`, `file://${directory}/main.cf`];
      const at = scenarioDesk({
        answers: ['A plain'],
        presses,
        isSuperuser: false,
        directories: [`file://${directory}`],
        plan: () => ({
          edit: editOf(mainUri, table),
          tables: [{ reference, uri: table }],
          needsRestart,
        }),
        files: {
          [table]: noting(fileAt(path, 'postfix-table', 'example.com smtp:[a]\n')),
          [mainUri]: noting(
            fileAt(join(directory, 'main.cf'), 'postfix-main', `${main}transport_maps = ${reference}\n`),
          ),
        },
        uses: { uses: [use('transport_maps', 'hash', path)], configDirectory: directory },
      });
      await setUpScenario(at, { ...inEditor, uri: mainUri });
      await check(at, directory, saved);
    });
  }

  test('a table is indexed before main.cf names it on disk', async () => {
    await accept({ presses: ['Save All and Index'] }, (at, directory, saved) => {
      expect(at.ran.map(([program]) => program)).toEqual(['postmap']);
      expect(saved).toEqual(['transport', 'main.cf']);
      expect(readFileSync(join(directory, 'main.cf'), 'utf8')).toContain('transport_maps');
      expect(at.seen.slice(1)).toEqual([
        first,
        'told: Created transport.db (1 entry)',
        'information: The files are saved, and transport is indexed. To apply the changes, reload Postfix. [Check and Reload]',
      ]);
    });
  });

  test('main.cf is not saved if the table could not be indexed, unless the user insists', async () => {
    for (const [presses, expected] of [
      [['Save All and Index'], ['transport']],
      [
        ['Save All and Index', 'Save Anyway'],
        ['transport', 'main.cf'],
      ],
    ] as const) {
      await accept({ presses, broken: true }, (at, _, saved) => {
        expect(saved).toEqual(expected);
        expect(at.seen.slice(2, 4)).toEqual([
          expect.stringMatching(/^error: Could not create transport\.db: .*Is a directory/),
          'warning: transport is not indexed, so main.cf was not saved. Postfix would look for an index that does not exist. [Save Anyway]',
        ]);
      });
    }
  });

  test('the reload is that of the reload command', async () => {
    await accept({ presses: ['Save All and Index', 'Check and Reload'] }, (at, directory) => {
      expect(at.seen.at(-1)).toBe(
        `warning: ${directory} is not the active Postfix configuration on this host. The active configuration is /etc/postfix. [Reload /etc/postfix]`,
      );
    });
  });

  test('the commands for a stop and a start are typed, and the user can run them', async () => {
    const presses = ['Save All and Index', 'Stop and Start in a Terminal'];
    const main = 'compatibility_level = 3.6\nqueue_directory = /nowhere\n';
    await accept({ presses, main, needsRestart: true }, (at, directory) => {
      const postfix = `sudo /usr/sbin/postfix -c ${directory}`;
      expect(at.seen.slice(3)).toEqual([
        'information: The files are saved, and transport is indexed. To apply the changes, stop and start Postfix. A reload is not enough. [Stop and Start in a Terminal]',
        `typed: ${postfix} check && ${postfix} stop && ${postfix} start`,
      ]);
    });
  });

  test('the commands for a stop and a start are not typed for a copy, which shares the queue of the active configuration', async () => {
    const presses = ['Save All and Index', 'Stop and Start in a Terminal'];
    await accept({ presses, needsRestart: true }, (at, directory) => {
      expect(at.seen.slice(4)).toEqual([
        `warning: ${directory} is not the active Postfix configuration on this host. The active configuration is /etc/postfix.`,
      ]);
    });
  });
});
