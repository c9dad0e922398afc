import { readFileSync } from 'node:fs';
import { ConfigurationValidator, playConfiguration } from '@tocsin/domain/rule-templates/configuration-validator';
import type { Finding } from '@tocsin/domain/rules/finding';

/**
 * Checks files of templates and rules, plays their scenarios, and prints what is wrong or doubtful.
 *
 * @returns the exit status: 0 when all are sound and come out as they say, 1 otherwise
 */
export function testConfigurations(files: readonly string[]): number {
  const results = files.map((file) => testConfiguration(file));
  return results.every((isSound) => isSound) ? 0 : 1;
}

function testConfiguration(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    console.error(`${file}: cannot be read: ${(error as Error).message}`);
    return false;
  }
  const validated = ConfigurationValidator.validateText(text);
  if (validated.kind === 'invalid') {
    print(file, validated.findings);
    return false;
  }
  print(file, validated.warnings);
  const failures = playConfiguration(validated);
  print(file, failures);
  if (failures.length > 0) return false;
  const { drafts, scenarios } = validated;
  console.log(`${file}: ${drafts.length} rules are sound, ${scenarios.length} scenarios come out as they say`);
  return true;
}

function print(file: string, findings: readonly Finding[]): void {
  for (const { path, code, message, fix, severity } of findings)
    console.error(`${file}: ${severity}: ${path === '' ? 'the file' : path} ${message} (${code}). ${fix}`);
}
