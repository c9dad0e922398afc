import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import { defaultDraft } from '@tocsin/domain/rule-templates/draft-rule';
import { debianProgram } from '@tocsin/testing/debian-program';
import { ruleFileOf } from './template-rule-file.js';

const promtool = debianProgram('promtool');
/** A silence is told by a function that Prometheus has since its version 3.5. */
const beyondDebian: readonly string[] = ['heartbeat-missed'];

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'tocsin-rule-files-'))));
afterAll(() => rmSync(folder, { recursive: true }));

if (promtool.kind === 'missing') test.todo(`promtool takes the rule files of templates: ${promtool.reason}`);
else
  test("Prometheus's own promtool takes the rule file of every template", () => {
    const files = AlertRuleTemplates.all
      .filter(({ id }) => !beyondDebian.includes(id))
      .map((template) => {
        const file = join(folder, `${template.id}.yaml`);
        writeFileSync(file, ruleFileOf(template.group, defaultDraft(template)));
        return file;
      });
    const { status, stdout, stderr } = spawnSync(promtool.path, ['check', 'rules', ...files], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.match(/SUCCESS: 1 rules found/g)).toHaveLength(files.length);
  });
