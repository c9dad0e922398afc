import { type ConsoleAddress, consoleAddresses } from '@tocsin/contracts/console-addresses';
import type { ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { AlertsPage } from './alerts/alerts-page.js';
import { ApprovalsPage } from './approvals/approvals-page.js';
import { HealingPage } from './healing/healing-page.js';
import { RunPage } from './healing/run-page.js';
import { HomePage } from './home/home-page.js';
import { latePage } from './parts/late-part.js';
import { GroupPage } from './rules/group-page.js';
import { RulePage } from './rules/rule-page.js';
import { RulesPage } from './rules/rules-page.js';
import { SilencesPage } from './silences/silences-page.js';
import { SignInGate } from './session/sign-in-gate.js';
import { MissingPage } from './shell/missing-page.js';
import { Shell } from './shell/shell.js';

// What few pages need is loaded with them.
const AuditPage = latePage(async () => (await import('./audit/audit-page.js')).AuditPage);
const CompliancePage = latePage(async () => (await import('./compliance/compliance-page.js')).CompliancePage);
const ReceiversPage = latePage(async () => (await import('./receivers/receivers-page.js')).ReceiversPage);
const TimelinePage = latePage(async () => (await import('./timeline/timeline-page.js')).TimelinePage);
const WhyNotPage = latePage(async () => (await import('./why-not/why-not-page.js')).WhyNotPage);
const PredictionsPage = latePage(async () => (await import('./predictions/predictions-page.js')).PredictionsPage);
const AnomaliesPage = latePage(async () => (await import('./anomalies/anomalies-page.js')).AnomaliesPage);
const IncidentsPage = latePage(async () => (await import('./incidents/incidents-page.js')).IncidentsPage);
const IncidentPage = latePage(async () => (await import('./incidents/incident-page.js')).IncidentPage);
const PeoplePage = latePage(async () => (await import('./people/people-page.js')).PeoplePage);
const KeysPage = latePage(async () => (await import('./keys/keys-page.js')).KeysPage);
const QuotasPage = latePage(async () => (await import('./tenants/quotas-page.js')).QuotasPage);
const TenantsPage = latePage(async () => (await import('./tenants/tenants-page.js')).TenantsPage);
const SettingsPage = latePage(async () => (await import('./settings/settings-page.js')).SettingsPage);
const StartPage = latePage(async () => (await import('./start/start-page.js')).StartPage);
const SubjectsPage = latePage(async () => (await import('./subjects/subjects-page.js')).SubjectsPage);
const PolicyPage = latePage(async () => (await import('./policy/policy-page.js')).PolicyPage);
const EditorPage = latePage(async () => (await import('./editor/editor-page.js')).EditorPage);

/** A page without an address, or an address without a page, is no program. */
const elements: Readonly<Record<ConsoleAddress, ReactElement>> = {
  '/': <HomePage />,
  '/alerts': <AlertsPage />,
  '/alerts/:id': <AlertsPage />,
  '/rules': <RulesPage />,
  '/rules/new': <EditorPage />,
  '/rules/:id/edit': <EditorPage />,
  '/rules/:id/timeline': <TimelinePage />,
  '/rules/:id/why-not': <WhyNotPage />,
  '/rules/:id': <RulePage />,
  '/incidents': <IncidentsPage />,
  '/incidents/:id': <IncidentPage />,
  '/predictions': <PredictionsPage />,
  '/anomalies': <AnomaliesPage />,
  '/rule-groups/:name': <GroupPage />,
  '/healing': <HealingPage />,
  '/healing/:id': <RunPage />,
  '/approvals': <ApprovalsPage />,
  '/silences': <SilencesPage />,
  '/receivers': <ReceiversPage />,
  '/receivers/policy': <PolicyPage />,
  '/audit': <AuditPage />,
  '/compliance': <CompliancePage />,
  '/subjects': <SubjectsPage />,
  '/people': <PeoplePage />,
  '/keys': <KeysPage />,
  '/quotas': <QuotasPage />,
  '/tenants': <TenantsPage />,
  '/settings': <SettingsPage />,
  '/start': <StartPage />,
  '/welcome': <Navigate to="/start" replace />,
};

/** Every page by its address. */
export function App(): ReactElement {
  return (
    <SignInGate>
      <Shell>
        <Routes>
          {consoleAddresses.map((address) => (
            <Route key={address} path={address} element={elements[address]} />
          ))}
          <Route path="*" element={<MissingPage />} />
        </Routes>
      </Shell>
    </SignInGate>
  );
}
