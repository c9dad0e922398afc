import { ConfigurationValidator, playConfiguration } from '@tocsin/domain/rule-templates/configuration-validator';
import type { Finding } from '@tocsin/domain/rules/finding';
import { readText } from '../../files/read-text.js';
import type { Run } from '../../frame/command.js';
import { exit, type ExitStatus } from '../../frame/exit.js';
import type { Surroundings } from '../../frame/surroundings.js';

/** Checks files of templates and rules, plays their scenarios, and prints what is wrong or doubtful. */
export const run: Run = async ({ args, surroundings }) => {
  let status: ExitStatus = exit.ok;
  for (const file of args) {
    const own = testOne(surroundings, file, await readText(surroundings, file));
    if (own !== exit.ok) status = own;
  }
  return status;
};

function testOne({ out, err }: Surroundings, file: string, text: string): ExitStatus {
  const print = (findings: readonly Finding[]): void => {
    for (const { path, code, message, fix, severity } of findings)
      err.write(`${file}: ${severity}: ${path === '' ? 'the file' : path} ${message} (${code}). ${fix}\n`);
  };
  const validated = ConfigurationValidator.validateText(text);
  if (validated.kind === 'invalid') {
    print(validated.findings);
    return exit.lint;
  }
  print(validated.warnings);
  const failures = playConfiguration(validated);
  print(failures);
  if (failures.length > 0) return exit.failed;
  const { drafts, scenarios } = validated;
  out.write(`${file}: ${drafts.length} rules are sound, ${scenarios.length} scenarios come out as they say\n`);
  return exit.ok;
}
