import type { Unreadable } from './said-rule.js';

export const unreadable = (code: string, reason: string): Unreadable => ({ kind: 'unreadable', code, reason });

/** Ends reading at the first thing that nobody could mean; caught where reading began. */
export class Stopped extends Error {
  constructor(readonly why: Unreadable) {
    super(why.reason);
  }
}

export const stop = (code: string, reason: string): Stopped => new Stopped(unreadable(code, reason));
