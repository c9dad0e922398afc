#!/usr/bin/env node
import { Command } from 'commander';
import { testRules } from './commands/test-rules.js';

const program = new Command('tocsin').description('Rules, alerts and what became of them, from the shell.');

program
  .command('test')
  .description('Run tests.')
  .command('rules')
  .description("Run unit tests of rules, in promtool's format.")
  .argument('<files...>', 'test files')
  .option('--run <pattern>', 'only the test groups whose name fits this regular expression (RE2)')
  .action((files: string[], options: { run?: string }) => {
    process.exitCode = testRules(files, options.run ?? null);
  });

await program.parseAsync();
