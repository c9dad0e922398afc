import { ProblemError, unavailable } from '../problem.js';

export const tooLarge = (): ProblemError =>
  new ProblemError(
    422,
    'evaluation-too-large',
    'The evaluation is too large',
    'The rule looks at more samples than fit into memory; let it look at fewer series, or less far back.',
  );

export const tooLong = (timeoutMs: number): ProblemError =>
  new ProblemError(
    422,
    'evaluation-too-long',
    'The evaluation takes too long',
    `It was not done after ${timeoutMs / 1_000} seconds (system.evaluation_timeout); let the rule look at fewer series, or less far back.`,
  );

export const failed = (message: string): ProblemError =>
  new ProblemError(422, 'evaluation-failed', 'The rule cannot be evaluated', message);

export const cancelled = (): ProblemError =>
  new ProblemError(499, 'evaluation-cancelled', 'The evaluation was cancelled', 'Whoever asked for it has gone.');

export const busy = (waiting: number): ProblemError =>
  unavailable('evaluations-busy', `${waiting} evaluations wait already; try again when some are done.`);

export const stopping = (): ProblemError => unavailable('stopping', 'The platform is stopping.');
