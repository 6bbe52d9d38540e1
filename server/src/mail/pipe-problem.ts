// Arguments that pipe(8) does not accept: it exits when the first message arrives (pipe.c).

import { atLeast, type Release } from '../catalog/release.ts';
import { attributeOf } from '../catalog/services.ts';
import type { Instance, Location, PlacedService } from '../instance/instance.ts';
import { fieldOf, plainArguments, within } from '../instance/service-fields.ts';
import type { PlainArgument } from '../syntax/master-cf.ts';

export interface PipeProblem {
  readonly at: Location;
  readonly wrong: string;
  /** The fatal error, as pipe logs it. */
  readonly fatal: string;
  readonly write: string;
}

/** What is wrong with the arguments of a pipe service. Pipe stops at its first problem. */
export function pipeProblem(
  instance: Instance,
  uri: string,
  service: PlacedService,
): PipeProblem | undefined {
  let user: PlainArgument | undefined;
  let hasCommand = false;
  for (const argument of plainArguments(service)) {
    const at = within(uri, service.start, argument);
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(argument.text) ?? [];
    const key = name.toLowerCase();
    if (attributeOf('pipe', key) === undefined) {
      return {
        at,
        wrong: `"${argument.text}" is not an attribute of pipe`,
        fatal: `unknown attribute name: ${argument.text}`,
        write: 'Write flags=, user=, and similar attributes before argv=, which takes everything after it',
      };
    }
    if (key === 'argv') {
      hasCommand = true;
      break;
    }
    if (key === 'user') user = argument;
    const letter = key === 'flags' ? [...value].find((each) => !isFlag(each, instance.release)) : undefined;
    if (letter !== undefined) {
      return {
        at,
        wrong: `pipe has no flag "${letter}"`,
        fatal: `unknown flag: ${letter} (ignored)`,
        write: 'Remove the flag',
      };
    }
  }
  const command = fieldOf(uri, service, 'command').at;
  if (user === undefined) {
    return {
      at: command,
      wrong: 'The command has no user to run as',
      fatal: 'missing user= command-line attribute',
      write: 'Add user=NAME before argv=',
    };
  }
  if (!hasCommand) {
    return {
      at: command,
      wrong: 'The service has no command to run',
      fatal: 'missing argv= command-line attribute',
      write: 'Add argv=COMMAND after the other attributes',
    };
  }
  return userProblem(instance, user, within(uri, service.start, user));
}

function isFlag(letter: string, release: Release): boolean {
  const letters = attributeOf('pipe', 'flags')?.letters ?? {};
  const since = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
  return since !== undefined && atLeast(release, since);
}

/** pipe does not run a command as root or as the owner of the queue. */
function userProblem(instance: Instance, { text }: PlainArgument, at: Location): PipeProblem | undefined {
  const [name = '', group] = text.slice('user='.length).split(':');
  const owner = instance.expanded('mail_owner')?.text;
  const write = 'Name a user that owns only the files that the command needs';
  if (name === 'root')
    return {
      at,
      wrong: 'The command must not run as root',
      fatal: 'user= command-line attribute specifies root privileges',
      write,
    };
  if (group === 'root')
    return {
      at,
      wrong: 'The command must not run with the group root',
      fatal: 'user= command-line attribute specifies privileged group id 0',
      write,
    };
  return name !== '' && name === owner
    ? {
        at,
        wrong: `The command must not run as ${owner}, the owner of the mail queue`,
        fatal: `user= command-line attribute specifies mail system owner ${owner}`,
        write,
      }
    : undefined;
}
