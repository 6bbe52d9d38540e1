/** The names of the common uses of Postfix that the product sets up, explains, and checks. */
export const scenarios = [
  'basic',
  'plain',
  'backup-mx',
  'dmz-relay',
  'dialup',
  'nat',
  'dyndns',
  'dyndns-relay',
  'smtp-auth',
  'pop-before-smtp',
  'content-filter',
  'mailbox-format',
] as const;
