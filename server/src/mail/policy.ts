// Policy servers: the argument of check_policy_service (auto_clnt.c, smtpd_check.c).

/** The error that smtpd exits with when it reads the argument; undefined if the argument is valid. */
export function policyServiceProblem(argument: string): string | undefined {
  // { server, settings… }
  const server = argument.startsWith('{') ? (/^\{[\s,]*([^\s,}]*)/.exec(argument)?.[1] ?? '') : argument;
  const [, transport = '', endpoint = ''] = /^([^:]*):(.*)$/s.exec(server) ?? [];
  if (transport === '' || endpoint === '') return `need service transport:endpoint instead of "${server}"`;
  return ['inet', 'unix', 'local'].includes(transport)
    ? undefined
    : `invalid transport name: ${transport} in service: ${server}`;
}
