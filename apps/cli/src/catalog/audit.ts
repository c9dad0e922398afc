import { auditEventTypes } from '@tocsin/contracts/topics/audit-event-types';
import { type CommandSpec, connectionOptions, listOutput, reportOutput } from '../frame/command.js';

export const auditCommands: readonly CommandSpec[] = [
  {
    path: 'audit list',
    summary: 'List audit events, the newest first. For admins.',
    options: [
      { flags: '--type <type>', description: 'only events of it', choices: auditEventTypes },
      { flags: '--actor <name>', description: 'only what they did' },
      { flags: '--from <time>', description: 'from when on, or how long ago that was' },
      { flags: '--to <time>', description: 'up to when' },
      { flags: '--limit <number>', description: 'most that are listed', default: '100' },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin audit list --from 24h', 'of the last day']],
    load: () => import('../commands/audit/list.js'),
  },
  {
    path: 'audit export',
    summary: "Write the tenant's ledger to standard output, up to its last checkpoint. For admins.",
    options: connectionOptions,
    examples: [['tocsin audit export > ledger.ndjson', 'to a file that proves itself']],
    load: () => import('../commands/audit/export.js'),
  },
  {
    path: 'audit key',
    summary: 'Write the public key that verifies the ledger, in PEM. Keep it where nobody changes it.',
    options: connectionOptions,
    examples: [['tocsin audit key > ledger.pub', 'to a file']],
    load: () => import('../commands/audit/key.js'),
  },
  {
    path: 'audit verify',
    summary:
      'Verify the file of a ledger, an evidence pack or a certificate of an erasure. 1: it is not what was signed for.',
    details: 'Nobody is asked: it takes nothing but the public key.',
    args: [
      { usage: '<file>', description: 'as tocsin audit export wrote it, or as the API answered', completes: 'file' },
    ],
    options: [
      { flags: '--key <file>', description: 'the public key, in PEM', isRequired: true, completes: 'file' },
      {
        flags: '--witness <file>',
        description: 'checkpoints that were kept elsewhere: a signed note, or the file of a witness',
        completes: 'file',
      },
      reportOutput,
    ],
    examples: [['tocsin audit verify ledger.ndjson --key ledger.pub', 'what tocsin audit export wrote']],
    load: () => import('../commands/audit/verify.js'),
  },
  {
    path: 'audit new-key',
    summary: "Put a new key in the place of the ledger's; the old one introduces it, and is gone.",
    details: 'From the next start on it signs.',
    args: [
      {
        usage: '<file>',
        description: "the ledger's key: ledger-key.pem in the home of the installation",
        completes: 'file',
      },
    ],
    examples: [['tocsin audit new-key .tocsin/ledger-key.pem', 'of the installation in this folder']],
    load: () => import('../commands/audit/new-key.js'),
  },
];
