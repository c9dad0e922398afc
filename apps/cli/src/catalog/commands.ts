import type { CommandGroup, CommandSpec } from '../frame/command.js';
import { alertCommands } from './alerts.js';
import { auditCommands } from './audit.js';
import { deadLetterCommands } from './dead-letters.js';
import { healCommands } from './heal.js';
import { platformCommands } from './platform.js';
import { queryCommands } from './query.js';
import { recommendationCommands } from './recommendations.js';
import { ruleCommands } from './rules.js';
import { testingCommands } from './testing.js';

/** Nouns, in the order in which they are told. */
export const commandGroups: readonly CommandGroup[] = [
  { name: 'rules', summary: 'Rules and rule groups.' },
  { name: 'alerts', summary: 'What fires, and why.' },
  { name: 'silences', summary: 'Whom nobody shall be told of.' },
  { name: 'receivers', summary: 'Who is told.' },
  { name: 'heal', summary: 'Runs of playbooks.' },
  { name: 'recommendations', summary: 'Settings of rules that the platform recommends.' },
  { name: 'audit', summary: 'The record of who did what, and its proof.' },
  { name: 'dlq', summary: 'Records that could not be read or used.' },
  { name: 'playbooks', summary: 'Files of playbooks.' },
  { name: 'configuration', summary: 'Files of templates and rules.' },
];

/** Every command. A new one is an entry in one of these lists and a file in `src/commands`. */
export const commands: readonly CommandSpec[] = [
  ...ruleCommands,
  ...alertCommands,
  ...queryCommands,
  ...healCommands,
  ...recommendationCommands,
  ...auditCommands,
  ...deadLetterCommands,
  ...testingCommands,
  ...platformCommands,
];
