import type { ConfigurationRecommendation } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { LabelledIncident } from '@tocsin/domain/recommendations/labelled-incident';

/** One tenant's incidents and recommendations inside one transaction. */
export interface RecommendationTransaction {
  incident(id: string): Promise<LabelledIncident | null>;
  saveIncident(incident: LabelledIncident): Promise<void>;
  deleteIncident(id: string): Promise<void>;
  /** Drops all but the `kept` that ended last, and those that ended before `time`. @returns their ids */
  dropOldIncidents(kept: number, time: number): Promise<string[]>;
  recommendation(id: string): Promise<ConfigurationRecommendation | null>;
  /** Those of a rule that nobody has decided about. */
  openRecommendations(ruleId: string): Promise<ConfigurationRecommendation[]>;
  saveRecommendation(recommendation: ConfigurationRecommendation): Promise<void>;
  /** Drops all but the `kept` that were made last. @returns their ids */
  dropOldRecommendations(kept: number): Promise<string[]>;
}
