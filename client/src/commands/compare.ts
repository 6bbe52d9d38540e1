// postfix.compareWith…: what differs between the settings of a configuration and others.

import { controlTarget } from '../postfix/control-target.ts';
import { readMessages, sentence } from '../postfix/messages.ts';
import { readParameters } from '../postfix/parameters.ts';
import { foldServices, withoutDirectory } from '../settings/listing-text.ts';
import type { File } from './context.ts';
import { directoryOf as directoryOnDisk } from './control.ts';
import { failureOf, mayRun, needProgram, sayUnknownTarget, sayWithPlaces } from './say.ts';
import {
  type ChosenConfiguration,
  chooseConfiguration,
  directoryOf,
  noAnswer,
  type Pair,
  type Part,
  type SettingsContext,
  type Side,
} from './settings-context.ts';

/** One side of a comparison, before it is shown. */
interface Compared {
  /** For titles: `the defaults`. */
  readonly name: string;
  readonly main: SideText;
  /** Absent if only main.cf can be compared. */
  readonly master?: SideText;
}

interface SideText {
  readonly side: Side;
  readonly text: string;
}

export async function compareWithDefaults(context: SettingsContext, file: File | undefined): Promise<void> {
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const { uri } = configuration;
  const listing = await context.settings.listing({ uri });
  if (!listing) return void (await noAnswer(context));
  const main = live(uri, 'defaults', listing.defaults);
  await show(context, configuration, { name: 'the defaults', main });
}

/** Compares with what Postfix reads: the active configuration of this host. */
export async function compareWithRunning(context: SettingsContext, file: File | undefined): Promise<void> {
  if (!(await mayRun(context))) return;
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const postconf = await needProgram(context, 'postconf');
  if (postconf === undefined) return;
  const target = await controlTarget(postconf, await directoryOnDisk(context, file), context.run);
  if (target.kind === 'unknown') return sayUnknownTarget(context);
  const directory = target.kind === 'copy' ? target.live : target.directory;
  const texts: string[] = [];
  for (const option of ['-n', '-M']) {
    const result = await context.ui.busy(`postconf ${option} (${directory})`, (signal) =>
      context.run(postconf, ['-c', directory, option], { signal }),
    );
    if (result.end === 'canceled') return context.ui.tell('postconf was canceled');
    const { exitCode, stdout, stderr } = result;
    if (exitCode !== 0) {
      const last = readMessages(stderr, [`${directory}/main.cf`, `${directory}/master.cf`]).at(-1);
      const said = last ? sentence(last) : (failureOf('postconf', result) ?? 'postconf failed');
      const text = `Postfix cannot read the configuration in ${directory}: ${said}`;
      return sayWithPlaces(context, 'error', text, []);
    }
    texts.push(stdout);
  }
  const [parameters = '', services = ''] = texts;
  const label = `${directory} (postconf)`;
  await show(context, withFullName(configuration), {
    name: `the active configuration in ${directory}`,
    main: fixed(label, withoutDirectory(parameters)),
    master: fixed(label, foldServices(services)),
  });
}

export async function compareWithInstance(context: SettingsContext, file: File | undefined): Promise<void> {
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const other = await chooseOther(context, configuration);
  if (other === undefined) return;
  const listing = await context.settings.listing({ uri: other.uri });
  if (listing === undefined) return void (await noAnswer(context));
  if (listing === null) {
    await context.ui.say('information', `${other.name} has no main.cf or master.cf.`);
    return;
  }
  await show(context, other.name.startsWith('/') ? withFullName(configuration) : configuration, {
    name: other.name,
    main: live(other.uri, 'parameters', listing.parameters),
    master: live(other.uri, 'services', foldServices(listing.services)),
  });
}

export async function compareWithRevision(context: SettingsContext, file: File | undefined): Promise<void> {
  // Git does not run there, either.
  if (!(await mayRun(context))) return;
  const configuration = await chooseConfiguration(context, file);
  if (configuration === undefined) return;
  const { ui, settings } = context;
  const directory = directoryOf(configuration.uri);
  const revisions = await context.revisions(`${directory}/main.cf`);
  if ('reason' in revisions) return void (await ui.say('information', revisions.reason));
  const chosen = await ui.pick('Compare the settings with which revision?', revisions.choices);
  if (chosen === undefined) return;
  const [main, master] = await Promise.all(
    ['main.cf', 'master.cf'].map((name) => revisions.textAt(chosen.revision, `${directory}/${name}`)),
  );
  if (main === undefined && master === undefined) {
    await ui.say('information', `${chosen.label} has neither main.cf nor master.cf in this directory.`);
    return;
  }
  const texts = { ...(main !== undefined && { main }), ...(master !== undefined && { master }) };
  const listing = await settings.listing({ uri: configuration.uri, texts });
  if (!listing) return void (await noAnswer(context));
  await show(context, configuration, {
    name: chosen.label,
    main: fixed(chosen.label, listing.parameters),
    master: fixed(chosen.label, foldServices(listing.services)),
  });
}

/** Another configuration: of the workspace, of this host, or in any folder. */
async function chooseOther(
  context: SettingsContext,
  { uri }: ChosenConfiguration,
): Promise<ChosenConfiguration | undefined> {
  const { ui, nameOf } = context;
  const own = directoryOf(uri);
  const directories = new Set([
    ...(await context.mainFiles()).map(directoryOf),
    ...(await installedDirectories(context)).map(
      (path) => `file://${path.split('/').map(encodeURIComponent).join('/')}`,
    ),
  ]);
  directories.delete(own);
  const known = [...directories].map((directory) => ({ label: nameOf(directory), directory }));
  const browse = { label: 'Choose a Folder…', directory: undefined };
  const chosen = await ui.pick('Compare the settings with which configuration?', [...known, browse]);
  if (chosen === undefined) return undefined;
  const directory = chosen.directory ?? (await context.chooseFolder('Compare'));
  return directory === undefined ? undefined : { uri: `${directory}/main.cf`, name: nameOf(directory) };
}

/** The configuration directories that Postfix uses on this host. Empty if programs must not run. */
async function installedDirectories(context: SettingsContext): Promise<readonly string[]> {
  if (!context.isTrusted()) return [];
  const postconf = await context.findProgram('postconf');
  if (!postconf.found) return [];
  const names = ['config_directory', 'multi_instance_directories'];
  const defaults = await readParameters(postconf.path, 'defaults', names, context.run);
  const directory = defaults.get('config_directory');
  if (directory === undefined) return [];
  const own = await readParameters(postconf.path, directory, names, context.run);
  const others = (own.get('multi_instance_directories') ?? '').split(/[\s,]+/).filter(Boolean);
  return [directory, ...others];
}

/** The same configuration with the full path as its name, beside another full path. */
function withFullName({ uri, name }: ChosenConfiguration): ChosenConfiguration {
  const isLocal = uri.startsWith('file:///');
  return { uri, name: isLocal ? decodeURIComponent(new URL(directoryOf(uri)).pathname) : name };
}

/** Opens the comparisons of the files that differ, or says that there is no difference. */
async function show(
  context: SettingsContext,
  { uri, name }: ChosenConfiguration,
  other: Compared,
): Promise<void> {
  const listing = await context.settings.listing({ uri });
  if (!listing) return void (await noAnswer(context));
  const right = {
    main: live(uri, 'parameters', listing.parameters),
    master: live(uri, 'services', foldServices(listing.services)),
  };
  const pairs: Pair[] = [];
  if (other.main.text !== right.main.text)
    pairs.push({ file: 'main.cf', left: other.main.side, right: right.main.side });
  if (other.master !== undefined && other.master.text !== right.master.text)
    pairs.push({ file: 'master.cf', left: other.master.side, right: right.master.side });
  if (pairs.length > 0) return context.compare(`${other.name} ↔ ${name}`, pairs);
  await context.ui.say('information', `${name} has the same settings as ${other.name}.`);
}

function live(of: string, part: Part, text: string): SideText {
  return { side: { kind: 'listing', of, part }, text };
}

function fixed(label: string, text: string): SideText {
  return { side: { kind: 'fixed', label, text }, text };
}
