import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import { AlertsPage } from './alerts/alerts-page.js';
import { ApprovalsPage } from './approvals/approvals-page.js';
import { HealingPage } from './healing/healing-page.js';
import { RunPage } from './healing/run-page.js';
import { HomePage } from './home/home-page.js';
import { latePart } from './parts/late-part.js';
import { GroupPage } from './rules/group-page.js';
import { RulePage } from './rules/rule-page.js';
import { RulesPage } from './rules/rules-page.js';
import { SilencesPage } from './silences/silences-page.js';
import { SignInGate } from './session/sign-in-gate.js';
import { MissingPage } from './shell/missing-page.js';
import { Shell } from './shell/shell.js';

// What few pages need is loaded with them.
const AuditPage = latePart(async () => (await import('./audit/audit-page.js')).AuditPage);
const CompliancePage = latePart(async () => (await import('./compliance/compliance-page.js')).CompliancePage);
const ReceiversPage = latePart(async () => (await import('./receivers/receivers-page.js')).ReceiversPage);
const EditorPage = latePart(async () => (await import('./editor/editor-page.js')).EditorPage);

/** Every page by its address. */
export function App(): ReactElement {
  return (
    <SignInGate>
      <Shell>
        <Routes>
          <Route path="/" element={<HomePage />} />
          <Route path="/alerts" element={<AlertsPage />} />
          <Route path="/alerts/:id" element={<AlertsPage />} />
          <Route path="/rules" element={<RulesPage />} />
          <Route path="/rules/new" element={<EditorPage />} />
          <Route path="/rules/:id/edit" element={<EditorPage />} />
          <Route path="/rules/:id" element={<RulePage />} />
          <Route path="/rule-groups/:name" element={<GroupPage />} />
          <Route path="/healing" element={<HealingPage />} />
          <Route path="/healing/:id" element={<RunPage />} />
          <Route path="/approvals" element={<ApprovalsPage />} />
          <Route path="/silences" element={<SilencesPage />} />
          <Route path="/receivers" element={<ReceiversPage />} />
          <Route path="/audit" element={<AuditPage />} />
          <Route path="/compliance" element={<CompliancePage />} />
          <Route path="*" element={<MissingPage />} />
        </Routes>
      </Shell>
    </SignInGate>
  );
}
