import { durationMs } from '../rules/duration.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { labelMatchers, labelValue, type LabelMatcher, matchAll } from './label-matcher.js';
import { printMatcher } from './print-matcher.js';
import { GROUP_BY_ALL, type PolicyDraft, type PolicyRoute, routeDefaults } from './notification-policy.js';

/** A node of the routing tree with everything that it has from its parents. */
export interface Route {
  /** What Alertmanager calls it: the matchers on the way to it; siblings with the same ones are numbered. */
  readonly key: string;
  /** Null: every receiver that the tenant has. */
  readonly receivers: readonly string[] | null;
  /** Null: all labels. */
  readonly groupBy: readonly string[] | null;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
}

/** Where an alert goes: a group of a route. */
export interface GroupOfAlert {
  readonly route: Route;
  readonly labels: Labels;
  /** As Alertmanager writes it: `{}/{severity="high"}:{alertname="X"}`. */
  readonly key: string;
}

interface Node {
  readonly route: Route;
  readonly matchers: readonly LabelMatcher[];
  readonly continues: boolean;
  readonly children: readonly Node[];
  readonly index: ChildIndex;
}

/**
 * The routing tree of a policy. Children are found by the value of a label that they ask for, and which patterns a value
 * fits is remembered, so that a thousand routes cost an alert no more than a few.
 */
export class PolicyRouter {
  readonly #root: Node;
  readonly #routes = new Map<string, Route>();

  constructor(policy: PolicyDraft) {
    this.#root = this.#nodeOf(policy.route, null, '');
  }

  /** Every route by its key, the root first. */
  get routes(): ReadonlyMap<string, Route> {
    return this.#routes;
  }

  /** The routes that take an alert: the deepest of each branch that fits; never none. */
  routesOf(labels: Labels): readonly Route[] {
    return match(this.#root, labels);
  }

  groupsOf(labels: Labels): readonly GroupOfAlert[] {
    return this.routesOf(labels).map((route) => groupOf(route, labels));
  }

  #nodeOf(written: PolicyRoute, parent: Route | null, sibling: string): Node {
    const matchers = labelMatchers(written.matchers ?? []);
    const own = `{${matchers.map(({ matcher }) => printMatcher(matcher)).join(',')}}${sibling}`;
    const route = inherit(written, parent, parent === null ? own : `${parent.key}/${own}`);
    this.#routes.set(route.key, route);
    const seen = new Map<string, number>();
    const children = (written.routes ?? []).map((child) => {
      const text = JSON.stringify(child.matchers ?? []);
      const before = seen.get(text) ?? 0;
      seen.set(text, before + 1);
      return this.#nodeOf(child, route, before === 0 ? '' : `#${before + 1}`);
    });
    return { route, matchers, continues: written.continue === true, children, index: new ChildIndex(children) };
  }
}

function inherit(written: PolicyRoute, parent: Route | null, key: string): Route {
  const ms = (text: string | undefined, inherited: number): number =>
    text === undefined ? inherited : durationMs(text);
  const { group_by } = written;
  return {
    key,
    receivers: written.receivers ?? parent?.receivers ?? null,
    groupBy:
      group_by === undefined
        ? parent === null
          ? []
          : parent.groupBy
        : group_by.includes(GROUP_BY_ALL)
          ? null
          : group_by,
    groupWaitMs: ms(written.group_wait, parent?.groupWaitMs ?? routeDefaults.groupWaitMs),
    groupIntervalMs: ms(written.group_interval, parent?.groupIntervalMs ?? routeDefaults.groupIntervalMs),
    repeatIntervalMs: ms(written.repeat_interval, parent?.repeatIntervalMs ?? routeDefaults.repeatIntervalMs),
    // As in Alertmanager, these are a route's own.
    muteTimeIntervals: written.mute_time_intervals ?? [],
    activeTimeIntervals: written.active_time_intervals ?? [],
  };
}

function match(node: Node, labels: Labels): Route[] {
  const found: Route[] = [];
  for (const child of node.index.candidates(labels)) {
    if (!matchAll(child.matchers, labels)) continue;
    found.push(...match(child, labels));
    if (!child.continues) break;
  }
  return found.length === 0 ? [node.route] : found;
}

function groupOf(route: Route, labels: Labels): GroupOfAlert {
  const names = route.groupBy ?? Object.keys(labels);
  const own = labelsFrom(
    names.filter((name) => Object.hasOwn(labels, name)).map((name) => [name, labelValue(labels, name)]),
  );
  const text = Object.entries(own)
    .map(([name, value]) => printMatcher({ name, operator: '=', value }))
    .join(', ');
  return { route, labels: own, key: `${route.key}:{${text}}` };
}

/** Most values of a label for which it is remembered which patterns they fit; then it is found out anew. */
const REMEMBERED_MAX = 10_000;

/** Children that are told apart by one label: by the value that they ask for, or by what they say of it otherwise. */
class ByLabel {
  readonly #byValue = new Map<string, Node[]>();
  readonly #others: { node: Node; matcher: LabelMatcher }[] = [];
  readonly #known = new Map<string, readonly Node[]>();

  constructor(private readonly name: string) {}

  add(node: Node, matcher: LabelMatcher): void {
    if (matcher.matcher.operator !== '=') this.#others.push({ node, matcher });
    else this.#byValue.set(matcher.matcher.value, [...(this.#byValue.get(matcher.matcher.value) ?? []), node]);
  }

  candidates(labels: Labels): readonly Node[] {
    const value = labelValue(labels, this.name);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const others = this.#others.filter(({ matcher }) => matcher.matches(labels)).map(({ node }) => node);
    const found = [...(this.#byValue.get(value) ?? []), ...others];
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(value, found);
    return found;
  }
}

/** Children by one of the labels that each asks for, in the order in which they stand. */
class ChildIndex {
  readonly #positions = new Map<Node, number>();
  readonly #byLabel = new Map<string, ByLabel>();
  /** Children that take every alert. */
  readonly #always: Node[] = [];

  constructor(children: readonly Node[]) {
    children.forEach((child, i) => {
      this.#positions.set(child, i);
      const chosen =
        child.matchers.find(({ matcher }) => matcher.operator === '=' && matcher.value !== '') ?? child.matchers[0];
      if (chosen === undefined) {
        this.#always.push(child);
        return;
      }
      const { name } = chosen.matcher;
      const known = this.#byLabel.get(name) ?? new ByLabel(name);
      this.#byLabel.set(name, known);
      known.add(child, chosen);
    });
  }

  /** The children that may fit, in their order. */
  candidates(labels: Labels): readonly Node[] {
    const found = [...this.#always];
    for (const byLabel of this.#byLabel.values()) found.push(...byLabel.candidates(labels));
    return found.length < 2 ? found : found.sort((a, b) => this.#place(a) - this.#place(b));
  }

  #place(node: Node): number {
    return this.#positions.get(node) ?? 0;
  }
}
