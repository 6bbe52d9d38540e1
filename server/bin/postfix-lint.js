#!/usr/bin/env node
import '../dist/lint.cjs';
