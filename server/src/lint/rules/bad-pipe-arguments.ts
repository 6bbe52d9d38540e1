// What stands behind pipe(8) and is not what it takes: it dies with the first message (pipe.c).

import { atLeast, type Release } from '../../catalog/release.ts';
import { attributeOf } from '../../catalog/services.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { fieldOf, placedServices, plainArguments, within } from '../../instance/service-fields.ts';
import type { PlainArgument } from '../../syntax/master-cf.ts';
import type { Finding, Rule } from '../rule.ts';

export const badPipeArguments: Rule = {
  code: 'bad-pipe-arguments',
  title: 'pipe does not run with these arguments',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'pipe') continue;
      const problem = firstProblem(instance, uri, service);
      if (problem === undefined) continue;
      const { at, wrong, dies, write } = problem;
      yield { at, message: `${wrong}. pipe dies, and the mail waits in the queue: ${dies}. ${write}.` };
    }
  },
};

interface Problem {
  readonly at: Location;
  readonly wrong: string;
  readonly dies: string;
  readonly write: string;
}

/** pipe stops at the first thing that it does not like. */
function firstProblem(instance: Instance, uri: string, service: PlacedService): Problem | undefined {
  let user: PlainArgument | undefined;
  let hasCommand = false;
  for (const argument of plainArguments(service)) {
    const at = within(uri, service.start, argument);
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(argument.text) ?? [];
    const key = name.toLowerCase();
    if (attributeOf('pipe', key) === undefined) {
      return {
        at,
        wrong: `pipe has no argument "${argument.text}"`,
        dies: `unknown attribute name: ${argument.text}`,
        write: 'Write flags=, user= and the like in front of argv=, which takes all that follows',
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
        dies: `unknown flag: ${letter} (ignored)`,
        write: 'Remove the letter',
      };
    }
  }
  const command = fieldOf(uri, service, 'command').at;
  if (user === undefined) {
    return {
      at: command,
      wrong: 'Nothing says as whom the command is to run',
      dies: 'missing user= command-line attribute',
      write: 'Add user=NAME in front of argv=',
    };
  }
  if (!hasCommand) {
    return {
      at: command,
      wrong: 'Nothing says which command is to run',
      dies: 'missing argv= command-line attribute',
      write: 'Add argv=COMMAND behind the other arguments',
    };
  }
  return userProblem(instance, user, within(uri, service.start, user));
}

function isFlag(letter: string, release: Release): boolean {
  const letters = attributeOf('pipe', 'flags')?.letters ?? {};
  const since = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
  return since !== undefined && atLeast(release, since);
}

/** Who runs the command is not to be root, nor the owner of the queue. */
function userProblem(instance: Instance, { text }: PlainArgument, at: Location): Problem | undefined {
  const [name = '', group] = text.slice('user='.length).split(':');
  const owner = instance.expanded('mail_owner')?.text;
  const write = 'Name a user that owns nothing but what the command works on';
  if (name === 'root')
    return {
      at,
      wrong: 'The command must not run as root',
      dies: 'user= command-line attribute specifies root privileges',
      write,
    };
  if (group === 'root')
    return {
      at,
      wrong: 'The command must not run with the group root',
      dies: 'user= command-line attribute specifies privileged group id 0',
      write,
    };
  return name !== '' && name === owner
    ? {
        at,
        wrong: `The command must not run as ${owner}, to whom the queue belongs`,
        dies: `user= command-line attribute specifies mail system owner ${owner}`,
        write,
      }
    : undefined;
}
