import type { HealingAction } from '@tocsin/domain/healing/action';

export type ActionOf<K extends HealingAction['kind']> = Extract<HealingAction, { kind: K }>;
