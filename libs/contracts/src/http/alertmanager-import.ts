import { checkPolicy, isNestedTooDeep } from '@tocsin/domain/alerting/check-policy';
import { matcherTexts, readMatcher } from '@tocsin/domain/alerting/matcher-text';
import { printMatcher } from '@tocsin/domain/alerting/print-matcher';
import { type PolicyDraft, PolicyDraftSchema } from '@tocsin/domain/alerting/notification-policy';
import type { Matcher } from '@tocsin/domain/promql/ast';
import { pathText, schemaFindings, valueAt } from '@tocsin/domain/rules/finding';
import { isStorable } from '../storable-text.js';
import type { ReceiverDraft } from '../topics/receivers.js';
import { type ImportedReceiver, readReceivers, usedGlobals } from './alertmanager-receivers.js';
import { type Path, type Place, YamlBody } from './yaml-places.js';

/** Largest configuration; it travels in one record of the log, and Kafka takes 1 MiB at once. */
export const CONFIGURATION_BYTES_MAX = 512 * 1024;

/** One thing in a configuration, where it stands, and what is to be said of it. */
export interface ImportFinding {
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type ConfigurationRead =
  | {
      readonly kind: 'read';
      readonly policy: PolicyDraft;
      /** Receivers that the configuration describes and the tenant does not have yet. */
      readonly receivers: readonly ImportedReceiver[];
      /** What could not be taken over. */
      readonly losses: readonly ImportFinding[];
      /** Routes that told somebody there and would tell nobody here; they are among the losses, too. */
      readonly unheard: readonly ImportFinding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly ImportFinding[] };

/** What a tenant has and may make. */
export interface ImportingTenant {
  /** Its receivers, by their names. */
  receivers(name: string): readonly { id: string; type: string }[];
  /** The id of a receiver that is to be made. @param key - what tells it apart from others of its name */
  idOf(name: string, key: string): string;
  /** Why receivers of a type cannot be made; null when they can. */
  refusalOfType(type: ReceiverDraft['type']): string | null;
}

/** Reads a configuration of Alertmanager as a policy: everything that is wrong in it, or what it comes to. */
export function readAlertmanagerConfiguration(text: string, tenant: ImportingTenant): ConfigurationRead {
  const yaml = new YamlBody(text);
  if (yaml.content.kind === 'refused') return yaml.content;
  const reader = new ConfigurationReader(yaml, tenant);
  return reader.read(yaml.content.value);
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ignoredAtTop: Readonly<Record<string, string>> = {
  templates: 'is not taken over: templates belong to receivers here',
  tracing: 'is not taken over',
};
/** Fields of a route that say here what they say there. */
const passedFields = new Set([
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'mute_time_intervals',
  'active_time_intervals',
]);
const routeFields = new Set([...passedFields, 'receiver', 'matchers', 'match', 'match_re', 'continue', 'routes']);

class ConfigurationReader {
  readonly #faults: ImportFinding[] = [];
  readonly #losses: ImportFinding[] = [];
  readonly #unheard: ImportFinding[] = [];
  /** Names of receivers of which nothing could be taken over. */
  readonly #lost = new Set<string>();
  /** Where in the configuration a part of the policy comes from, when that is another path. */
  readonly #origins = new Map<string, Path>();
  readonly #idsByName = new Map<string, readonly string[]>();
  readonly #kinds = new Map<string, string>();

  constructor(
    private readonly yaml: YamlBody,
    private readonly tenant: ImportingTenant,
  ) {}

  read(value: unknown): ConfigurationRead {
    if (!isFields(value))
      return this.#refuse([], 'is no configuration: it must be fields such as `route` and `receivers`');
    if (isNestedTooDeep(value)) return this.#refuse([], 'is nested too deeply');
    for (const field of Object.keys(value)) this.#checkTop(field, value[field]);
    const receivers = this.#receivers(value['receivers'], this.#globals(value['global']));
    if (!isFields(value['route'])) return this.#refuse(['route'], 'is missing: it says who is told of what');
    const draft = {
      route: this.#route(value['route'], ['route'], ['route']),
      inhibit_rules: this.#list(value['inhibit_rules'], ['inhibit_rules']).map((rule, i) => this.#inhibitRule(rule, i)),
      time_intervals: [
        ...this.#list(value['time_intervals'], ['time_intervals']),
        ...this.#list(value['mute_time_intervals'], ['mute_time_intervals']),
      ],
    };
    const ownIntervals = this.#list(value['time_intervals'], []).length;
    this.#list(value['mute_time_intervals'], []).forEach((_, i) =>
      this.#origins.set(`time_intervals[${ownIntervals + i}]`, ['mute_time_intervals', i]),
    );
    const policy = this.#checked(draft);
    if (policy === null || this.#faults.length > 0) return { kind: 'refused', findings: inOrder(this.#faults) };
    const losses = inOrder([...this.#losses, ...this.#unheard]);
    return { kind: 'read', policy, receivers, losses, unheard: inOrder(this.#unheard) };
  }

  #checked(draft: object): PolicyDraft | null {
    const read = PolicyDraftSchema.safeParse(draft);
    if (!read.success) {
      for (const issue of read.error.issues)
        for (const { message } of schemaFindings(issue, valueAt(draft, issue.path), issue.path))
          this.#faultAt(issue.path as Path, message);
      return null;
    }
    for (const { path, message } of checkPolicy(read.data, (id) => this.#kinds.get(id) ?? null))
      this.#faultAt(pathOf(path), message);
    return read.data;
  }

  #checkTop(field: string, value: unknown): void {
    const known = ['global', 'route', 'receivers', 'inhibit_rules', 'time_intervals', 'mute_time_intervals'];
    if (known.includes(field)) return;
    const ignored = Object.hasOwn(ignoredAtTop, field) ? ignoredAtTop[field] : undefined;
    if (ignored === undefined) this.#fault([field], `field ${field} is not known`, 'key');
    else if (value !== '') this.#lose([field], ignored);
  }

  /** Settings that receivers are made of; what others say belongs to each receiver here. */
  #globals(value: unknown): Fields {
    if (value === undefined || value === '') return {};
    if (!isFields(value)) {
      this.#fault(['global'], 'is no map of fields');
      return {};
    }
    for (const [field, own] of Object.entries(value))
      if (!usedGlobals.has(field) && own !== '')
        this.#lose(['global', field], 'is not taken over: receivers here have their own settings');
    return value;
  }

  #receivers(value: unknown, globals: Fields): ImportedReceiver[] {
    const made: ImportedReceiver[] = [];
    const read = readReceivers(this.#list(value, ['receivers']), globals, {
      fault: (path, message) => this.#fault(['receivers', ...path], message),
      lose: (path, message) => this.#lose(['receivers', ...path], message),
      refusalOfType: (type) => this.tenant.refusalOfType(type),
      isKnown: (name) => this.#own(name).length > 0,
    });
    for (const { name, targets, tells, path } of read) {
      if (this.#idsByName.has(name))
        this.#fault(['receivers', ...path, 'name'], `"${name}" is the name of another one, too`);
      const own = this.#own(name);
      const created =
        own.length > 0
          ? []
          : targets.map(({ draft, key, path: at }) => ({
              draft,
              path: ['receivers', ...at],
              id: this.tenant.idOf(name, key),
            }));
      made.push(...created);
      this.#idsByName.set(
        name,
        [...own, ...created].map(({ id }) => id),
      );
      if (tells && own.length + created.length === 0) this.#lost.add(name);
      for (const { id, type } of own) this.#kinds.set(id, type);
      for (const { id, draft } of created) this.#kinds.set(id, draft.type);
    }
    return made;
  }

  #own(name: string): readonly { id: string; type: string }[] {
    return this.tenant.receivers(name).filter(({ type }) => type !== 'alertmanager');
  }

  /** @param at - where the route comes to stand in the policy */
  #route(value: unknown, path: Path, at: Path): object {
    if (!isFields(value)) return this.#notFields(path);
    for (const field of Object.keys(value))
      if (!routeFields.has(field)) this.#fault([...path, field], `field ${field} is not known`, 'key');
    const { receiver, routes, continue: continues } = value;
    const rest = Object.entries(value).filter(([field, own]) => passedFields.has(field) && own !== '');
    const isRoot = path.length === 1;
    const texts = this.#matchers(value, path, at, ['matchers', 'match', 'match_re']);
    return {
      ...Object.fromEntries(rest),
      ...(isText(receiver) ? { receivers: this.#receiverIds(receiver, path) } : {}),
      ...(texts.length > 0 || !isRoot ? { matchers: texts } : {}),
      ...(isText(continues) && !(isRoot && continues === 'false') ? { continue: booleanOf(continues) } : {}),
      ...(routes === undefined || routes === ''
        ? {}
        : {
            routes: this.#list(routes, [...path, 'routes']).map((route, i) =>
              this.#route(route, [...path, 'routes', i], [...at, 'routes', i]),
            ),
          }),
    };
  }

  #receiverIds(name: string, path: Path): string[] {
    const ids = this.#idsByName.get(name);
    if (ids === undefined) this.#fault([...path, 'receiver'], `"${name}" is none of the receivers`);
    if (this.#lost.has(name))
      this.#unheard.push(
        this.#finding(
          { path: [...path, 'receiver'], part: 'value' },
          `would tell nobody: nothing of "${name}" can be taken over`,
        ),
      );
    return [...(ids ?? [])];
  }

  #inhibitRule(value: unknown, i: number): object {
    const path: Path = ['inhibit_rules', i];
    if (!isFields(value)) return this.#notFields(path);
    const known = new Set(
      ['source', 'target'].flatMap((side) => ['matchers', 'match', 'match_re'].map((field) => `${side}_${field}`)),
    );
    for (const field of Object.keys(value))
      if (!known.has(field) && field !== 'equal') this.#fault([...path, field], `field ${field} is not known`, 'key');
    const side = (name: 'source' | 'target'): string[] =>
      this.#matchers(value, path, path, [`${name}_matchers`, `${name}_match`, `${name}_match_re`]);
    return {
      source_matchers: side('source'),
      target_matchers: side('target'),
      ...(value['equal'] === undefined || value['equal'] === '' ? {} : { equal: value['equal'] }),
    };
  }

  /** Matchers of today, and the maps of labels that they were before. */
  #matchers(value: Fields, path: Path, at: Path, [list, exact, pattern]: [string, string, string]): string[] {
    const found: string[] = [];
    const add = (matcher: Matcher, origin: Path): void => {
      this.#origins.set(pathText([...at, list, found.length]), origin);
      found.push(printMatcher(matcher));
    };
    this.#list(value[list], [...path, list]).forEach((item, i) => {
      const origin = [...path, list, i];
      if (!isText(item)) this.#fault(origin, 'is no text');
      else
        for (const text of matcherTexts(item)) {
          const read = readMatcher(text);
          if (read.kind === 'matcher') add(read.matcher, origin);
          else this.#fault(origin, read.message);
        }
    });
    for (const [field, operator] of [
      [exact, '='],
      [pattern, '=~'],
    ] as const) {
      const labels = value[field];
      if (labels === undefined || labels === '') continue;
      if (!isFields(labels)) this.#fault([...path, field], 'is no map of labels with texts');
      else
        for (const [name, text] of Object.entries(labels))
          add({ name, operator, value: String(text) }, [...path, field, name]);
    }
    return found;
  }

  #list(value: unknown, path: Path): unknown[] {
    if (value === undefined || value === '') return [];
    if (Array.isArray(value)) return value;
    this.#fault(path, 'is no list');
    return [];
  }

  #notFields(path: Path): object {
    this.#fault(path, 'is no map of fields');
    return {};
  }

  /** @param path - in the policy */
  #faultAt(path: Path, message: string): void {
    for (let length = path.length; length > 0; length -= 1) {
      const origin = this.#origins.get(pathText(path.slice(0, length)));
      if (origin !== undefined) return this.#fault([...origin, ...path.slice(length)], message);
    }
    const [last, before] = [path.at(-1), path.at(-2)];
    // A receiver by its id was written by its name.
    this.#fault(
      before === 'receivers' && typeof last === 'number' ? [...path.slice(0, -2), 'receiver'] : path,
      message,
    );
  }

  #fault(path: Path, message: string, part: Place['part'] = 'value'): void {
    this.#faults.push(this.#finding({ path, part }, message));
  }

  #lose(path: Path, message: string): void {
    this.#losses.push(this.#finding({ path, part: 'key' }, message));
  }

  #finding(place: Place, message: string): ImportFinding {
    const storable = isStorable(message) ? message : 'holds U+0000, or half of a character';
    return { path: pathText(place.path), message: storable, ...this.yaml.positionOf(place) };
  }

  #refuse(path: Path, message: string): ConfigurationRead {
    this.#fault(path, message);
    return { kind: 'refused', findings: inOrder(this.#faults) };
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

function booleanOf(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text;
}

function inOrder(findings: readonly ImportFinding[]): ImportFinding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The path that a text such as `route.routes[0].receivers[1]` means. */
function pathOf(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}
