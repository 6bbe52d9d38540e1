// What a restriction is about, as the replies of smtpd name it.

import type { About } from './replies.ts';
import type { Session } from './session.ts';

export function aboutClient({ clientName }: Session): About {
  return { name: clientName, kind: 'Client host' };
}

export function aboutReverseName({ client }: Session): About {
  return { name: client.reverseName, kind: 'Unverified Client host' };
}

export function aboutHelo({ helo = '' }: Session): About {
  return { name: helo, kind: 'Helo command' };
}

export function aboutSender({ sender = '' }: Session): About {
  return { name: sender, kind: 'Sender address' };
}

export function aboutRecipient({ recipient = '' }: Session): About {
  return { name: recipient, kind: 'Recipient address' };
}
