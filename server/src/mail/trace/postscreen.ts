// postscreen(8): whether it lets a client through to smtpd.

import { plainWords } from '../../instance/restriction-classes.ts';
import { inAddressList } from '../networks.ts';
import type { Reply } from './model.ts';
import type { Program } from './program.ts';
import type { Received } from './stages.ts';
import { findIn } from './table-by-name.ts';

/** Undefined if smtpd gets the connection. */
export function screen(program: Program, address: string): Received | undefined {
  const listed = evaluate(program, address, plainWords(program.text('postscreen_access_list')), true);
  const at = program.at('postscreen_access_list');
  if (listed === 'permit') {
    program.step({ what: `postscreen_access_list permits ${address} without tests`, at });
    return undefined;
  }
  if (listed === 'reject') {
    const action = program.since('3.6') ? 'postscreen_denylist_action' : 'postscreen_blacklist_action';
    program.step({ what: `postscreen_access_list rejects ${address}`, at });
    const refused = act(program, action, '5.3.2', 'Service currently unavailable');
    if (refused !== undefined) return refused;
  }
  return askBlocklists(program, address) ?? askForHistory(program, address);
}

type Verdict = 'permit' | 'reject' | 'dunno' | 'error';

/** server_acl_eval() */
function evaluate(program: Program, address: string, words: readonly string[], mayLookUp: boolean): Verdict {
  const { journey, instance } = program;
  for (const word of words) {
    const name = word.toLowerCase();
    if (name === 'permit' || name === 'reject' || name === 'dunno') return name;
    if (name === 'permit_mynetworks') {
      const found = inAddressList(journey.system.tables, instance, 'mynetworks', program.service, {
        address,
        name: 'unknown',
        destination: 'foreign',
      });
      if (found === 'in') return 'permit';
      if (found === 'error') return 'error';
    } else if (word.includes(':')) {
      // A result of a table cannot name another table. The list that names the first table goes on.
      if (!mayLookUp) return 'dunno';
      const found = lookUp(program, address, word);
      if (found !== 'dunno') return found;
    } else return 'error';
  }
  return 'dunno';
}

function lookUp(program: Program, address: string, table: string): Verdict {
  const found = findIn(program, table, address);
  if (found.kind === 'none') return 'dunno';
  if (found.kind === 'error') return 'error';
  if (found.text !== undefined) return evaluate(program, address, plainWords(found.text), false);
  return program.journey.choose<Verdict>(
    { decider: 'table', question: `which action ${table} returns for ${address}` },
    [
      { answer: 'It returns permit.', value: 'permit' },
      { answer: 'It returns reject.', value: 'reject' },
    ],
  ).value;
}

function askBlocklists(program: Program, address: string): Received | undefined {
  const sites = program.words('postscreen_dnsbl_sites');
  const [first] = sites;
  if (first === undefined || action(program, 'postscreen_dnsbl_action') === 'ignore') return undefined;
  const { value: isListed, condition } = program.journey.choose(
    {
      decider: 'dns',
      question: `whether the DNS block list score of ${address} reaches postscreen_dnsbl_threshold`,
    },
    [
      { answer: 'It does not.', value: false },
      { answer: 'It does.', value: true },
    ],
  );
  const at = program.at('postscreen_dnsbl_sites', 'postscreen_dnsbl_threshold');
  program.step({ what: `Looks up ${address} in the lists in postscreen_dnsbl_sites`, condition, at });
  if (!isListed) return undefined;
  const site = first.replace(/[=*].*$/s, '');
  return act(
    program,
    'postscreen_dnsbl_action',
    '5.7.1',
    `Service unavailable; client [${address}] blocked using ${site}`,
  );
}

/** After these tests, a client that postscreen does not know must connect again. */
function askForHistory(program: Program, address: string): Received | undefined {
  const tests = ['pipelining', 'non_smtp_command', 'bare_newline'].map((test) => `postscreen_${test}_enable`);
  if (!tests.some((test) => program.is(test))) return undefined;
  const { value: isKnown, condition } = program.journey.choose(
    { decider: 'host', question: `whether ${address} has already passed the tests of postscreen` },
    [
      { answer: 'It has.', value: true },
      { answer: 'It has not.', value: false },
    ],
  );
  program.step({
    what: `Looks for ${address} in the cache of postscreen`,
    condition,
    at: program.at(...tests),
  });
  return isKnown
    ? undefined
    : { kind: 'refused', reply: { code: 450, enhanced: '4.3.2', text: 'Service currently unavailable' } };
}

function action(program: Program, parameter: string): string {
  return program.text(parameter).trim().toLowerCase();
}

/** `enforce`: refuses the recipients. `drop`: ends the session. */
function act(program: Program, parameter: string, enhanced: string, text: string): Received | undefined {
  const what = action(program, parameter);
  if (what !== 'enforce' && what !== 'drop') return undefined;
  const reply: Reply = { code: what === 'drop' ? 521 : 550, enhanced, text };
  program.step({
    what: `${parameter} refuses the client: ${reply.code} ${enhanced} ${text}`,
    at: program.at(parameter),
  });
  return { kind: 'refused', reply };
}
