import type { ConfigurationRecommendation } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { LabelledIncident } from '@tocsin/domain/recommendations/labelled-incident';
import type { RecommendationTransaction } from './recommendation-transaction.js';

export interface RecommendationTenant {
  incidents: Map<string, LabelledIncident>;
  recommendations: Map<string, ConfigurationRecommendation>;
}

export const copyOfRecommendations = ({ incidents, recommendations }: RecommendationTenant): RecommendationTenant => ({
  incidents: new Map(incidents),
  recommendations: new Map(recommendations),
});

/** A {@link RecommendationTransaction} on maps, for tests. */
export function fakeRecommendationTransaction({
  incidents,
  recommendations,
}: RecommendationTenant): RecommendationTransaction {
  return {
    incident: async (id) => incidents.get(id) ?? null,
    saveIncident: async (incident) => void incidents.set(incident.id, incident),
    deleteIncident: async (id) => void incidents.delete(id),
    dropOldIncidents: async (kept, time) => {
      const sorted = [...incidents.values()].sort((a, b) => b.ends_at - a.ends_at || (a.id < b.id ? -1 : 1));
      const dropped = sorted.filter(({ ends_at }, i) => i >= kept || ends_at < time).map(({ id }) => id);
      for (const id of dropped) incidents.delete(id);
      return dropped;
    },
    recommendation: async (id) => recommendations.get(id) ?? null,
    openRecommendations: async (ruleId) =>
      [...recommendations.values()].filter(({ rule_id, state }) => rule_id === ruleId && state === 'open'),
    saveRecommendation: async (recommendation) => void recommendations.set(recommendation.id, recommendation),
    dropOldRecommendations: async (kept) => {
      const sorted = [...recommendations.values()].sort((a, b) => b.made_at - a.made_at || (a.id < b.id ? -1 : 1));
      const dropped = sorted.slice(kept).map(({ id }) => id);
      for (const id of dropped) recommendations.delete(id);
      return dropped;
    },
  };
}
