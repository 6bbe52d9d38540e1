// Services that check passwords: Dovecot's login service, and Cyrus SASL with a test database.
import { execFile } from 'node:child_process';
import { access, chown, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { whenChanged } from '../../support/waiting';
import { Attended } from './attended';
import { makeDirectory, writeCold } from './directory';
import { environment, findProgram } from './programs';

/** The programs that each kind of test needs, with their Debian packages. */
export const needsDovecot = { dovecot: 'dovecot-core' };
export const needsCyrus = { saslpasswd2: 'sasl2-bin' };

export interface User {
  readonly name: string;
  readonly password: string;
}

/** Runs only Dovecot's login service, with its socket at this path, where smtpd(8) may connect to it. */
export async function withDovecot<T>(
  socket: string,
  { name, password }: User,
  use: () => Promise<T>,
): Promise<T> {
  const directory = await makeDirectory();
  const file = join(directory, 'dovecot.conf');
  await writeCold(
    file,
    `
base_dir = ${directory}/run
state_dir = ${directory}/run
log_path = ${directory}/log
protocols =
ssl = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = static
  args = password={PLAIN}${password} user=${name}
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}
# Who was wrong once is not made to wait.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener ${socket} {
    mode = 0660
    user = postfix
    group = postfix
  }
}
`,
  );
  const dovecot = new Attended(programAt('dovecot'), ['-F', '-c', file], directory);
  try {
    await whenChanged(
      dirname(socket),
      async () => (await isThere(socket)) || undefined,
      async () => 'Dovecot did not start',
    );
    return await use();
  } finally {
    await dovecot.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Creates `smtpd.conf` and a database with one user in a directory, for use with `cyrus_sasl_config_path`. The realm is
 * the part after the `@` of the user's name.
 */
export async function makeSaslDatabase(directory: string, { name, password }: User): Promise<void> {
  await mkdir(directory, { recursive: true });
  const database = join(directory, 'sasldb2');
  await writeCold(
    join(directory, 'smtpd.conf'),
    `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: ${database}\n`,
  );
  const [user = '', realm = ''] = name.split('@');
  const args = ['-p', '-c', '-f', database, '-u', realm, user];
  const run = promisify(execFile)(programAt('saslpasswd2'), args, { env: environment });
  run.child.stdin?.end(password);
  await run;
  const { stdout } = await promisify(execFile)('id', ['-u', 'postfix'], { env: environment });
  await chown(database, Number(stdout), -1);
}

function programAt(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
