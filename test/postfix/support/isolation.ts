// Adds the settings that let a test's configuration run next to the Postfix installed on the host without affecting it.
import { join } from 'node:path';

/** The folders and files of one instance, all below `root`. */
export interface Layout {
  readonly root: string;
  /** The configuration directory. */
  readonly config: string;
  readonly queue: string;
  readonly data: string;
  readonly log: string;
  /** Where local(8) puts mail, in one mbox file per user. */
  readonly mail: string;
}

export function layoutOf(root: string): Layout {
  return {
    root,
    config: join(root, 'etc'),
    queue: join(root, 'queue'),
    data: join(root, 'data'),
    log: join(root, 'maillog'),
    mail: join(root, 'mail'),
  };
}

/**
 * The test's main.cf, with parameters appended at the end, so that its lines keep their numbers.
 * Some always override the file: the location of the instance, its only interface, no other instances. The others,
 * which keep mail and lookups on this host, give way to the settings in the test's file. `saslPath` is the socket of a
 * login service that speaks Dovecot's protocol, if there is one.
 */
export function isolateMainCf(text: string, layout: Layout, saslPath?: string): string {
  const always = {
    queue_directory: layout.queue,
    data_directory: layout.data,
    maillog_file: layout.log,
    maillog_file_prefixes: layout.root,
    // A slash at the end selects Maildir format.
    mail_spool_directory: `${layout.mail}${/^mail_spool_directory[ \t]*=.*\/\s*$/m.test(text) ? '/' : ''}`,
    inet_interfaces: '127.0.0.1',
    multi_instance_enable: 'no',
    multi_instance_directories: '',
    multi_instance_wrapper: '',
    // Without a name server, a lookup must fail in a second instead of half a minute.
    import_environment:
      'MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME { RES_OPTIONS=timeout:1 attempts:1 }',
  };
  const unlessSet = {
    myhostname: 'mail.example.com',
    alias_maps: '',
    alias_database: '',
    forward_path: '',
    smtpd_authorized_xclient_hosts: '127.0.0.1',
    default_transport: 'discard',
    relay_transport: 'discard',
    ...(saslPath !== undefined &&
      !['smtpd_sasl_type', 'cyrus_sasl_config_path'].some((name) => sets(text, name)) && {
        smtpd_sasl_type: 'dovecot',
        smtpd_sasl_path: saslPath,
      }),
  };
  const added = {
    ...Object.fromEntries(Object.entries(unlessSet).filter(([name]) => !sets(text, name))),
    ...always,
  };
  const lines = Object.entries(added).map(([name, value]) => `${name} = ${value}\n`);
  const own = Object.keys(always).reduce(commentOut, text);
  return `${own.replace(/\n?$/, '\n')}${lines.join('')}`;
}

/**
 * Otherwise, every program logs that it overrides an earlier entry. If ten such messages wait for postlogd(8) when it
 * starts, it waits forever for itself: it logs the same message to its own socket.
 */
function commentOut(text: string, name: string): string {
  const setting = new RegExp(`^${name}[ \\t]*=.*(?:\\n[ \\t]+\\S.*)*`, 'gm');
  return text.replace(setting, (found) => found.replace(/^/gm, '#'));
}

/**
 * The test's master.cf. Adds a `postlog` service if there is none: without it, Postfix does not start when it logs to a
 * file. If main.cf sets maillog_file itself, nothing is added.
 */
export function isolateMasterCf(text: string, mainCf: string): string {
  if (/^postlog\s+unix-dgram\s/m.test(text) || sets(mainCf, 'maillog_file')) return text;
  return `${text.replace(/\n?$/, '\n')}postlog unix-dgram n - n - 1 postlogd\n`;
}

function sets(mainCf: string, name: string): boolean {
  return new RegExp(`^${name}[ \\t]*=`, 'm').test(mainCf);
}
