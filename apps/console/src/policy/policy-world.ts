import type { PolicyDraft } from '@tocsin/domain/alerting/notification-policy';
import type { RoutePlace } from './policy-draft.js';

/** A receiver as routes name it. */
export interface NamedReceiver {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** What is wrong, and where. */
export interface PolicyFinding {
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** What the parts of the editor share. */
export interface PolicyWorld {
  readonly draft: PolicyDraft;
  readonly receivers: readonly NamedReceiver[];
  readonly findings: readonly PolicyFinding[];
  readonly set: (draft: PolicyDraft) => void;
  /** The route whose fields are shown. */
  readonly chosen: RoutePlace;
  readonly choose: (place: RoutePlace) => void;
}
