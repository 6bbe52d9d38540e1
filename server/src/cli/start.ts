// The first file of postfix-lint: small, so that compiled code is kept of all the rest.

import { keepCompiledCode } from '../host-node/compile-cache.ts';

keepCompiledCode();
void import('./main.ts');
