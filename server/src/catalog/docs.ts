// What parameters mean, in our own words. The texts are server/catalog/docs/parameters/*.json.

import access_actions from '../../catalog/docs/access-actions.json' with { type: 'json' };
import address_classes from '../../catalog/docs/address-classes.json' with { type: 'json' };
import alias_results from '../../catalog/docs/alias-results.json' with { type: 'json' };
import database_keys from '../../catalog/docs/database-keys.json' with { type: 'json' };
import header_actions from '../../catalog/docs/header-actions.json' with { type: 'json' };
import master_fields from '../../catalog/docs/master-fields.json' with { type: 'json' };
import milter_macros from '../../catalog/docs/milter-macros.json' with { type: 'json' };
import address_verification from '../../catalog/docs/parameters/address-verification.json' with {
  type: 'json',
};
import bounces from '../../catalog/docs/parameters/bounces.json' with { type: 'json' };
import content from '../../catalog/docs/parameters/content.json' with { type: 'json' };
import identity from '../../catalog/docs/parameters/identity.json' with { type: 'json' };
import installation from '../../catalog/docs/parameters/installation.json' with { type: 'json' };
import lmtp from '../../catalog/docs/parameters/lmtp.json' with { type: 'json' };
import local from '../../catalog/docs/parameters/local.json' with { type: 'json' };
import logging from '../../catalog/docs/parameters/logging.json' with { type: 'json' };
import milter from '../../catalog/docs/parameters/milter.json' with { type: 'json' };
import multi_instance from '../../catalog/docs/parameters/multi-instance.json' with { type: 'json' };
import postscreen from '../../catalog/docs/parameters/postscreen.json' with { type: 'json' };
import processes from '../../catalog/docs/parameters/processes.json' with { type: 'json' };
import queue from '../../catalog/docs/parameters/queue.json' with { type: 'json' };
import rewriting from '../../catalog/docs/parameters/rewriting.json' with { type: 'json' };
import routing from '../../catalog/docs/parameters/routing.json' with { type: 'json' };
import scheduling from '../../catalog/docs/parameters/scheduling.json' with { type: 'json' };
import smtp from '../../catalog/docs/parameters/smtp.json' with { type: 'json' };
import smtp_sasl from '../../catalog/docs/parameters/smtp-sasl.json' with { type: 'json' };
import smtp_tls from '../../catalog/docs/parameters/smtp-tls.json' with { type: 'json' };
import smtpd from '../../catalog/docs/parameters/smtpd.json' with { type: 'json' };
import smtpd_limits from '../../catalog/docs/parameters/smtpd-limits.json' with { type: 'json' };
import smtpd_restrictions from '../../catalog/docs/parameters/smtpd-restrictions.json' with { type: 'json' };
import smtpd_sasl from '../../catalog/docs/parameters/smtpd-sasl.json' with { type: 'json' };
import smtpd_tls from '../../catalog/docs/parameters/smtpd-tls.json' with { type: 'json' };
import submission from '../../catalog/docs/parameters/submission.json' with { type: 'json' };
import tables from '../../catalog/docs/parameters/tables.json' with { type: 'json' };
import tls from '../../catalog/docs/parameters/tls.json' with { type: 'json' };
import tlsproxy from '../../catalog/docs/parameters/tlsproxy.json' with { type: 'json' };
import virtual from '../../catalog/docs/parameters/virtual.json' with { type: 'json' };
import pipe from '../../catalog/docs/pipe.json' with { type: 'json' };
import programs from '../../catalog/docs/programs.json' with { type: 'json' };
import restrictions from '../../catalog/docs/restrictions.json' with { type: 'json' };
import sasl_options from '../../catalog/docs/sasl-options.json' with { type: 'json' };
import table_types from '../../catalog/docs/table-types.json' with { type: 'json' };
import tls_words from '../../catalog/docs/tls-words.json' with { type: 'json' };
import transport_results from '../../catalog/docs/transport-results.json' with { type: 'json' };

export interface ParameterDoc {
  /** One or two sentences. Markdown, on one line. */
  readonly summary: string;
  /** Paragraphs: what happens when it is wrong, interplay with other parameters. */
  readonly details?: readonly string[];
  readonly values?: readonly { readonly value: string; readonly meaning: string }[];
  /** Lines of main.cf. */
  readonly example?: readonly string[];
  /** Parameters that belong to it. */
  readonly see?: readonly string[];
  /** The parameter whose text holds here too. */
  readonly mirrors?: string;
}

type Docs = Readonly<Record<string, ParameterDoc | undefined>>;

const files: readonly { readonly parameters: Docs }[] = [
  address_verification,
  bounces,
  content,
  identity,
  installation,
  lmtp,
  local,
  logging,
  milter,
  multi_instance,
  postscreen,
  processes,
  queue,
  rewriting,
  routing,
  scheduling,
  smtp,
  smtp_sasl,
  smtp_tls,
  smtpd,
  smtpd_limits,
  smtpd_restrictions,
  smtpd_sasl,
  smtpd_tls,
  submission,
  tables,
  tls,
  tlsproxy,
  virtual,
];

/** The text about a parameter; undefined where none is written yet. */
export function parameterDoc(name: string): ParameterDoc | undefined {
  for (const { parameters } of files) if (Object.hasOwn(parameters, name)) return parameters[name];
  return undefined;
}

/** A word that is no parameter. */
export interface WordDoc {
  readonly summary: string;
  readonly details?: readonly string[];
  /** What must follow it, and in which form. */
  readonly argument?: string;
  readonly example?: readonly string[];
  readonly see?: readonly string[];
}

type WordDocs = Readonly<Record<string, WordDoc | undefined>>;

const words = {
  restriction: restrictions.words as WordDocs,
  table: table_types.words as WordDocs,
  program: programs.words as WordDocs,
  field: master_fields.words as WordDocs,
  /** Results of access tables. */
  'access-action': access_actions.words as WordDocs,
  /** Results of header and body checks. */
  'content-action': header_actions.words as WordDocs,
  /** `local`, `virtual mailbox`. */
  'address-class': address_classes.words as WordDocs,
  'alias-result': alias_results.words as WordDocs,
  'transport-result': transport_results.words as WordDocs,
  /** `mysql:hosts`: the type of the table and the name of the setting. */
  'database-key': database_keys.words as WordDocs,
  'milter-macro': milter_macros.words as WordDocs,
  /** Arguments of pipe(8), and the macros of its command: `flags=`, `flags=D`, `${recipient}`. */
  pipe: pipe.words as WordDocs,
  'sasl-option': sasl_options.words as WordDocs,
  tls: tls_words.words as WordDocs,
};

export type WordKind = keyof typeof words;

/** The text about a word that is no parameter. */
export function wordDoc(kind: WordKind, name: string): WordDoc | undefined {
  return Object.hasOwn(words[kind], name) ? words[kind][name] : undefined;
}
