import { createHash } from 'node:crypto';
import type { V1CronJob, V1Job } from '@kubernetes/client-node';
import type { ActionOutcome, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { ActionOf } from '../action-of.js';
import type { Answer, ClusterApi } from '../cluster-api.js';
import { KEYS_ANNOTATION, keysOf } from '../effect-keys.js';

type RunJob = ActionOf<'kubernetes_job'>;

/** A Job is the only trace of its key, so that it stays for a day at least, whatever its CronJob says. */
const TRACE_SECONDS_MIN = 86_400;
/** A Job's name ends up in labels of its pods, which take 63 characters. */
const NAME_LENGTH_MAX = 63;

export async function rehearseJob(api: ClusterApi, action: RunJob, signal: AbortSignal): Promise<Rehearsal> {
  const cronJob = await readCronJob(api, action, signal);
  if (cronJob.kind !== 'ok') return { kind: 'refused', reason: cronJob.reason };
  const tried = await create(api, action, cronJob.value, 'rehearsal', true, signal);
  if (tried.kind !== 'ok') return { kind: 'refused', reason: `in a dry run, ${tried.reason}` };
  return { kind: 'feasible', effect: effectOf(action, 'a new Job'), state: {}, group: null };
}

export async function performJob(
  api: ClusterApi,
  action: RunJob,
  key: string,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const cronJob = await readCronJob(api, action, signal);
  if (cronJob.kind !== 'ok')
    return { kind: 'refused', reason: cronJob.reason, mayHelp: cronJob.kind === 'unknown' || cronJob.mayHelp };
  const created = await create(api, action, cronJob.value, key, false, signal);
  if (created.kind === 'ok') return { kind: 'done', effect: effectOf(action, `Job ${jobName(action, key)}`) };
  if (created.kind === 'unknown') return created;
  if (created.status !== 409) return { kind: 'refused', reason: created.reason, mayHelp: created.mayHelp };
  const traces = await inquireOfJob(api, action, key, signal);
  if (traces.kind === 'done')
    return { kind: 'done', effect: `${what(action)}: a Job was made of it before under key ${key}` };
  return { kind: 'refused', reason: traces.kind === 'unknown' ? traces.reason : created.reason, mayHelp: true };
}

export async function inquireOfJob(api: ClusterApi, action: RunJob, key: string, signal: AbortSignal): Promise<Traces> {
  const { namespace } = action;
  const name = jobName(action, key);
  const job = await api.ask({ what: `Job ${namespace}/${name}`, signal, writes: false }, (options) =>
    api.batch.readNamespacedJob({ namespace, name }, options),
  );
  if (job.kind === 'refused' && job.status === 404) return { kind: 'not_done' };
  if (job.kind !== 'ok') return { kind: 'unknown', reason: job.reason };
  if (keysOf(job.value).includes(key)) return { kind: 'done' };
  return { kind: 'unknown', reason: `Job ${namespace}/${name} is there and was made by somebody else` };
}

export function undoJob(action: RunJob): ActionOutcome {
  return { kind: 'refused', mayHelp: false, reason: `what a Job of ${what(action)} did cannot be taken back` };
}

function readCronJob(api: ClusterApi, action: RunJob, signal: AbortSignal): Promise<Answer<V1CronJob>> {
  const param = { namespace: action.namespace, name: action.cron_job };
  return api.ask({ what: what(action), signal, writes: false }, (options) =>
    api.batch.readNamespacedCronJob(param, options),
  );
}

function create(
  api: ClusterApi,
  action: RunJob,
  cronJob: V1CronJob,
  key: string,
  isDryRun: boolean,
  signal: AbortSignal,
): Promise<Answer<V1Job>> {
  const { namespace } = action;
  const name = jobName(action, key);
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {};
  const { ttlSecondsAfterFinished } = spec ?? {};
  const body = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      annotations: { ...metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual', [KEYS_ANNOTATION]: key },
      // Goes with its CronJob; not its controller, which would count it among its own runs and clear it away.
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: action.cron_job, uid: cronJob.metadata?.uid }],
    },
    spec: {
      ...spec,
      ...(ttlSecondsAfterFinished === undefined
        ? {}
        : { ttlSecondsAfterFinished: Math.max(ttlSecondsAfterFinished, TRACE_SECONDS_MIN) }),
    },
  };
  const asking = { what: `Job ${namespace}/${name} of ${what(action)}`, signal, writes: !isDryRun, body };
  return api.ask(asking, (options) =>
    api.batch.createNamespacedJob({ namespace, body: body as V1Job, ...(isDryRun ? { dryRun: 'All' } : {}) }, options),
  );
}

/** One name for one key; two keys that come to one name would need 2^32 Jobs of one CronJob. */
function jobName({ cron_job: cronJob }: RunJob, key: string): string {
  const mark = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return `${cronJob.slice(0, NAME_LENGTH_MAX - mark.length - 1).replace(/[-.]+$/, '')}-${mark}`;
}

const what = ({ namespace, cron_job: cronJob }: RunJob) => `CronJob ${namespace}/${cronJob}`;
const effectOf = (action: RunJob, job: string) => `${what(action)}: ${job} is made of its template and runs`;
