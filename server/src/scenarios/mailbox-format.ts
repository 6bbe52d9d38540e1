import type { Instance } from '../instance/instance.ts';
import { writtenText } from './common.ts';
import type { Change, Scenario } from './scenario.ts';

export const mailboxFormat: Scenario = {
  name: 'mailbox-format',
  title: 'mbox or Maildir',
  description: 'The mailboxes of the users of this host get the format that the POP or IMAP server reads',
  questions: ({ instance }) => [
    {
      id: 'format',
      prompt: 'Where does the mail of a user go, and in which format?',
      placeholder: '',
      initial: formatOf(instance),
      choices: [
        {
          value: 'maildir',
          label: 'Maildir in his home',
          description: '~/Maildir/: one file for each message',
        },
        {
          value: 'maildir-spool',
          label: 'Maildir in the mail spool',
          description: `${spool(instance)}/user/: one file for each message`,
        },
        {
          value: 'mbox',
          label: 'mbox in the mail spool',
          description: `${spool(instance)}/user: one file for all messages`,
        },
      ],
      check: () => undefined,
    },
  ],
  changes: ({ instance }, answers) => {
    const { format } = answers;
    const others = ['mailbox_transport_maps', 'mailbox_transport', 'mailbox_command_maps', 'mailbox_command'];
    return [
      ...others.map(nothingFrom),
      ...(format === 'maildir' ? inHome(instance) : inSpool(instance, format === 'maildir-spool')),
      {
        kind: 'remark',
        text: `Tell the POP or IMAP server, in Dovecot by mail_location: ${location(instance, format)}.`,
      },
      { kind: 'remark', text: 'Old mail does not move by itself.' },
      ...(format === 'maildir-spool'
        ? ([
            {
              kind: 'remark',
              text: `Postfix makes a user’s folder in ${spool(instance)} with his rights: where he has none there, make the folders yourself.`,
            },
          ] as const)
        : []),
      ...notLocal(instance),
    ];
  },
};

/** local(8), mailbox.c: these are asked in this order, before home_mailbox. */
function nothingFrom(name: string): Change {
  return {
    kind: 'set',
    name,
    value: '',
    whenKept: `local goes by ${name} and never looks at the format that is chosen here.`,
  };
}

function inHome(instance: Instance): readonly Change[] {
  const current = writtenText(instance, 'home_mailbox');
  const value = /[^/]\/$/.test(current) ? current : 'Maildir/';
  return [
    {
      kind: 'set',
      name: 'home_mailbox',
      value,
      whenKept: `The mail goes to ~/${current}, in the format of mbox.`,
    },
  ];
}

function inSpool(instance: Instance, isMaildir: boolean): readonly Change[] {
  const value = isMaildir ? `${spool(instance)}/` : spool(instance);
  return [
    {
      kind: 'set',
      name: 'home_mailbox',
      value: '',
      whenKept: 'The mail goes to the home of the user, and the mail spool is not looked at.',
    },
    { kind: 'set', name: 'mail_spool_directory', value },
  ];
}

/** Without a slash at its end. */
function spool(instance: Instance): string {
  return (instance.expanded('mail_spool_directory')?.text || '/var/mail').replace(/\/+$/, '');
}

function formatOf(instance: Instance): string {
  const home = writtenText(instance, 'home_mailbox');
  if (home.endsWith('/')) return 'maildir';
  const directory = writtenText(instance, 'mail_spool_directory');
  if (directory.endsWith('/') && home === '') return 'maildir-spool';
  return directory !== '' && home === '' ? 'mbox' : 'maildir';
}

function location(instance: Instance, format: string | undefined): string {
  if (format === 'mbox') return `mbox:~/mail:INBOX=${spool(instance)}/%u`;
  return format === 'maildir-spool' ? `maildir:${spool(instance)}/%u` : 'maildir:~/Maildir';
}

function notLocal(instance: Instance): readonly Change[] {
  const transport = instance.expanded('local_transport')?.text ?? '';
  if (transport === '' || transport === 'local' || transport.startsWith('local:')) return [];
  return [
    {
      kind: 'remark',
      text: `local_transport is ${transport}: the mail of local users does not go through local, which alone knows these settings.`,
    },
  ];
}
