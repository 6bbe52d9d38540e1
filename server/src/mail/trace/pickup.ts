// Mail from a program on this computer: sendmail(1) and postdrop(1) put it into the maildrop queue, and pickup(8) hands
// it on.

import type { Journey } from './journey.ts';
import type { TraceRequest } from './model.ts';
import { Program, programOf } from './program.ts';
import { receivedFromProgram } from './received-header.ts';
import { envelopeAddress } from './smtp-addresses.ts';
import { skipped } from './smtpd.ts';
import type { Placed, Received } from './stages.ts';

export function pickUp(journey: Journey, request: TraceRequest): Received {
  const postdrop = new Program(journey, 'postdrop', undefined);
  const problem = submissionProblem(postdrop, request);
  if (problem !== undefined) return { kind: 'unanswered', reason: problem };
  const pickup = programOf(journey, 'pickup', postdrop.text('pickup_service_name') || 'pickup');
  const filter = placed(pickup, 'content_filter');
  pickup.step({ what: 'Takes the mail from the maildrop queue', at: [] });
  return {
    kind: 'accepted',
    submission: {
      program: 'pickup',
      service: pickup.service,
      cleanup: pickup.text('cleanup_service_name'),
      sender: envelopeAddress(request.sender) ?? request.sender,
      recipients: request.recipients.map((original) => ({
        address: envelopeAddress(original) ?? original,
        original,
      })),
      rewriting: 'local',
      without: skipped(pickup),
      headers: request.headers ?? [],
      ...(request.body && { body: request.body }),
      received: receivedFromProgram(pickup),
      ...(filter && { filter }),
      bcc: [],
    },
  };
}

/** Why postdrop does not take the mail. */
function submissionProblem(postdrop: Program, { size = 0, sender }: TraceRequest): string | undefined {
  const limit = postdrop.number('message_size_limit');
  if (limit > 0 && size > limit) {
    postdrop.step({
      what: `The mail is larger than message_size_limit (${limit})`,
      at: postdrop.at('message_size_limit'),
    });
    return 'The mail is larger than message_size_limit.';
  }
  if (!mayUse(postdrop, 'authorized_submit_users', 'static:anyone', 'whether the user may submit mail'))
    return 'authorized_submit_users does not allow the user to submit mail.';
  if (
    postdrop.since('3.6') &&
    !mayUse(
      postdrop,
      'local_login_sender_maps',
      'static:*',
      `whether the user may use the sender address ${sender}`,
    )
  )
    return 'local_login_sender_maps does not allow the user to use the sender address.';
  return undefined;
}

/** The user who runs the program is not part of the request. */
function mayUse(postdrop: Program, parameter: string, everyone: string, question: string): boolean {
  const value = postdrop.text(parameter).trim();
  if (value === everyone || value === '') return value !== '' || parameter !== 'authorized_submit_users';
  const { value: may, condition } = postdrop.journey.choose({ decider: 'host', question }, [
    { answer: 'The user may.', value: true },
    { answer: 'The user may not.', value: false },
  ]);
  postdrop.step({
    what: `Checks whether ${parameter} allows the user`,
    condition,
    at: postdrop.at(parameter),
  });
  return may;
}

function placed(program: Program, parameter: string): Placed<string> | undefined {
  const value = program.text(parameter).trim();
  return value === '' ? undefined : { value, at: program.at(parameter) };
}
