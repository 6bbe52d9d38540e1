// What a test's configuration needs on top to live beside the machine's own Postfix, without a trace of it.
import { join } from 'node:path';

/** The folders and files of one instance, all below `root`. */
export interface Layout {
  readonly root: string;
  /** The configuration directory. */
  readonly config: string;
  readonly queue: string;
  readonly data: string;
  readonly log: string;
  /** Where local(8) puts mail: one mbox a user. */
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
 * The test's main.cf, with parameters added below it, so that its lines keep their numbers.
 * Some always win: the place of the instance, its one interface, no other instances. The others, which keep
 * mail and lookups on this machine, give way to what the test's file sets. `saslPath` is where a login
 * service of Dovecot's kind listens, if one does.
 */
export function isolateMainCf(text: string, layout: Layout, saslPath?: string): string {
  const always = {
    queue_directory: layout.queue,
    data_directory: layout.data,
    maillog_file: layout.log,
    maillog_file_prefixes: layout.root,
    // A slash at the end says Maildir.
    mail_spool_directory: `${layout.mail}${/^mail_spool_directory[ \t]*=.*\/\s*$/m.test(text) ? '/' : ''}`,
    inet_interfaces: '127.0.0.1',
    multi_instance_enable: 'no',
    multi_instance_directories: '',
    multi_instance_wrapper: '',
    // Without a name server a lookup is to fail in a second, not in half a minute.
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
  return `${text.replace(/\n?$/, '\n')}${lines.join('')}`;
}

/**
 * The test's master.cf, with a `postlog` service where it has none: without it Postfix does not start when it
 * logs to a file. A main.cf that sets maillog_file itself is left to need its own.
 */
export function isolateMasterCf(text: string, mainCf: string): string {
  if (/^postlog\s+unix-dgram\s/m.test(text) || sets(mainCf, 'maillog_file')) return text;
  return `${text.replace(/\n?$/, '\n')}postlog unix-dgram n - n - 1 postlogd\n`;
}

function sets(mainCf: string, name: string): boolean {
  return new RegExp(`^${name}[ \\t]*=`, 'm').test(mainCf);
}
