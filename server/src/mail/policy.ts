// Policy servers: what check_policy_service takes behind it (auto_clnt.c, smtpd_check.c).

/** What smtpd dies of when it reads the argument; undefined when it takes it. */
export function policyServiceProblem(argument: string): string | undefined {
  // { server, settings… }
  const server = argument.startsWith('{') ? (/^\{[\s,]*([^\s,}]*)/.exec(argument)?.[1] ?? '') : argument;
  const [, transport = '', endpoint = ''] = /^([^:]*):(.*)$/s.exec(server) ?? [];
  if (transport === '' || endpoint === '') return `need service transport:endpoint instead of "${server}"`;
  return ['inet', 'unix', 'local'].includes(transport)
    ? undefined
    : `invalid transport name: ${transport} in service: ${server}`;
}
