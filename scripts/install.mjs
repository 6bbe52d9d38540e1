// Prepares a new clone; npm runs it before `npm start` and `npm test`. Uses only Node itself, because node_modules may
// not exist.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findProgram, installChromium, installPackages } from './machine.mjs';
import { exitOnSignals, npmCommand, run } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const forTests = process.env.npm_lifecycle_event === 'pretest';

exitOnSignals();
if (packagesAreOld()) await installNpmPackages();
if (forTests) {
  installPackages(
    [...missingPostfixPackages(), ...missingLoginPackages()],
    'the tests against a real Postfix',
  );
  installPackages(missingElevation(), 'the tests of sudo, pkexec, and ssh');
  installPackages(missingEditors(), 'the tests in other editors');
  installChromium();
}

/** npm writes node_modules/.package-lock.json last: if it is missing, an installation was interrupted. */
function packagesAreOld() {
  const installed = `${root}node_modules/.package-lock.json`;
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs;
}

async function installNpmPackages() {
  const [npm = 'npm', ...args] = npmCommand();
  const began = Date.now();
  console.log('Installing npm packages, about half a minute …');
  const code = await run(npm, [...args, 'ci'], { cwd: root });
  if (code !== 0) {
    console.error(`npm ci failed with code ${code}.`);
    process.exit(1);
  }
  console.log(`Installed npm packages in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/** The Debian package for each table type that the tests need and this Postfix lacks. */
function missingPostfixPackages() {
  const postconf = findProgram('postconf');
  const types = postconf ? spawnSync(postconf, ['-m'], { encoding: 'utf8' }).stdout.split('\n') : [];
  return [
    ...(postconf ? [] : ['postfix']),
    ...['pcre', 'lmdb', 'cdb'].filter((type) => !types.includes(type)).map((type) => `postfix-${type}`),
  ];
}

/** The Debian packages of the programs that run commands as root or on another host. */
function missingElevation() {
  const packages = { sudo: 'sudo', pkexec: 'pkexec', ssh: 'openssh-client', sshd: 'openssh-server' };
  return Object.entries(packages).flatMap(([program, name]) => (findProgram(program) ? [] : [name]));
}

/** The Debian packages of the editors that the language server is tried in. */
function missingEditors() {
  return [
    ...(findProgram('nvim') ? [] : ['neovim']),
    ...(findProgram('emacs') ? [] : ['emacs-nox']),
    ...(hasEglot() ? [] : ['elpa-eglot']),
  ];
}

/** Emacs 29 and later include it. */
function hasEglot() {
  const emacs = findProgram('emacs');
  return emacs !== undefined && spawnSync(emacs, ['--batch', '--eval', "(require 'eglot)"]).status === 0;
}

/** The Debian package for each of the two services that check users and passwords for Postfix. */
function missingLoginPackages() {
  return [
    ...(findProgram('dovecot') ? [] : ['dovecot-core']),
    ...(findProgram('saslpasswd2') ? [] : ['sasl2-bin']),
  ];
}
