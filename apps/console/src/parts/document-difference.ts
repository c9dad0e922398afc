import { latePart } from './late-part.js';

/** What two versions of a rule or a rule group say differently; what tells it is loaded when it is first told. */
export const DocumentDifference = latePart(async () => (await import('./document-diff.js')).DocumentDiff);
