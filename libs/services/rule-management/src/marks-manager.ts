import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import { MARKS_ID } from '@tocsin/contracts/topics/prediction-marks';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { PredictionMarks } from '@tocsin/domain/forecasting/prediction-marks';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { publishAudit } from './audit.js';

/** Carries out the command that says which series a tenant wants predicted. */
export async function putMarks(
  command: CommandOf<'prediction-marks.put'>,
  tx: ConfigurationTransaction,
  options: { clock: Clock; ids: IdSource },
): Promise<Outcome> {
  const { tenant_id, draft, if_version } = command;
  const known = await tx.predictionMarks();
  const version = known?.version ?? 0;
  if (if_version !== undefined && if_version !== version)
    return { kind: 'conflict', message: `the marks are at version ${version}, not ${if_version}` };
  if (known !== null && canonicalText(known.selectors) === canonicalText(draft.selectors))
    return { kind: 'prediction_marks', marks: known };
  const now = options.clock.now();
  const marks: PredictionMarks = {
    ...draft,
    tenant_id,
    version: version + 1,
    created_at: known?.created_at ?? now,
    updated_at: now,
  };
  await tx.savePredictionMarks(marks);
  await tx.publish({ topic: 'prediction-marks', key: ruleKey(tenant_id, MARKS_ID), value: marks });
  const details = { version: marks.version, selectors: marks.selectors };
  await publishAudit(command, tx, { type: 'configuration_changed', subject: 'prediction-marks', details }, options);
  return { kind: 'prediction_marks', marks };
}
