// The configuration that a command is about.

import type { CommandContext, File } from './context.ts';
import { showLog } from './say.ts';

export interface ConfigurationContext extends CommandContext {
  /** The URIs of the main.cf files of the workspace. */
  mainFiles(): Promise<readonly string[]>;
  /** The path of a URI in a readable form: `etc/postfix`. */
  nameOf(uri: string): string;
}

export interface ChosenConfiguration {
  /** A file of the configuration. */
  readonly uri: string;
  /** The directory, for people. */
  readonly name: string;
}

/**
 * The configuration of the file in the editor. If the file does not belong to one, the only configuration in the
 * workspace, or the one that the user chooses. Undefined after a message.
 *
 * @param belongs whether a file belongs to a configuration; undefined if the language server does not respond
 */
export async function chooseConfiguration(
  context: Pick<ConfigurationContext, 'ui' | 'mainFiles' | 'nameOf'>,
  file: File | undefined,
  belongs: (uri: string) => Promise<boolean | undefined>,
): Promise<ChosenConfiguration | undefined> {
  const { ui, nameOf } = context;
  if (file?.languageId.startsWith('postfix-') && !file.uri.startsWith('postfix-settings:')) {
    const isOurs = await belongs(file.uri);
    if (isOurs === undefined) return noAnswer(context);
    if (isOurs) return { uri: file.uri, name: nameOf(directoryOf(file.uri)) };
  }
  const choices = (await context.mainFiles()).map((uri) => ({ label: nameOf(directoryOf(uri)), uri }));
  if (choices.length === 0) {
    await ui.say(
      'information',
      'There is no main.cf in this workspace. Open a configuration, or create one with “Set Up a Scenario”.',
    );
    return undefined;
  }
  const sorted = choices.sort((a, b) => (a.label < b.label ? -1 : 1));
  const chosen =
    choices.length === 1 ? choices[0] : await ui.pick('Which configuration do you want to use?', sorted);
  return chosen && { uri: chosen.uri, name: chosen.label };
}

export function directoryOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** Tells the user that the language server does not respond. */
export async function noAnswer({ ui }: Pick<CommandContext, 'ui'>): Promise<undefined> {
  const pressed = await ui.say(
    'error',
    'The language server does not respond. The log shows the reason.',
    showLog,
  );
  if (pressed === showLog) ui.showLog();
  return undefined;
}
