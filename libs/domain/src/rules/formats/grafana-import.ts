import { parseDurationMs } from '../duration.js';
import { severityOfLabel } from '../severity-label.js';
import { DESCRIPTION, RUNBOOK_URL } from './alerting-rules.js';
import { GrafanaExpressionReader } from './grafana-expression.js';
import {
  type Candidate,
  type Candidates,
  type Fields,
  isFields,
  itemsOf,
  type Loss,
  textOf,
  textsOf,
} from './portable-rules.js';

/** The category of what is read, for Grafana has none. */
const CATEGORY = 'infrastructure';
type Path = readonly (string | number)[];
type Refused = Candidates['refused'][number];

/** The alerting rules of Grafana's provisioning files, each as a rule with one expression. */
export function readGrafana(documents: readonly unknown[]): Candidates {
  const reader = new GrafanaReader();
  documents.forEach((value, document) => {
    if (value === null) return;
    if (!isFields(value) || !Array.isArray(value['groups']))
      reader.refused.push({ subject: 'the file', path: [], document, message: 'has no list groups' });
    else value['groups'].forEach((group, i) => reader.group(group, ['groups', i], document));
  });
  return reader;
}

class GrafanaReader implements Candidates {
  readonly candidates: Candidate[] = [];
  readonly losses: Loss[] = [];
  readonly refused: Refused[] = [];

  group(group: unknown, path: Path, document: number): void {
    if (!isFields(group)) {
      this.refused.push({ subject: 'a group', path, document, message: 'is no group' });
      return;
    }
    itemsOf(group['rules']).forEach((rule, i) => {
      const at = [...path, 'rules', i];
      if (isFields(rule)) this.#rule(rule, group, at, document);
      else this.refused.push({ subject: 'a rule', path: at, document, message: 'is no rule' });
    });
  }

  #rule(rule: Fields, group: Fields, path: Path, document: number): void {
    const subject = textOf(rule['title']) ?? 'a rule without a title';
    const lose = (what: string, why: string): void => void this.losses.push({ subject, what, why });
    if (isFields(rule['record'])) {
      this.refused.push({ subject, path: [...path, 'record'], document, message: 'records a metric, and is no alert' });
      return;
    }
    const read = new GrafanaExpressionReader(itemsOf(rule['data']), lose).condition(textOf(rule['condition']) ?? '');
    if (read.kind === 'refused') {
      this.refused.push({ subject, path: [...path, ...read.path], document, message: read.message });
      return;
    }
    stateLosses(rule, lose);
    const value = draftOf(rule, group, read.text, lose);
    this.candidates.push({ kind: 'rule', value, path, document });
  }
}

type Lose = (what: string, why: string) => void;

function draftOf(rule: Fields, group: Fields, expr: string, lose: Lose): object {
  const labels = textsOf(rule['labels']);
  const { annotations, ...told } = annotationsOf(textsOf(rule['annotations']));
  lose('category', `there is none in Grafana, and it is ${CATEGORY} here`);
  return {
    name: textOf(rule['title']),
    ...told,
    severity: severityOfLabel(Object.hasOwn(labels, 'severity') ? labels['severity'] : undefined),
    category: CATEGORY,
    status: rule['isPaused'] === true ? 'paused' : 'active',
    conditions: [{ type: 'promql', expr }],
    ...durationOf('for', rule['for']),
    ...durationOf('keep_firing_for', rule['keepFiringFor'] ?? rule['keep_firing_for']),
    ...durationOf('interval', group['interval']),
    labels,
    annotations,
    ...folderOf(textOf(group['folder']), lose),
  };
}

const urlPattern = /^https?:\/\/[^\s{}]+$/;

/** Description and runbook have places of their own here, where they are no templates. */
function annotationsOf(all: Readonly<Record<string, string>>) {
  const { [DESCRIPTION]: description, [RUNBOOK_URL]: runbook, ...others } = all;
  const isPlain = description !== undefined && !description.includes('{{');
  const isUrl = runbook !== undefined && urlPattern.test(runbook);
  return {
    ...(isPlain ? { description } : {}),
    ...(isUrl ? { runbook } : {}),
    annotations: {
      ...others,
      ...(isPlain || description === undefined ? {} : { [DESCRIPTION]: description }),
      ...(isUrl || runbook === undefined ? {} : { [RUNBOOK_URL]: runbook }),
    },
  };
}

/** A duration of nothing is left out, and so is none. */
function durationOf(name: string, value: unknown): object {
  const text = textOf(value);
  return text === undefined || parseDurationMs(text) === 0 ? {} : { [name]: text };
}

/** A folder's title may have blanks and much else, which a folder here has not. */
function folderOf(title: string | undefined, lose: Lose): { folder?: string } {
  if (title === undefined) return {};
  const folder = title
    .split('/')
    .map((level) =>
      level
        .trim()
        .replace(/[^a-zA-Z0-9._-]+/g, '-')
        .replace(/^[^a-zA-Z0-9]+/, ''),
    )
    .filter((level) => level !== '')
    .join('/');
  if (folder !== title) lose('folder', `"${title}" is ${folder === '' ? 'left out' : `"${folder}"`} here`);
  return folder === '' ? {} : { folder };
}

function stateLosses(rule: Fields, lose: Lose): void {
  const noData = textOf(rule['noDataState']) ?? 'NoData';
  if (noData === 'Alerting' || noData === 'NoData')
    lose('noDataState', `${noData}: where nothing comes, nothing fires here; add a rule of absence`);
  const failed = textOf(rule['execErrState']) ?? 'Error';
  if (failed === 'Alerting') lose('execErrState', 'a rule that cannot be evaluated keeps its alerts as they were here');
  if (isFields(rule['notification_settings'])) lose('notification_settings', 'who is told is said by routes here');
  if (textOf(rule['dashboardUid']) !== undefined) lose('dashboardUid', 'has no place here');
  if (textOf(rule['missing_series_evals_to_resolve']) !== undefined)
    lose('missing_series_evals_to_resolve', 'has no place here');
}
