// What a lookup table answers on a journey. Where only Postfix or the table itself can tell, an answer is assumed.

import type { Answer, Certain } from '../dictionary.ts';
import type { Condition } from './model.ts';
import type { Program } from './program.ts';
import { isUser } from './users.ts';

/** The parameters that name this host's domains, recipients, and senders. An alias is not needed for a mailbox. */
const ownNames: Readonly<Record<string, Condition['open']>> = {
  mydestination: 'end',
  virtual_alias_domains: 'end',
  virtual_mailbox_domains: 'end',
  relay_domains: 'end',
  local_recipient_maps: 'end',
  virtual_mailbox_maps: 'end',
  relay_recipient_maps: 'end',
  virtual_alias_maps: 'outcome',
  smtpd_sender_login_maps: 'outcome',
};

/** Whether an answer that is not known leaves open if a name is one of this host's. */
export function openIn(parameter: string): Pick<Condition, 'open'> {
  const open = Object.hasOwn(ownNames, parameter) ? ownNames[parameter] : undefined;
  return open === undefined ? {} : { open };
}

/**
 * @param table as written: `hash:/etc/postfix/virtual`
 * @param parameter the one that names the table
 * @param about what the question is about if the table cannot be read: all keys of an address are one question
 */
export function assume(
  program: Program,
  table: string,
  answer: Answer,
  key: string,
  about: string,
  parameter = '',
): { readonly value: Certain; readonly condition?: Condition } {
  if (answer.kind !== 'one-of') return { value: answer };
  if (/(?:^|:)unix:passwd\.byname$/.test(table)) return userEntry(program, key);
  const [first, ...rest] = answer.answers;
  const isUnreadable =
    answer.why === 'unreadable' &&
    answer.answers.every((each) => each.kind !== 'found' || each.text === undefined);
  const known = isUnreadable ? program.journey.system.answers?.find(table, key) : undefined;
  if (known !== undefined)
    return { value: known === null ? { kind: 'none' } : { kind: 'found', text: known } };
  const subject = isUnreadable ? about : key;
  return program.journey.choose(
    {
      decider: 'table',
      question: `what ${table} returns for ${subject}`,
      ...(isUnreadable && { lookup: { table, key }, ...openIn(parameter) }),
    },
    [option(first), ...rest.map(option)],
  );
}

/** The users of this host. No user name contains `@`. */
function userEntry(
  { journey }: Program,
  key: string,
): { readonly value: Certain; readonly condition?: Condition } {
  if (key.includes('@') || key === '') return { value: { kind: 'none' } };
  const { value, condition } = isUser(journey, key);
  return { value: value ? { kind: 'found', text: undefined } : { kind: 'none' }, condition };
}

function option(value: Certain): { readonly answer: string; readonly value: Certain } {
  switch (value.kind) {
    case 'none':
      return { answer: 'It has no entry.', value };
    case 'error':
      return { answer: 'The lookup fails.', value };
    case 'found':
      return { answer: value.text === undefined ? 'It has an entry.' : `It returns ${value.text}.`, value };
  }
}
