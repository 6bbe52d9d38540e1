// The words of the command line, without running the program.

import { expect, test } from 'vitest';
import { parseArguments, usage } from '../../server/src/cli/arguments.ts';

test('a path that is the name of a property of all objects is not a command', () => {
  expect(parseArguments(['constructor', '--help'])).toEqual({ kind: 'help', text: usage });
  expect(parseArguments(['toString', '--nonsense'])).toEqual({
    kind: 'wrong',
    problem: 'unknown option --nonsense',
    help: 'postfix-lint --help',
  });
});

test('the help of a command', () => {
  expect(parseArguments(['trace', '--help'])).toMatchObject({
    text: expect.stringMatching(/^Usage: postfix-lint trace/),
  });
});
