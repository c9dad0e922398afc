import { type OpenClause, settleSpans } from './open-clause.js';
import type { Join, SaidClause, SaidRule, Target } from './said-rule.js';
import { stop } from './unreadable.js';

/** Most things that one sentence may say. */
const CLAUSES_MAX = 10;

/** The clauses of a sentence, and how each is joined to the one before it. */
export class ClauseList {
  readonly #clauses: { join: Join | ',' | null; clause: OpenClause }[] = [];
  #join: Join | ',' | null = null;
  /** Of `both … and …`, `either … or …`. */
  listJoin: Join | null = null;
  /** Of all clauses. */
  readonly targets: Target[] = [];

  get isEmpty(): boolean {
    return this.#clauses.length === 0;
  }

  /** The clause that comes next is joined by a comma, which means what the list's last word does. */
  comma(): void {
    this.#join = ',';
  }

  /** @param isBehindClause - a clause ended right before the word; "and" before "make it critical" joins nothing */
  join(join: Join, isBehindClause: boolean): void {
    const isStrong = join === 'unless' || join === 'then';
    if (isStrong || isBehindClause || this.isEmpty || this.#join === null) this.#join = join;
  }

  /** Takes in a clause that was read; what says nothing of its own belongs to the one before it, or to all. */
  add(clause: OpenClause, rule: { within: number | null }): void {
    settleSpans(clause, rule);
    const last = this.#clauses.at(-1)?.clause;
    if (clause.subject.length > 0 || clause.predicate !== null) {
      if (this.#clauses.length === CLAUSES_MAX)
        throw stop('too_many', `It says more than ${CLAUSES_MAX} things; make several rules of it`);
      this.#clauses.push({ join: this.#join ?? (this.isEmpty ? null : (this.listJoin ?? 'and')), clause });
      this.#join = null;
      return;
    }
    const said = [...clause.targets, ...clause.trailing];
    if (last === undefined || last.predicate === null) this.targets.push(...said);
    else last.trailing.push(...said);
    if (last !== undefined) return complete(last, clause);
    const saysHow = [clause.window, clause.by, clause.aggregate, clause.per].some((part) => part !== null);
    if (saysHow || clause.isEverywhere) this.#clauses.push({ join: this.#join, clause });
  }

  finished(): SaidRule['clauses'] {
    if (this.listJoin !== null && this.#clauses.length < 2)
      throw stop('unfinished', 'It begins a list, and names one thing only');
    let listed: Join = this.listJoin ?? 'and';
    return this.#clauses
      .toReversed()
      .map(({ join, clause }) => {
        if (join === 'and' || join === 'or') listed = join;
        return { join: join === ',' ? listed : join, clause: clause as SaidClause };
      })
      .toReversed();
  }
}

/** What stands behind a clause, such as `, over 10 minutes`, completes it. */
function complete(last: OpenClause, clause: OpenClause): void {
  last.window ??= clause.window;
  last.windowWord ??= clause.windowWord;
  last.hasHold ||= clause.hasHold;
  last.by ??= clause.by;
  last.aggregate ??= clause.aggregate;
  last.per ??= clause.per;
  last.unit ??= clause.unit;
  last.recovery ??= clause.recovery;
}
