// The real Postfix, for tests: its programs with a directory of the test, a running instance on loopback, and a small
// SMTP client to query it. Nothing here reads or changes the machine's own configuration or queue.

export { type CheckResult, postfixCheck, readByPrograms } from './support/check';
export { describePostfix, describeRunningPostfix } from './support/describe';
export { withInstanceDirectory } from './support/directory';
export { type Filter, withFilter } from './support/filter';
export {
  type InstanceSpec,
  type Ports,
  type PostfixInstance,
  type Queued,
  standardMasterCf,
  startPostfix,
  type Text,
  withPostfix,
} from './support/instance';
export { makeSaslDatabase, needsCyrus, needsDovecot, withDovecot } from './support/login-services';
export { NameServer, someLoopback, withNameServer, type Zone } from './support/name-server';
export {
  findPostfix,
  type Postfix,
  postalias,
  postconf,
  postmap,
  type RunOptions,
  type RunResult,
} from './support/programs';
export { supportingServices } from './support/services';
export { freePort, lastLine, needsSink, Sink, withSink } from './support/sink';
export {
  type Attempt,
  attempt,
  type Reply,
  type SmtpSession,
  send,
  smtp,
  smtps,
  type XclientAttributes,
} from './support/smtp';
