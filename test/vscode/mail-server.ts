// A running Postfix for the window whose tests need one. The program that starts VS Code runs it, because a window
// opens its folder before any test runs.
import { standardMasterCf, startPostfix } from '../postfix/support/instance';

export { otherUser, whyNoOtherUser } from '../support/other-user.ts';
export { isRequired, whyNoMailServer } from './suite/postfix.ts';

export interface MailServer {
  /** The configuration directory. */
  readonly directory: string;
  /** The SMTP port on 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

const mainCf = `
# A mail server for a test.
compatibility_level = 3.6
# Mail to these domains stays in the queue. A test can override these settings on a later line.
transport_maps = inline:{
  { refused.example.net = smtp:[127.0.0.1]:1 }
  { later.example.net = later: }
  { example.net = later: } }
defer_transports = later
myhostname = mail.example.com
mydestination = $myhostname, localhost
mynetworks = 127.0.0.0/8
smtpd_banner = $myhostname ESMTP as it was
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`.trimStart();

/** Requeued messages wait until pickup(8) looks for mail, which it does every minute by default. */
const masterCf = standardMasterCf.replace(/(?<=^pickup +unix +n +- +n +)60/m, '1');

export async function startMailServer(): Promise<MailServer> {
  const postfix = await startPostfix({ mainCf, masterCf });
  return {
    directory: postfix.directory,
    port: postfix.port(),
    stop: () => keepAlive(postfix.stop()),
  };
}

/** Keeps this program running until Postfix has ended. */
async function keepAlive(end: Promise<void>): Promise<void> {
  const timer = setInterval(() => {}, 1000);
  try {
    await end;
  } finally {
    clearInterval(timer);
  }
}
