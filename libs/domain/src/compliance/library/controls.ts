import { type Control, ControlSchema } from '../control.js';
import { accessControls } from './access.js';
import { healingControls } from './healing.js';
import { segregationControls } from './segregation.js';

/** The controls that every tenant has. */
export const libraryControls: readonly Control[] = [...segregationControls, ...healingControls, ...accessControls].map(
  (control) => ControlSchema.parse(control),
);
