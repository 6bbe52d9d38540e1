// `postfix-lint trace`: where a mail goes, without Postfix.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endOfTrace, lowerFirst, replyText } from '../features/trace/ends.ts';
import type { MachineFacts } from '../host.ts';
import { systemMessage } from '../host-node/system-error.ts';
import type { Location } from '../instance/instance.ts';
import { describeMail, proveNoRelay } from '../mail/counterexample.ts';
import { announcedServices } from '../mail/ehlo.ts';
import type { MailSystem } from '../mail/relay.ts';
import { meets } from '../mail/trace/expectation.ts';
import { lineFor, type MailToTrace, mailInLine } from '../mail/trace/mail-options.ts';
import { type Outcome, outcomeOf, type Trace, type TraceRequest } from '../mail/trace/model.ts';
import { listenerOf, listeners, usualService } from '../mail/trace/services.ts';
import { traceMail } from '../mail/trace/trace.ts';
import { decodeBytes } from '../syntax/bytes.ts';
import { openTarget } from './configuration.ts';
import type { Files } from './files.ts';
import { ehloReport } from './format/ehlo.ts';
import { mailText, recipientText, traceText } from './format/trace.ts';
import { traceJson } from './format/trace-json.ts';
import type { Output } from './lint.ts';
import { placeName, placeOf } from './report.ts';
import type { EhloQuestion, TraceCommand } from './trace-arguments.ts';

/** The file of tests that is run if the command line names neither a mail nor a file. */
const usualTests = 'trace.tests';

/** Returns the exit status: 0 as expected or delivered, 1 not, 2 cannot run, 3 depends. */
export async function trace(command: TraceCommand, version: string, output: Output): Promise<number> {
  const tell = (text: string): void => void output.stderr.write(`postfix-lint: ${text}\n`);
  const opened = await open(command.directory, version, output.machine, tell);
  if (typeof opened === 'string') {
    tell(opened);
    return 2;
  }
  const problem =
    command.mail === undefined ? undefined : serviceProblem(opened.system, command.mail.request);
  if (problem !== undefined) {
    tell(problem);
    return 2;
  }
  if (command.prove !== undefined) return proveClosed(command, opened, output);
  if (command.ehlo !== undefined) return announce(command, command.ehlo, opened, output, tell);
  if (command.mail !== undefined) return traceOne(command, command.mail, opened, output);
  return runTests(command, opened, output, tell);
}

interface Opened {
  readonly system: MailSystem;
  readonly files: Files;
  /** The directory of the configuration, as on the command line. */
  readonly folder: string;
}

/** The configuration in a directory, or that of its main.cf or master.cf, or why it cannot be read. */
async function open(
  path: string,
  version: string,
  machine: MachineFacts,
  tell: (text: string) => void,
): Promise<Opened | string> {
  const opened = await openTarget(path, version, machine, tell, () => undefined);
  if (typeof opened === 'string') return opened;
  const { target, snapshot, files } = opened;
  if (snapshot === undefined) return `${path}: contains no Postfix configuration`;
  const { instance, tables } = snapshot;
  if (target.alone && target.uri !== instance.files.main?.uri && target.uri !== instance.files.master?.uri)
    return `${path}: not a directory with main.cf or master.cf`;
  const folder = target.alone ? dirname(path) : path;
  return { system: { instance, tables }, files, folder };
}

/** Why a client cannot connect to the service that the mail names. */
function serviceProblem({ instance }: MailSystem, { client, service }: TraceRequest): string | undefined {
  const wanted = service ?? usualService(instance);
  if (client === undefined || listenerOf(instance, wanted) !== undefined) return undefined;
  const names = listeners(instance).map(({ name }) => name);
  // Nothing takes mail from clients. The trace says so.
  if (names.length === 0 && service === undefined) return undefined;
  const known =
    names.length === 0 ? 'no service accepts mail over SMTP' : `the services are ${names.join(', ')}`;
  return service === undefined
    ? `--service is missing: master.cf has no smtp service, and ${known}`
    : `--service ${service}: master.cf has no such service; ${known}`;
}

function traceOne(
  { format }: TraceCommand,
  { request, expectation, expected, usual }: MailToTrace,
  { system, files }: Opened,
  output: Output,
): number {
  const found = traceMail(system, request);
  const textAt = files.source.bind(files);
  const { directory } = system.instance.files;
  const met = expectation === undefined ? undefined : meets(found, expectation, usual);
  output.stdout.write(
    format === 'json'
      ? traceJson(found, textAt)
      : traceText(found, { color: output.color, textAt, directory }) +
          (met === undefined
            ? ''
            : `\n${verdicts[met]} (--expect ${expected ?? ''}${usual ? ' --usual' : ''})\n`),
  );
  return met === undefined ? statusOf(outcomeOf(found)) : statuses[met];
}

const verdicts = { yes: 'As expected', no: 'Not as expected', depends: 'Not always as expected' } as const;

function statusOf(outcome: Outcome | 'depends'): number {
  return outcome === 'delivered' ? 0 : outcome === 'depends' ? 3 : 1;
}

const statuses = { yes: 0, no: 1, depends: 3 } as const;

// --- Relaying

function proveClosed({ format }: TraceCommand, { system, files }: Opened, output: Output): number {
  const textAt = files.source.bind(files);
  const found = proveNoRelay(system);
  const nameOfPlace = (place: Location): string => placeName(place, textAt, system.instance.files.directory);
  const proofs = found.map(({ service, verdict, why, mail, at }) => ({
    service: service?.key ?? 'smtpd',
    verdict,
    why,
    ...(mail && { mail: describeMail(mail), test: lineFor(mail.request, 'reject') }),
    at: at.map((location) => {
      const { file, line, column } = placeOf(location, textAt);
      return { file, line, column };
    }),
  }));
  const text = proofs.map(({ service, verdict, why, mail, test }, i) =>
    [
      `${service}: ${verdict}. ${why}`,
      ...placesLine(found[i]?.at.map(nameOfPlace) ?? []),
      ...(mail === undefined ? [] : [`  relayed: ${mail}`, `  line for trace.tests: ${test}`]),
    ].join('\n'),
  );
  output.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ version: 1, services: proofs }, undefined, 2)}\n`
      : `${text.join('\n')}\n`,
  );
  if (proofs.some(({ verdict }) => verdict === 'open')) return 1;
  return proofs.some(({ verdict }) => verdict === 'depends') ? 3 : 0;
}

function placesLine(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`  ${names.join(', ')}`];
}

// --- EHLO

function announce(
  { format, directory }: TraceCommand,
  { client, service }: EhloQuestion,
  { system, files }: Opened,
  output: Output,
  tell: (text: string) => void,
): number {
  const services = announcedServices(system, client, service);
  if (services.length === 0) {
    const names = listeners(system.instance).map(({ name }) => name);
    tell(
      service === undefined || names.length === 0
        ? `${directory}: no service accepts mail over SMTP`
        : `--service ${service}: master.cf has no such service; the services are ${names.join(', ')}`,
    );
    return 2;
  }
  const look = { textAt: files.source.bind(files), directory: system.instance.files.directory };
  output.stdout.write(ehloReport(services, { json: format === 'json', ...look }));
  return 0;
}

// --- Tests

interface TestResult {
  readonly line: number;
  readonly met: 'yes' | 'no' | 'depends';
  readonly expect: string;
  readonly outcome: Outcome | 'depends';
  readonly mail: string;
  readonly found: string;
}

function runTests(
  { tests, format }: TraceCommand,
  { system, folder }: Opened,
  output: Output,
  tell: (text: string) => void,
): number {
  const name = tests ?? join(folder, usualTests);
  let text: string;
  try {
    text = decodeBytes(readFileSync(name));
  } catch (error) {
    tell(
      tests === undefined
        ? `--to is missing, and there is no file ${name} with tests`
        : `${name}: ${systemMessage(error)}`,
    );
    return 2;
  }
  const results: TestResult[] = [];
  const problems: string[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const mail = mailInLine(line);
    if (mail === undefined) continue;
    const problem = 'problem' in mail ? mail.problem : serviceProblem(system, mail.request);
    if ('problem' in mail || problem !== undefined) problems.push(`${name}:${i + 1}: ${problem}`);
    else results.push(resultOf(system, i + 1, mail));
  }
  problems.forEach(tell);
  if (problems.length > 0) return 2;
  output.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ version: 1, tests: results }, undefined, 2)}\n`
      : testsText(name, results),
  );
  if (results.some(({ met }) => met === 'no')) return 1;
  return results.some(({ met }) => met === 'depends') ? 3 : 0;
}

function resultOf(
  system: MailSystem,
  line: number,
  { request, expectation, expected: expect = '', usual }: MailToTrace,
): TestResult {
  const found = traceMail(system, request);
  const met = expectation === undefined ? 'yes' : meets(found, expectation, usual);
  return {
    line,
    met,
    expect,
    outcome: outcomeOf(found),
    mail: mailText(request),
    found: met === 'depends' ? lowerFirst(endOfTrace(found)) : endText(found),
  };
}

/** How the usual way ends. */
function endText({ ways }: Trace): string {
  const [usual] = ways;
  if (usual === undefined) return '';
  const { outcome, reply, recipients } = usual;
  return outcome === 'refused' && reply !== undefined
    ? `refused: ${replyText(reply)}`
    : recipients.map(recipientText).join('; ');
}

function testsText(name: string, results: readonly TestResult[]): string {
  const failed = results.filter(({ met }) => met !== 'yes');
  const lines = failed.map(
    ({ line, met, expect, mail, found }) =>
      `${name}:${line}: ${met === 'no' ? 'failed' : 'depends'}: expected ${expect}\n  ${mail}\n  ${found}`,
  );
  const count = (kind: TestResult['met']): number => results.filter(({ met }) => met === kind).length;
  const summary = [
    `${count('yes')} as expected`,
    ...(count('no') > 0 ? [`${count('no')} failed`] : []),
    ...(count('depends') > 0
      ? [`${count('depends')} depend on something that the configuration does not decide`]
      : []),
  ].join(', ');
  return `${[...lines, summary].join('\n')}\n`;
}
