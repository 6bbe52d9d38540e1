// What the Milters of smtpd and cleanup answer, as far as the configuration decides (milter.c, milter8.c).

import { find, mapsOf } from './lookup.ts';
import type { Reply } from './model.ts';
import type { Program } from './program.ts';

export type MilterAnswer =
  | { readonly kind: 'accept' | 'discard' | 'quarantine' }
  | { readonly kind: 'reply'; readonly reply: Reply };

const tempfail: Reply = { code: 451, enhanced: '4.7.1', text: 'Service unavailable - try again later' };
const accept: MilterAnswer = { kind: 'accept' };

export function milterAnswer(program: Program, client: string): MilterAnswer {
  return askMilters(program, miltersFor(program, client), ['smtpd_milters', 'smtpd_milter_maps']);
}

/** The Milters of mail that does not come over SMTP. */
export function otherMilterAnswer(cleanup: Program): MilterAnswer {
  const parameter = 'non_smtpd_milters';
  return askMilters(cleanup, cleanup.text(parameter).trim(), [parameter]);
}

function askMilters(program: Program, milters: string, parameters: readonly string[]): MilterAnswer {
  if (milters === '' || milters.toUpperCase() === 'DISABLE') return accept;
  const words = wordsFor(milters);
  const { value, condition } = program.journey.choose<MilterAnswer>(
    { decider: 'milter', question: `whether ${words.name} ${words.accept} the mail` },
    [
      { answer: `${words.subject} ${words.accept} the mail.`, value: accept },
      {
        answer: `${words.subject} ${words.reject} the mail.`,
        value: { kind: 'reply', reply: { code: 550, enhanced: '5.7.1', text: 'Command rejected' } },
      },
      {
        answer: `${words.subject} ${words.ask} the client to try again later.`,
        value: { kind: 'reply', reply: tempfail },
      },
      { answer: `${words.subject} ${words.discard} the mail.`, value: { kind: 'discard' } },
      {
        answer: `${words.subject} ${words.do} not respond.`,
        value: withoutMilter(program.text('milter_default_action')),
      },
    ],
  );
  const at = program.at(...parameters);
  program.step({ what: `Passes the mail to ${words.name}.`, condition, at });
  return value;
}

interface MilterWords {
  readonly name: string;
  readonly subject: string;
  readonly accept: string;
  readonly reject: string;
  readonly ask: string;
  readonly discard: string;
  readonly do: string;
}

function wordsFor(milters: string): MilterWords {
  const count = milters
    .replace(/\{[^{}]*\}/g, '{}')
    .split(/[\s,]+/)
    .filter((word) => word !== '').length;
  return count > 1
    ? {
        name: `the Milters ${milters}`,
        subject: 'The Milters',
        accept: 'accept',
        reject: 'reject',
        ask: 'ask',
        discard: 'discard',
        do: 'do',
      }
    : {
        name: `the Milter ${milters}`,
        subject: 'The Milter',
        accept: 'accepts',
        reject: 'rejects',
        ask: 'asks',
        discard: 'discards',
        do: 'does',
      };
}

/** smtpd_milter_maps replaces smtpd_milters for some clients. */
function miltersFor(program: Program, client: string): string {
  const maps = mapsOf(program, 'smtpd_milter_maps');
  const found = maps && find(program, maps, client);
  return (found?.kind === 'found' ? found.text : undefined) ?? program.text('smtpd_milters').trim();
}

/** milter_default_action */
function withoutMilter(action: string): MilterAnswer {
  switch (action.trim().toLowerCase()) {
    case 'accept':
      return accept;
    case 'reject':
      return { kind: 'reply', reply: { code: 550, enhanced: '5.5.0', text: 'Service unavailable' } };
    case 'quarantine':
      return { kind: 'quarantine' };
    default:
      return { kind: 'reply', reply: tempfail };
  }
}
