// A running Postfix of the test's own: its configuration, queue, data and log in a temporary directory, its
// services on free ports of 127.0.0.1. It ends with the test, however that ends.
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

/** The port of each inet service, by its name in the test's master.cf: `smtp`, `10025`, `127.0.0.1:10025`. */
export type Ports = Readonly<Record<string, number>>;

/** A file's text, or how to write it once the ports are known. */
export type Text = string | ((ports: Ports) => string);

export interface InstanceSpec {
  /**
   * main.cf. Parameters that keep the instance to itself are added below it: queue_directory, data_directory,
   * maillog_file, inet_interfaces, mail_spool_directory and the like always; alias_maps (empty), forward_path
   * (empty), default_transport and relay_transport (`discard`), myhostname (mail.example.com),
   * smtpd_authorized_xclient_hosts (127.0.0.1), and smtpd_sasl_type with a login service that takes nobody,
   * unless the text sets them, or cyrus_sasl_config_path.
   */
  readonly mainCf: Text;
  /**
   * master.cf; `standardMasterCf` unless given. Every inet service is moved to a free port of 127.0.0.1, and
   * a `postlog` service is added where there is none. Services must not be chrooted (`n`), unless there is a
   * `nameServer`: without it the queue has no etc/resolv.conf.
   */
  readonly masterCf?: string;
  /**
   * More files of the configuration directory, which main.cf calls `$config_directory`. A name with a table
   * type, such as `hash:transport`, is indexed too: by postalias when the file is called `aliases`, else by
   * postmap.
   */
  readonly tables?: Readonly<Record<string, Text>>;
  /** The address of the name server that chrooted services (`y`) ask. Others ask the machine's. */
  readonly nameServer?: string;
  /**
   * Start with the integrity check of postfix-script(8), whose complaints are logged: for tests about them. It
   * starts two hundred processes; without it the queue directories are made as it would make them.
   */
  readonly checked?: boolean;
}

/** `supportingServices`, and smtpd(8) as `smtp`. */
export const standardMasterCf = `smtp inet n - n - - smtpd\n${supportingServices}`;

/** A message in the queue, as `postqueue -j` has it. */
export interface Queued {
  readonly queue_name: 'incoming' | 'active' | 'deferred' | 'hold';
  readonly queue_id: string;
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[];
}

/** Starts an instance, calls `use` with it, and stops it, whatever happens. */
export async function withPostfix<T>(
  spec: InstanceSpec,
  use: (postfix: PostfixInstance) => Promise<T>,
): Promise<T> {
  const postfix = await startPostfix(spec);
  try {
    return await use(postfix);
  } finally {
    await postfix.stop();
  }
}

/**
 * Starts an instance that lives until its `stop`, at the latest until this process ends. Throws with the log as message when Postfix does not start.
 */
export async function startPostfix(spec: InstanceSpec): Promise<PostfixInstance> {
  for (let attempt = 1; ; attempt++) {
    const instance = await PostfixInstance.prepare(spec);
    try {
      await instance.start();
      return instance;
    } catch (error) {
      await instance.stop();
      // A port that was free a moment ago may have been taken in between.
      if (attempt === 3 || !/Address already in use/.test(String(error))) throw error;
    }
  }
}

export class PostfixInstance {
  readonly ports: Ports;
  /** The configuration directory, as `postconf` and the other programs want it. */
  readonly directory: string;
  /** Where local(8) puts mail, one mbox a user. */
  readonly mailDirectory: string;
  /** Where relative paths of sockets begin: `private/auth`. */
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

  /** Makes the directories and files of an instance; `stop` removes them. */
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

  /** `postfix start`: back when the services listen. Throws with the log when they do not. */
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

  /** All that was logged so far. */
  async log(): Promise<string> {
    return readFile(this.#layout.log, 'utf8').catch(() => '');
  }

  /** The first logged line that matches; waits for it, and throws with the whole log when it does not come. */
  waitForLog(pattern: RegExp): Promise<string> {
    return this.#log.until(
      (lines) => lines.find((line) => pattern.test(line)),
      async () => `not logged: ${pattern}\n${await this.log()}`,
    );
  }

  /** What is found in the log, as soon as it is; throws with the whole log and with what was looked for. */
  findInLog<T>(find: (log: string) => T | undefined, what: string): Promise<T> {
    return this.#log.until(
      async () => find(await this.log()),
      async () => `not logged: ${what}\n${await this.log()}`,
    );
  }

  /**
   * Aborted once such a line is logged; by default, that a program died. Who connects to a service whose server has
   * died hears nothing for a minute: `attempt` and `smtp` give up with this signal instead.
   */
  onceLogged(pattern = /: (?:fatal|panic): /): AbortSignal {
    const controller = new AbortController();
    this.waitForLog(pattern).then(
      (line) => controller.abort(new Error(line)),
      // It was never logged, or the instance has been stopped.
      () => undefined,
    );
    return controller.signal;
  }

  /**
   * Writes the files that are given anew; the others stay. The ports stay, so no inet service may be added.
   */
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
   * `postfix reload`: back when master(8) has read its files and the processes of before are gone. No session may be
   * open: it would keep its process, and that one the old configuration.
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

  /** Runs one of Postfix's programs on this instance; throws when it fails. */
  async run(program: ProgramName, ...args: readonly string[]): Promise<void> {
    const { code, stderr } = await runProgram(program, this.directory, args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}${await this.log()}`);
  }

  /** Runs a script whose `postfix`, `postconf` and the like mean this instance; throws when it fails. */
  async script(text: string, ...args: readonly string[]): Promise<void> {
    const file = join(this.#layout.root, 'script');
    await writeCold(file, text);
    await chmod(file, 0o755);
    const env = { ...environment, MAIL_CONFIG: this.directory };
    await promisify(execFile)(file, args, { env });
  }

  /** What waits in the queue. */
  async queue(): Promise<readonly Queued[]> {
    const { code, stdout, stderr } = await runProgram('postqueue', this.directory, ['-j']);
    if (code !== 0) throw new Error(`postqueue failed: ${stderr}`);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Queued]));
  }

  /**
   * The queue, once it is as `wanted`; throws with it, and with the log, when it does not become so. It is looked at
   * whenever something is logged: whatever happens to a message is.
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

  /** Ends Postfix and removes all its files. May be called more than once. */
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

  /** The process numbers of master's children; none where the system does not tell (proc(5)). */
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

/** As many free ports of 127.0.0.1 as there are names: all are held until the last is found. */
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

/** Makes the index of a table, each time with a later date, by which a running service sees that it has changed. */
async function index(dir: string, name: string, type: string, file: string): Promise<void> {
  const program = name === 'aliases' ? postalias : postmap;
  const suffix = { lmdb: 'lmdb', cdb: 'cdb' }[type] ?? 'db';
  const before = await timeOf(`${file}.${suffix}`);
  const { code, stderr } = await program(dir, [`${type}:${file}`]);
  if (code !== 0) throw new Error(`${type}:${file} could not be indexed: ${stderr}`);
  await coolDown(`${file}.${suffix}`, before);
}

/**
 * A shell that waits for the end of its input, then stops the instance and removes its directory. Its input
 * ends when we say so, and also when this process dies in any way; a group of its own keeps it from an
 * interrupt key. master(8) locks its pid file: who gets the lock knows that it is gone. `postfix stop` would look
 * for that once a second.
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
