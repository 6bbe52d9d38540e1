// A running Postfix for one test. Its configuration, queue, data, and log are in a temporary directory, and its
// services use free ports of 127.0.0.1. It always ends with the test.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { untilDefined } from '../../support/waiting';
import { coolDown, makeDirectory, timeOf, writeCold } from './directory';
import { isolateMainCf, isolateMasterCf, type Layout, layoutOf } from './isolation';
import { Log } from './log';
import { environment, type ProgramName, postalias, postmap, runProgram, whyUnreadable } from './programs';
import { makeQueue } from './queue';
import { saslPathOf, startSaslServer } from './sasl';
import { supportingServices } from './services';
import { ConnectionError } from './smtp';

/** The port of each inet service, by its name in the test's master.cf: `smtp`, `10025`, `127.0.0.1:10025`. */
export type Ports = Readonly<Record<string, number>>;

/** A file's text, or a function that creates it once the ports are known. */
export type Text = string | ((ports: Ports) => string);

export interface InstanceSpec {
  /**
   * main.cf. Parameters that isolate the instance are appended. Some are always added: queue_directory, data_directory,
   * maillog_file, inet_interfaces, mail_spool_directory, and similar ones. Others are added unless the text sets them:
   * alias_maps (empty), forward_path (empty), default_transport and relay_transport (`discard`), myhostname
   * (mail.example.com), smtpd_authorized_xclient_hosts (127.0.0.1), and smtpd_sasl_type with a login service that
   * rejects everyone (also not added if the text sets cyrus_sasl_config_path).
   */
  readonly mainCf: Text;
  /**
   * master.cf; the default is `standardMasterCf`. Every inet service moves to a free port of 127.0.0.1, and a `postlog`
   * service is added if there is none. Services must not be chrooted (use `n`) unless there is a `nameServer`: without
   * it, the queue has no etc/resolv.conf.
   */
  readonly masterCf?: string;
  /**
   * More files in the configuration directory, which main.cf can refer to as `$config_directory`. For a name with a
   * table type, such as `hash:transport`, an index is also created: with postalias if the file is called `aliases`,
   * otherwise with postmap.
   */
  readonly tables?: Readonly<Record<string, Text>>;
  /** The address of the name server that chrooted services (`y`) use. Other services use the host's. */
  readonly nameServer?: string;
  /**
   * Starts with the integrity check of postfix-script(8), which logs its complaints, for tests about them. The check
   * starts two hundred processes. Without it, the queue directories are created in the same way.
   */
  readonly checked?: boolean;
}

/** `supportingServices`, and smtpd(8) as `smtp`. */
export const standardMasterCf = `smtp inet n - n - - smtpd\n${supportingServices}`;

/** A message in the queue, as `postqueue -j` prints it. */
export interface Queued {
  readonly queue_name: 'incoming' | 'active' | 'deferred' | 'hold';
  readonly queue_id: string;
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[];
}

/**
 * Starts an instance, calls `use` with it, and always stops it afterward. If a connection to the instance fails, the
 * error also has the log, which says why.
 */
export async function withPostfix<T>(
  spec: InstanceSpec,
  use: (postfix: PostfixInstance) => Promise<T>,
): Promise<T> {
  const postfix = await startPostfix(spec);
  try {
    return await use(postfix);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new Error(`${error.message}\n${await postfix.log()}`, { cause: error });
  } finally {
    await postfix.stop();
  }
}

/**
 * Starts an instance that runs until `stop` is called or this process ends. If Postfix does not start, throws with the
 * log as the message.
 */
export async function startPostfix(spec: InstanceSpec): Promise<PostfixInstance> {
  for (let attempt = 1; ; attempt++) {
    const instance = await PostfixInstance.prepare(spec);
    try {
      await instance.start();
      return instance;
    } catch (error) {
      await instance.stop();
      // Another process may have taken a port that was free a moment ago.
      if (attempt === 3 || !/Address already in use/.test(String(error))) throw error;
    }
  }
}

export class PostfixInstance {
  readonly ports: Ports;
  /** The configuration directory, to pass to `postconf` and the other programs. */
  readonly directory: string;
  /** Where local(8) puts mail, in one mbox file per user. */
  readonly mailDirectory: string;
  /** The directory that relative socket paths such as `private/auth` start from. */
  readonly queueDirectory: string;

  readonly #layout: Layout;
  readonly #guard: ChildProcess;
  readonly #sasl: Server;
  readonly #log: Log;
  #spec: InstanceSpec;

  private constructor(layout: Layout, ports: Ports, sasl: Server, spec: InstanceSpec) {
    this.ports = ports;
    this.directory = layout.config;
    this.mailDirectory = layout.mail;
    this.queueDirectory = layout.queue;
    this.#layout = layout;
    this.#spec = spec;
    this.#guard = guard(layout);
    this.#sasl = sasl;
    this.#log = new Log(layout.log);
  }

  /** Creates the directories and files of an instance. `stop` removes them. */
  static async prepare(spec: InstanceSpec): Promise<PostfixInstance> {
    const ports = await freePorts(inetServices(spec.masterCf ?? standardMasterCf));
    const layout = layoutOf(await makeDirectory());
    const instance = new PostfixInstance(layout, ports, await startSaslServer(), spec);
    try {
      if (spec.checked) await mkdir(layout.queue);
      else await makeQueue(layout);
      if (spec.nameServer !== undefined)
        await writeCold(join(layout.queue, 'etc/resolv.conf'), `nameserver ${spec.nameServer}\n`);
      await mkdir(layout.mail);
      await chmod(layout.mail, 0o1777);
      await instance.update(spec);
      return instance;
    } catch (error) {
      await instance.stop();
      throw error;
    }
  }

  /** Runs `postfix start` and resolves when the services listen. Throws with the log if they do not. */
  async start(): Promise<void> {
    const { code, stderr } = await runProgram('postfix', this.directory, ['start']);
    if (code === 0) return;
    const log = (await this.log()) || (await whyUnreadable(this.directory));
    throw new Error(`Postfix did not start:\n${stderr}${log}`);
  }

  /** The port of the inet service with this name. */
  port(service = 'smtp'): number {
    const port = this.ports[service];
    if (port === undefined) throw new Error(`master.cf has no inet service "${service}"`);
    return port;
  }

  /** Everything logged since the start. */
  async log(): Promise<string> {
    return readFile(this.#layout.log, 'utf8').catch(() => '');
  }

  /** Waits for the first logged line that matches. Throws with the whole log if it does not appear. */
  waitForLog(pattern: RegExp): Promise<string> {
    return this.#log.until(
      (lines) => lines.find((line) => pattern.test(line)),
      async () => `not logged: ${pattern}\n${await this.log()}`,
    );
  }

  /**
   * Waits until `find` finds something in the log, and returns it. Otherwise throws with the whole log and with what
   * was expected.
   */
  findInLog<T>(find: (log: string) => T | undefined, what: string): Promise<T> {
    return this.#log.until(
      async () => find(await this.log()),
      async () => `not logged: ${what}\n${await this.log()}`,
    );
  }

  /**
   * Aborted once such a line is logged; by default, when a program exits with a fatal error. A client that connects to
   * a service whose server has exited gets no reply for a minute: with this signal, `attempt` and `smtp` give up
   * instead.
   */
  onceLogged(pattern = /: (?:fatal|panic): /): AbortSignal {
    const controller = new AbortController();
    this.waitForLog(pattern).then(
      (line) => controller.abort(new Error(line)),
      // The line was never logged, or the instance has been stopped.
      () => undefined,
    );
    return controller.signal;
  }

  /** Writes the given files again and keeps the others. The ports stay the same, so no inet service may be added. */
  async update(change: Partial<InstanceSpec>): Promise<void> {
    this.#spec = { ...this.#spec, ...change };
    const text = (source: Text) => (typeof source === 'string' ? source : source(this.ports));
    const mainCf = text(this.#spec.mainCf);
    const masterCf = this.#spec.masterCf ?? standardMasterCf;
    await writeCold(
      join(this.directory, 'main.cf'),
      isolateMainCf(mainCf, this.#layout, saslPathOf(this.#sasl)),
    );
    await writeCold(join(this.directory, 'master.cf'), isolateMasterCf(this.#onPorts(masterCf), mainCf));
    for (const [key, source] of Object.entries(change.tables ?? {})) {
      const [, type, name = key] = /^(\w+):(.*)$/.exec(key) ?? [];
      const file = join(this.directory, name);
      await writeCold(file, text(source));
      if (type) await index(this.directory, name, type, file);
    }
  }

  /**
   * Runs `postfix reload` and resolves when master(8) has read its files and the old processes are gone. No session may
   * be open, because its process would continue with the old configuration.
   */
  async reload(): Promise<void> {
    const reloads = async () => (await this.log()).match(/ reload -- version /g)?.length ?? 0;
    const before = await reloads();
    const old = await this.#services();
    const { code, stderr } = await runProgram('postfix', this.directory, ['reload']);
    const missing = async () => `Postfix did not reload:\n${stderr}${await this.log()}`;
    if (code !== 0) throw new Error(await missing());
    await this.#log.until(async () => ((await reloads()) > before ? true : undefined), missing);
    await untilDefined(async () => {
      const now = new Set(await this.#services());
      return old.some((pid) => now.has(pid)) ? undefined : true;
    }, missing);
  }

  /** Runs one of Postfix's programs on this instance. Throws if it fails. */
  async run(program: ProgramName, ...args: readonly string[]): Promise<void> {
    const { code, stderr } = await runProgram(program, this.directory, args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}${await this.log()}`);
  }

  /** Runs a script in which `postfix`, `postconf`, and similar commands use this instance. Throws if it fails. */
  async script(text: string, ...args: readonly string[]): Promise<void> {
    const file = join(this.#layout.root, 'script');
    await writeCold(file, text);
    await chmod(file, 0o755);
    const env = { ...environment, MAIL_CONFIG: this.directory };
    await promisify(execFile)(file, args, { env });
  }

  /** The messages in the queue. */
  async queue(): Promise<readonly Queued[]> {
    const { code, stdout, stderr } = await runProgram('postqueue', this.directory, ['-j']);
    if (code !== 0) throw new Error(`postqueue failed: ${stderr}`);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Queued]));
  }

  /**
   * Waits until the queue satisfies `wanted`. If it does not, throws with the queue and the log. Checks the queue
   * whenever something is logged, because Postfix logs everything that happens to a message.
   */
  waitForQueue(wanted: (queue: readonly Queued[]) => boolean): Promise<readonly Queued[]> {
    return this.#log.until(
      async () => {
        const queue = await this.queue();
        return wanted(queue) ? queue : undefined;
      },
      async () => `not the queue: ${JSON.stringify(await this.queue())}\n${await this.log()}`,
    );
  }

  /** Stops Postfix and removes all its files. May be called more than once. */
  async stop(): Promise<void> {
    this.#log.close();
    const { exitCode, signalCode, stdin } = this.#guard;
    if (exitCode === null && signalCode === null) {
      const end = once(this.#guard, 'exit');
      stdin?.end();
      await end;
      this.#sasl.close();
    }
    if (await exists(this.#layout.root))
      throw new Error(`Postfix did not stop: ${this.#layout.root} is still there`);
  }

  /** The process IDs of master's children; empty if the system does not provide them (proc(5)). */
  async #services(): Promise<readonly string[]> {
    const pid = (await readFile(join(this.#layout.queue, 'pid/master.pid'), 'utf8')).trim();
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    return children.split(' ').filter(Boolean);
  }

  #onPorts(masterCf: string): string {
    return masterCf.replace(
      inetService,
      (_, name: string, rest: string) => `127.0.0.1:${this.port(name)}${rest}`,
    );
  }
}

/** The first field of a service of type inet, and the type. Comments and continuation lines do not match. */
const inetService = /^([^\s#]+)(\s+inet\s)/gm;

function inetServices(masterCf: string): readonly string[] {
  return [...masterCf.matchAll(inetService)].flatMap(([, name]) => name ?? []);
}

/** One free port of 127.0.0.1 for each name. All are held until the last one is found. */
async function freePorts(names: readonly string[]): Promise<Ports> {
  const holders = await Promise.all(
    names.map(async (name) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { name, server, port: (server.address() as AddressInfo).port };
    }),
  );
  await Promise.all(holders.map(({ server }) => new Promise((closed) => server.close(closed))));
  return Object.fromEntries(holders.map(({ name, port }) => [name, port]));
}

/** Creates the index of a table, each time with a later date, so that a running service sees that it has changed. */
async function index(dir: string, name: string, type: string, file: string): Promise<void> {
  const program = name === 'aliases' ? postalias : postmap;
  const suffix = { lmdb: 'lmdb', cdb: 'cdb' }[type] ?? 'db';
  const before = await timeOf(`${file}.${suffix}`);
  const { code, stderr } = await program(dir, [`${type}:${file}`]);
  if (code !== 0) throw new Error(`${type}:${file} could not be indexed: ${stderr}`);
  await coolDown(`${file}.${suffix}`, before);
}

/**
 * A shell that waits for the end of its input, then stops the instance and removes its directory. The input ends when
 * `stop` closes it, and also when this process ends for any reason. A separate process group protects the shell from
 * the interrupt key. master(8) locks its PID file, so once the shell gets the lock, master is gone. `postfix stop`
 * would check for that only once a second.
 */
function guard({ root, queue }: Layout): ChildProcess {
  const script = `read -r _
if [ -f "$1" ]; then flock -n "$1" true || { kill $(cat "$1"); flock "$1" true; }; fi
# What its processes write as they end may come between.
rm -rf "$2" || rm -rf "$2"`;
  const shell = spawn('/bin/sh', ['-c', script, 'postfix-test-guard', join(queue, 'pid/master.pid'), root], {
    detached: true,
    env: environment,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  return shell;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
