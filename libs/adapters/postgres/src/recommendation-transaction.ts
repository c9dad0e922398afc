import type {
  ConfigurationRecommendation,
  RecommendationState,
} from '@tocsin/domain/recommendations/configuration-recommendation';
import type { LabelledIncident } from '@tocsin/domain/recommendations/labelled-incident';
import type { RecommendationTransaction } from '@tocsin/ports/recommendation-transaction';
import { type EntityManager, EntitySchema } from 'typeorm';

const text = { type: 'text' } as const;
const key = { tenant_id: { ...text, primary: true }, id: { ...text, primary: true } } as const;
const time = { type: 'bigint' } as const;
const document = { type: 'jsonb' } as const;

const IncidentEntity = new EntitySchema<{
  tenant_id: string;
  id: string;
  ends_at: number;
  document: LabelledIncident;
}>({ name: 'incidents', columns: { ...key, ends_at: time, document } });

const RecommendationEntity = new EntitySchema<{
  tenant_id: string;
  id: string;
  rule_id: string;
  state: RecommendationState;
  made_at: number;
  document: ConfigurationRecommendation;
}>({ name: 'recommendations', columns: { ...key, rule_id: text, state: text, made_at: time, document } });

export const recommendationEntities = [IncidentEntity, RecommendationEntity];

/** A tenant's incidents and recommendations within a transaction of the tenant. */
export function recommendationTransactionOf(manager: EntityManager, tenant_id: string): RecommendationTransaction {
  const dropped = async (sql: string, parameters: readonly number[]): Promise<string[]> => {
    const [rows] = await manager.query<[{ id: string }[], number]>(sql, [tenant_id, ...parameters]);
    return rows.map(({ id }) => id);
  };
  return {
    incident: async (id) => (await manager.findOneBy(IncidentEntity, { tenant_id, id }))?.document ?? null,
    saveIncident: async (incident) => {
      const { id, ends_at } = incident;
      await manager.upsert(IncidentEntity, { tenant_id, id, ends_at, document: incident }, ['tenant_id', 'id']);
    },
    deleteIncident: async (id) => void (await manager.delete(IncidentEntity, { tenant_id, id })),
    dropOldIncidents: (kept, before) =>
      dropped(
        `DELETE FROM incidents WHERE tenant_id = $1 AND (ends_at < $3::bigint OR id IN
           (SELECT id FROM incidents WHERE tenant_id = $1 ORDER BY ends_at DESC, id OFFSET $2)) RETURNING id`,
        [kept, before],
      ),
    recommendation: async (id) => (await manager.findOneBy(RecommendationEntity, { tenant_id, id }))?.document ?? null,
    openRecommendations: async (rule_id) =>
      (await manager.findBy(RecommendationEntity, { tenant_id, rule_id, state: 'open' })).map((row) => row.document),
    saveRecommendation: async (recommendation) => {
      const { id, rule_id, state, made_at } = recommendation;
      const row = { tenant_id, id, rule_id, state, made_at, document: recommendation };
      await manager.upsert(RecommendationEntity, row, ['tenant_id', 'id']);
    },
    dropOldRecommendations: (kept) =>
      dropped(
        `DELETE FROM recommendations WHERE tenant_id = $1 AND id IN
           (SELECT id FROM recommendations WHERE tenant_id = $1 ORDER BY made_at DESC, id OFFSET $2) RETURNING id`,
        [kept],
      ),
  };
}
