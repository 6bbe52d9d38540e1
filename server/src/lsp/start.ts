// The entry point of postfix-language-server. It is small, so that Node can cache the compiled code of everything else.

import { keepCompiledCode } from '../host-node/compile-cache.ts';

keepCompiledCode();
void import('./main.ts');
