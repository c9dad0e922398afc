#!/usr/bin/env node
import { Command } from 'commander';
import { type ApplyOptions, runApply } from './commands/apply.js';
import { type AuditOptions, runAuditExport, runAuditKey } from './commands/audit.js';
import { runAuditNewKey } from './commands/audit-new-key.js';
import { runAuditVerify, type VerifyOptions } from './commands/audit-verify.js';
import { type BacktestOptions, runBacktest } from './commands/backtest.js';
import {
  type RecommendationOptions,
  runDecision,
  runRecommend,
  runRecommendations,
} from './commands/recommendation.js';
import { type ReplayOptions, runReplay } from './commands/replay.js';
import { type RuleOptions, runRule } from './commands/rule.js';
import { testConfigurations } from './commands/test-configuration.js';
import { lintPlaybooks, testPlaybooks } from './commands/test-playbooks.js';
import { testRules } from './commands/test-rules.js';

const program = new Command('tocsin').description('Rules, alerts and what became of them, from the shell.');

const test = program.command('test').description('Run tests.');

test
  .command('rules')
  .description("Run unit tests of rules, in promtool's format.")
  .argument('<files...>', 'test files')
  .option('--run <pattern>', 'only the test groups whose name fits this regular expression (RE2)')
  .action((files: string[], options: { run?: string }) => {
    process.exitCode = testRules(files, options.run ?? null);
  });

test
  .command('playbooks')
  .description('Play alerts to playbooks, in a time of their own, and see what they would do.')
  .argument('<files...>', 'test files, such as config/playbooks/restart-shop.test.yaml')
  .option('--run <pattern>', 'only the tests whose name fits this regular expression (RE2)')
  .action((files: string[], options: { run?: string }) => {
    process.exitCode = testPlaybooks(files, options.run ?? null);
  });

test
  .command('configuration')
  .description('Check files of templates and rules as a whole, and play their scenarios.')
  .argument('<files...>', 'such as those of config/examples')
  .action((files: string[]) => {
    process.exitCode = testConfigurations(files);
  });

program
  .command('lint')
  .description('Find fault with files.')
  .command('playbooks')
  .description('Check playbooks, each in a file of its own, as the platform would take them. 1: one is not sound.')
  .argument('<files...>', 'YAML or JSON')
  .action((files: string[]) => {
    process.exitCode = lintPlaybooks(files);
  });

program
  .command('backtest')
  .description('Evaluate rules over samples of the past, as they would have been evaluated live.')
  .argument('<rules>', 'rule file of Prometheus, or one rule of conditions; YAML or JSON')
  .requiredOption('--source <source>', 'history, file=PATH (text format with times, or CSV) or prometheus=URL')
  .requiredOption('--range <duration>', 'how far back, such as 30d')
  .option('--end <time>', 'up to when; by default the last sample of a file, or now')
  .option('--step-default <duration>', 'interval of groups that name none', '1m')
  .option('--series <series>', 'whose samples a CSV file has, such as load{instance="a"}')
  .option('--incidents <file>', 'what was really wrong: CSV with from,to or JSON [{"from": ..., "to": ...}]')
  .option('--tenant <name>', 'whose rules they are; their times of evaluation depend on it', 'default')
  .option('-o, --output <form>', 'table or json', 'table')
  .option('--url <url>', 'where the platform is whose history is read', 'http://127.0.0.1:8000')
  .option('--token-file <file>', 'holds the bearer token for the source')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (rules: string, options: BacktestOptions) => {
    const cancelling = new AbortController();
    process.once('SIGINT', () => cancelling.abort());
    process.exitCode = await runBacktest(rules, options, new Date().getTime(), cancelling.signal);
  });

program
  .command('replay')
  .description('Decide a span of the log again and compare it with the transitions that were told. 1: they differ.')
  .requiredOption('--from <time>', 'from when on, such as 2026-01-31T12:00:00Z, or a duration ago such as 2h')
  .option('--to <time>', 'up to when; now when left out')
  .option('--url <url>', 'where the gateway is', 'http://127.0.0.1:8000')
  .option('--token <token>', 'bearer token; its tenant is replayed')
  .option('--token-file <file>', 'holds the bearer token')
  .option('-o, --output <form>', 'text or json', 'text')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (options: ReplayOptions) => {
    const cancelling = new AbortController();
    process.once('SIGINT', () => cancelling.abort());
    process.exitCode = await runReplay(options, new Date().getTime(), cancelling.signal);
  });

program
  .command('apply')
  .description(
    'Make the platform have what a folder of YAML files wants. Without --yes it only says what would change.',
  )
  .argument('<folder>', 'its .yaml, .yml and .json files are read, and those of the folders below it')
  .option('--yes', 'change it')
  .option('--prune', 'delete what this folder kept before and has no more')
  .option('--source <name>', 'what the things are kept by from now on; "folder:NAME" when left out')
  .option('--url <url>', 'where the gateway is', 'http://127.0.0.1:8000')
  .option('--token <token>', 'bearer token; its tenant is changed')
  .option('--token-file <file>', 'holds the bearer token')
  .option('--detailed-exitcode', '2 when there was something to change; 0 when nothing was')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 1))
  .action(async (folder: string, options: ApplyOptions) => {
    process.exitCode = await runApply(folder, options);
  });

program
  .command('rule')
  .description(
    'Make a rule of words, as far as they can be understood. Nothing is stored. 1: there is a question, or no rule.',
  )
  .argument('<words...>', 'such as: "alert when cpu usage is above 80 % for 10 minutes"')
  .option('--url <url>', 'where the gateway is', 'http://127.0.0.1:8000')
  .option('--token <token>', "bearer token; the words are looked for among its tenant's series")
  .option('--token-file <file>', 'holds the bearer token')
  .option('-o, --output <form>', 'text or json', 'text')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (words: string[], options: RuleOptions) => {
    process.exitCode = await runRule(words, options);
  });

const audit = program.command('audit').description('The record of who did what, and its proof.');

for (const [name, description, run] of [
  ['export', "Write the tenant's ledger to standard output, up to its last checkpoint.", runAuditExport],
  ['key', 'Write the public key that verifies the ledger, in PEM. Keep it where nobody changes it.', runAuditKey],
] as const)
  audit
    .command(name)
    .description(description)
    .option('--url <url>', 'where the gateway is', 'http://127.0.0.1:8000')
    .option('--token <token>', "bearer token of an admin; its tenant's ledger is read")
    .option('--token-file <file>', 'holds the bearer token')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .action(async (options: AuditOptions) => {
      process.exitCode = await run(options);
    });

audit
  .command('verify')
  .description(
    'Verify the file of a ledger, an evidence pack or a certificate of an erasure with nothing but the public key. 1: it is not what was signed for.',
  )
  .argument('<file>', 'as `tocsin audit export` wrote it, or as the API answered')
  .requiredOption('--key <file>', 'the public key, in PEM')
  .option('--witness <file>', 'checkpoints that were kept elsewhere: a signed note, or the file of a witness')
  .option('-o, --output <form>', 'text or json', 'text')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (file: string, options: VerifyOptions) => {
    process.exitCode = await runAuditVerify(file, options);
  });

audit
  .command('new-key')
  .description("Put a new key in the place of the ledger's; the old one introduces it, and is gone. Then start anew.")
  .argument('<file>', "the ledger's key: ledger-key.pem in the home of the installation")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action((file: string) => {
    process.exitCode = runAuditNewKey(file);
  });

const recommending = (name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .option('--url <url>', 'where the gateway is', 'http://127.0.0.1:8000')
    .option('--token <token>', 'bearer token; its tenant is asked about')
    .option('--token-file <file>', 'holds the bearer token')
    .option('-o, --output <form>', 'text or json', 'text')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

recommending(
  'recommend',
  'Recommend a threshold and a "for" of a rule from its history. 1: there is no recommendation.',
)
  .argument('<rule>', "the rule's id; rules of rule groups have no recommendations")
  .option('--delay-max <duration>', 'by how much an incident may be told of later than now', '5m')
  .action(async (rule: string, options: RecommendationOptions & { delayMax: string }) => {
    process.exitCode = await runRecommend(rule, options.delayMax, options);
  });

recommending('recommendations', 'List recommendations that nobody has decided about.')
  .option('--all', 'those that were decided, superseded or are out of date, too')
  .action(async (options: RecommendationOptions & { all?: true }) => {
    process.exitCode = await runRecommendations(options.all === true, options);
  });

for (const verdict of ['accept', 'refuse'] as const)
  recommending(verdict, `${verdict === 'accept' ? 'Accept' : 'Refuse'} a recommendation.`)
    .argument('<id>', "the recommendation's id")
    .option('--reason <reason>', 'why', '')
    .action(async (id: string, { reason, ...options }: RecommendationOptions & { reason: string }) => {
      process.exitCode = await runDecision(verdict, { id, reason }, options);
    });

await program.parseAsync();
