// Milters: the words of smtpd_milters and non_smtpd_milters (milter8.c).

/** The warning that Postfix logs when it cannot use the address of a Milter; undefined if the address is valid. */
export function milterServiceProblem(service: string): string | undefined {
  const [, transport = '', endpoint = ''] = /^([^:]*):(.*)$/s.exec(service) ?? [];
  if (transport === '' || endpoint === '') {
    return `Milter service needs transport:endpoint instead of "${service}"`;
  }
  return ['inet', 'unix', 'local'].includes(transport)
    ? undefined
    : `invalid transport name: ${transport} in Milter service: ${service}`;
}
