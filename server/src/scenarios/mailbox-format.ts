import type { Instance } from '../instance/instance.ts';
import { writtenText } from './common.ts';
import type { Change, Scenario } from './scenario.ts';

export const mailboxFormat: Scenario = {
  name: 'mailbox-format',
  title: 'mbox or Maildir',
  description: 'Postfix writes the mailboxes of this host in the format that the POP or IMAP server reads',
  questions: ({ instance }) => [
    {
      id: 'format',
      prompt: 'Where are the mailboxes, and in which format?',
      placeholder: '',
      initial: formatOf(instance),
      choices: [
        {
          value: 'maildir',
          label: 'Maildir in the home directory',
          description: '~/Maildir/, one file for each message',
        },
        {
          value: 'maildir-spool',
          label: 'Maildir in the mail spool',
          description: `${spool(instance)}/user/, one file for each message`,
        },
        {
          value: 'mbox',
          label: 'mbox in the mail spool',
          description: `${spool(instance)}/user, one file for all messages`,
        },
      ],
      check: () => undefined,
    },
  ],
  changes: ({ instance }, answers) => {
    const { format } = answers;
    const others = ['mailbox_transport_maps', 'mailbox_transport', 'mailbox_command_maps', 'mailbox_command'];
    return [
      ...others.map(cleared),
      ...(format === 'maildir' ? inHome(instance) : inSpool(instance, format === 'maildir-spool')),
      {
        kind: 'remark',
        text: `Configure the same location in the POP or IMAP server. In Dovecot:\nmail_location = ${location(instance, format)}`,
      },
      { kind: 'remark', text: 'Move the existing mail yourself. Postfix does not move it.' },
      ...(format === 'maildir-spool'
        ? ([
            {
              kind: 'remark',
              text: `Postfix creates the directory of a user in ${spool(instance)} with the permissions of the user. If users cannot create directories there, create them yourself.`,
            },
          ] as const)
        : []),
      ...notLocal(instance),
    ];
  },
};

/** local(8), mailbox.c: these parameters are evaluated in this order, before home_mailbox. */
function cleared(name: string): Change {
  return {
    kind: 'set',
    name,
    value: '',
    whenKept: `local(8) uses ${name} and ignores the format that you chose.`,
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
      whenKept: `Postfix writes mail to ~/${current} in mbox format.`,
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
      whenKept: 'Postfix delivers mail to the home directory of the user and ignores the mail spool.',
    },
    { kind: 'set', name: 'mail_spool_directory', value },
  ];
}

/** The mail spool directory, without a slash at the end. */
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
      text: `local_transport is ${transport}, so mail for local users does not go through local(8). No other program uses these settings.`,
    },
  ];
}
