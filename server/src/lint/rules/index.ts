// Every rule, in the order of their codes.

import type { Rule } from '../rule.ts';
import { accessNeedsTable } from './access-needs-table.ts';
import { accessOkBeforeGate } from './access-ok-before-gate.ts';
import { authInClear } from './auth-in-clear.ts';
import { backscatter } from './backscatter.ts';
import { backslashContinuation } from './backslash-continuation.ts';
import { badAccessAction } from './bad-access-action.ts';
import { badAddressPattern } from './bad-address-pattern.ts';
import { badBoolean } from './bad-boolean.ts';
import { badHostname } from './bad-hostname.ts';
import { badNumber } from './bad-number.ts';
import { badPatternEntry } from './bad-pattern-entry.ts';
import { badPipeArguments } from './bad-pipe-arguments.ts';
import { badServiceField } from './bad-service-field.ts';
import { badServiceType } from './bad-service-type.ts';
import { badTableEntry } from './bad-table-entry.ts';
import { badTime } from './bad-time.ts';
import { badTlsLevel } from './bad-tls-level.ts';
import { bannerWithoutHostname } from './banner-without-hostname.ts';
import { bareTableRestrictionRule } from './bare-table-restriction.ts';
import { chainFileOrder } from './chain-file-order.ts';
import { chrootDependsOnVersion } from './chroot-depends-on-version.ts';
import { chrootWithoutFiles } from './chroot-without-files.ts';
import { cidrHostBits } from './cidr-host-bits.ts';
import { clientCertNeedsEncrypt } from './client-cert-needs-encrypt.ts';
import { clientCertNotRequested } from './client-cert-not-requested.ts';
import { compatibilityLevel } from './compatibility-level.ts';
import { contentFilterLoop } from './content-filter-loop.ts';
import { contentFilterTransport } from './content-filter-transport.ts';
import { credentialsKeyMismatch } from './credentials-key-mismatch.ts';
import { crlfLineEnds } from './crlf-line-ends.ts';
import { deadBlockListRule } from './dead-block-list.ts';
import { deprecatedParameter } from './deprecated-parameter.ts';
import { deprecatedRestriction } from './deprecated-restriction.ts';
import { dollarOnLeft } from './dollar-on-left.ts';
import { domainInTwoClasses } from './domain-in-two-classes.ts';
import { duplicateCredentials } from './duplicate-credentials.ts';
import { duplicateService } from './duplicate-service.ts';
import { emptyValue } from './empty-value.ts';
import { flagsNeedRecipientLimit } from './flags-need-recipient-limit.ts';
import { gateOnlyWarns } from './gate-only-warns.ts';
import { indexOutOfDate } from './index-out-of-date.ts';
import { inetProtocolsMismatch } from './inet-protocols-mismatch.ts';
import { inetServicePrivate } from './inet-service-private.ts';
import { leadingWhitespace } from './leading-whitespace.ts';
import { legacyCertificateIgnored } from './legacy-certificate-ignored.ts';
import { loginMismatchUnreachable } from './login-mismatch-unreachable.ts';
import { mailLoop } from './mail-loop.ts';
import { mailboxSmallerThanMessage } from './mailbox-smaller-than-message.ts';
import { maildirWithoutSlash } from './maildir-without-slash.ts';
import { maillogWithoutPostlog } from './maillog-without-postlog.ts';
import { masterFieldCount } from './master-field-count.ts';
import { missingEquals } from './missing-equals.ts';
import { missingFinalNewline } from './missing-final-newline.ts';
import { missingName } from './missing-name.ts';
import { mxBackupWithoutNetworks } from './mx-backup-without-networks.ts';
import { mynetworksTooWide } from './mynetworks-too-wide.ts';
import { noRelayGate } from './no-relay-gate.ts';
import { noSaslMechanism } from './no-sasl-mechanism.ts';
import { nullTransport } from './null-transport.ts';
import { okNotAllowed } from './ok-not-allowed.ts';
import { openRelay } from './open-relay.ts';
import { overriddenParameter } from './overridden-parameter.ts';
import { overrideComment } from './override-comment.ts';
import { overrideNotIndented } from './override-not-indented.ts';
import { overrideValueWithSpaces } from './override-value-with-spaces.ts';
import { overrideWithSpaces } from './override-with-spaces.ts';
import { parameterNotInVersion } from './parameter-not-in-version.ts';
import { policyServiceArgument } from './policy-service-argument.ts';
import { proxyInterfacesTrust } from './proxy-interfaces-trust.ts';
import { proxyNotApproved } from './proxy-not-approved.ts';
import { queueMinfreeTooSmall } from './queue-minfree-too-small.ts';
import { readOnlyParameter } from './read-only-parameter.ts';
import { relayhostIsMyself } from './relayhost-is-myself.ts';
import { relayhostMxLookup } from './relayhost-mx-lookup.ts';
import { removedRestriction } from './removed-restriction.ts';
import { repeatedParameter } from './repeated-parameter.ts';
import { saslRestrictionWithoutSasl } from './sasl-restriction-without-sasl.ts';
import { saslSocketPath } from './sasl-socket-path.ts';
import { singleValue } from './single-value.ts';
import { smtpSmuggling } from './smtp-smuggling.ts';
import { smtpsWithoutWrappermode } from './smtps-without-wrappermode.ts';
import { softBounce } from './soft-bounce.ts';
import { swallowedParameter } from './swallowed-parameter.ts';
import { swallowedRestriction } from './swallowed-restriction.ts';
import { tableNotIndexed } from './table-not-indexed.ts';
import { tableTypeUnavailable } from './table-type-unavailable.ts';
import { tableWithoutType } from './table-without-type.ts';
import { timeUnitTruncated } from './time-unit-truncated.ts';
import { tlsWithoutCertificate } from './tls-without-certificate.ts';
import { tlsWrappermodePort } from './tls-wrappermode-port.ts';
import { trailingComment } from './trailing-comment.ts';
import { transportWithoutBrackets } from './transport-without-brackets.ts';
import { undefinedReference } from './undefined-reference.ts';
import { undefinedRestrictionClass } from './undefined-restriction-class.ts';
import { unknownOverride } from './unknown-override.ts';
import { unknownParameter } from './unknown-parameter.ts';
import { unknownRestriction } from './unknown-restriction.ts';
import { unknownSaslOption } from './unknown-sasl-option.ts';
import { unknownTableSetting } from './unknown-table-setting.ts';
import { unknownTransport } from './unknown-transport.ts';
import { unreachableRestriction } from './unreachable-restriction.ts';
import { unreachableTableEntry } from './unreachable-table-entry.ts';
import { unusedSuppression } from './unused-suppression.ts';
import { weakTlsProtocol } from './weak-tls-protocol.ts';
import { wrongTableFormat } from './wrong-table-format.ts';

export const rules: readonly Rule[] = [
  accessNeedsTable,
  accessOkBeforeGate,
  authInClear,
  backscatter,
  backslashContinuation,
  badAccessAction,
  badAddressPattern,
  badBoolean,
  badHostname,
  badNumber,
  badPatternEntry,
  badPipeArguments,
  badServiceField,
  badServiceType,
  badTableEntry,
  badTime,
  badTlsLevel,
  bannerWithoutHostname,
  bareTableRestrictionRule,
  chainFileOrder,
  chrootDependsOnVersion,
  chrootWithoutFiles,
  cidrHostBits,
  clientCertNeedsEncrypt,
  clientCertNotRequested,
  compatibilityLevel,
  contentFilterLoop,
  contentFilterTransport,
  credentialsKeyMismatch,
  crlfLineEnds,
  deadBlockListRule,
  deprecatedParameter,
  deprecatedRestriction,
  dollarOnLeft,
  domainInTwoClasses,
  duplicateCredentials,
  duplicateService,
  emptyValue,
  flagsNeedRecipientLimit,
  gateOnlyWarns,
  indexOutOfDate,
  inetProtocolsMismatch,
  inetServicePrivate,
  leadingWhitespace,
  legacyCertificateIgnored,
  loginMismatchUnreachable,
  mailLoop,
  mailboxSmallerThanMessage,
  maildirWithoutSlash,
  maillogWithoutPostlog,
  masterFieldCount,
  missingEquals,
  missingFinalNewline,
  missingName,
  mxBackupWithoutNetworks,
  mynetworksTooWide,
  noRelayGate,
  noSaslMechanism,
  nullTransport,
  okNotAllowed,
  openRelay,
  overriddenParameter,
  overrideComment,
  overrideNotIndented,
  overrideValueWithSpaces,
  overrideWithSpaces,
  parameterNotInVersion,
  policyServiceArgument,
  proxyInterfacesTrust,
  proxyNotApproved,
  queueMinfreeTooSmall,
  readOnlyParameter,
  relayhostIsMyself,
  relayhostMxLookup,
  removedRestriction,
  repeatedParameter,
  saslRestrictionWithoutSasl,
  saslSocketPath,
  singleValue,
  smtpSmuggling,
  smtpsWithoutWrappermode,
  softBounce,
  tlsWithoutCertificate,
  unusedSuppression,
  swallowedParameter,
  swallowedRestriction,
  tableNotIndexed,
  tableTypeUnavailable,
  tableWithoutType,
  timeUnitTruncated,
  tlsWrappermodePort,
  trailingComment,
  transportWithoutBrackets,
  undefinedReference,
  undefinedRestrictionClass,
  unknownOverride,
  unknownParameter,
  unknownRestriction,
  unknownSaslOption,
  unknownTableSetting,
  unknownTransport,
  unreachableRestriction,
  unreachableTableEntry,
  weakTlsProtocol,
  wrongTableFormat,
];
