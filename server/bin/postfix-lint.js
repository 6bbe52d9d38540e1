#!/usr/bin/env node
// require() and not import: Node looks through a whole CommonJS file for its exports before it imports it.
import { createRequire } from 'node:module';

createRequire(import.meta.url)('../dist/lint.cjs');
