#!/usr/bin/env node
import { Command } from 'commander';
import { type BacktestOptions, runBacktest } from './commands/backtest.js';
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

program
  .command('backtest')
  .description('Evaluate rules over samples of the past, as they would have been evaluated live.')
  .argument('<rules>', 'rule file in YAML')
  .requiredOption('--source <source>', 'file=PATH (text format with times, or CSV) or prometheus=URL')
  .requiredOption('--range <duration>', 'how far back, such as 30d')
  .option('--end <time>', 'up to when; by default the last sample of a file, or now')
  .option('--step-default <duration>', 'interval of groups that name none', '1m')
  .option('--series <series>', 'whose samples a CSV file has, such as load{instance="a"}')
  .option('--incidents <file>', 'what was really wrong: CSV with from,to or JSON [{"from": ..., "to": ...}]')
  .option('--tenant <name>', 'whose rules they are; their times of evaluation depend on it', 'default')
  .option('-o, --output <form>', 'table or json', 'table')
  .option('--token-file <file>', 'holds the bearer token for the source')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (rules: string, options: BacktestOptions) => {
    const cancelling = new AbortController();
    process.once('SIGINT', () => cancelling.abort());
    process.exitCode = await runBacktest(rules, options, new Date().getTime(), cancelling.signal);
  });

await program.parseAsync();
