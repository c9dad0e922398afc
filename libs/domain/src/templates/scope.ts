/** What the platform declares before the text of an alert's template, in the order of their slots, after 0 for `$`. */
export const alertVariables = [
  ['$labels', 'Labels'],
  ['$externalLabels', 'ExternalLabels'],
  ['$externalURL', 'ExternalURL'],
  ['$value', 'Value'],
] as const;

/**
 * The variables that are visible at a place of a template. Each declaration has a slot of its own, so that execution
 * needs no look-up by name.
 */
export class Scope {
  private readonly blocks: Map<string, number>[];
  private slots: number;

  /** @param names - what is declared already; a template that is called sees only `$` */
  constructor(names: readonly string[]) {
    this.blocks = [new Map(['$', ...names].map((name, slot) => [name, slot]))];
    this.slots = names.length + 1;
  }

  declare(name: string): number {
    const slot = this.slots;
    this.slots += 1;
    this.blocks.at(-1)?.set(name, slot);
    return slot;
  }

  /** @returns undefined where no such variable is visible */
  find(name: string): number | undefined {
    return this.blocks.findLast((block) => block.has(name))?.get(name);
  }

  open(): void {
    this.blocks.push(new Map());
  }

  close(): void {
    this.blocks.pop();
  }
}
