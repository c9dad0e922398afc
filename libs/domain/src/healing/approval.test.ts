import {
  type ApprovalRequest,
  decideApproval,
  decideCancellation,
  type Decider,
  decideRejection,
  decideReview,
  decideSettlement,
  type DecisionRefusal,
} from './approval.js';
import type { Actor } from './playbook.js';
import { applyEvent, grantedUntil, type Run } from './run.js';
import type { RunEvent } from './run-event.js';
import { actor, decider, HASH, OTHER_HASH, PLANNED_AT, planWith, playbookWith, runWith } from './run.fake.js';

const LATER = PLANNED_AT + 60_000;
const robot = (owners: readonly string[] | null, over: Partial<Decider> = {}): Decider =>
  decider('robot', { isServiceAccount: true, owners, ...over });

interface Scene {
  authors?: readonly Actor[];
  requestedBy?: Actor;
  policy?: 'one' | 'two' | 'none';
  events?: readonly RunEvent[];
}
const sceneOf = ({ authors = [actor('alice')], requestedBy, policy = 'one', events = [] }: Scene): Run =>
  runWith(planWith(playbookWith({ approval: { policy } }, authors), requestedBy ?? null), ...events);

const approvedBy = (by: Actor, over: Partial<Extract<RunEvent, { type: 'approved' }>> = {}): RunEvent => ({
  type: 'approved',
  at: PLANNED_AT + 1_000,
  hash: HASH,
  by,
  role: 'approver',
  break_glass: false,
  reason: '',
  ...over,
});
const rejected: RunEvent = { type: 'rejected', at: PLANNED_AT + 1_000, by: actor('carol'), reason: 'no' };
const expired: RunEvent = { type: 'expired', at: PLANNED_AT + 1_000, reason: 'late' };
const cancelled: RunEvent = { type: 'cancelled', at: PLANNED_AT + 1_000, by: actor('carol'), reason: 'no' };
const began: RunEvent = {
  type: 'effect_began',
  at: PLANNED_AT + 2_000,
  step: 0,
  action: 0,
  direction: 'do',
  key: 'k',
  before: {},
};
const replanned = (over: object = {}): RunEvent => ({
  type: 'replanned',
  at: PLANNED_AT + 30_000,
  plan: { ...planWith(playbookWith({ approval: { policy: 'one' } })), ...over },
  hash: OTHER_HASH,
  reason: 'changed',
});
const robotOf = (owner: string): Actor => actor('robot', owner);
const WHY = 'nobody else is awake, and the shop is down';

type Way = [string, DecisionRefusal, Scene, Decider, Partial<ApprovalRequest>?, number?];
const ways: Way[] = [
  ['the author', 'author', {}, decider('alice')],
  ['the author as an admin', 'author', {}, decider('alice', { role: 'admin' })],
  ['one of two authors', 'author', { authors: [actor('alice'), actor('bob')] }, decider('bob')],
  ['the author in capitals', 'author', {}, decider('ALICE')],
  ['the author with a space', 'author', {}, decider('alice ')],
  ['the author in full-width letters', 'author', {}, decider('ａｌｉｃｅ')],
  ["the author's service account", 'author', {}, robot(['alice'])],
  ["the author's service account as an admin", 'author', {}, robot(['alice'], { role: 'admin' })],
  ['a service account that the author owns with others', 'author', {}, robot(['dave', 'alice'])],
  ["a service account of the author's, owner in capitals", 'author', {}, robot(['Alice'])],
  ['the owner of the service account that is the author', 'author', { authors: [robotOf('bob')] }, decider('bob')],
  ['the service account that is the author', 'author', { authors: [robotOf('dave')] }, robot(['bob'])],
  [
    "another service account of the author account's owner",
    'author',
    { authors: [robotOf('dave')] },
    decider('other robot', { isServiceAccount: true, owners: ['dave'] }),
  ],
  ['a token that the author made for somebody else', 'author', {}, decider('bob', { issuedBy: 'alice' })],
  ['a token that the author made for an admin', 'author', {}, decider('bob', { role: 'admin', issuedBy: 'Alice' })],
  ["whoever made the author's token", 'author', { authors: [{ ...actor('alice'), issued_by: 'bob' }] }, decider('bob')],
  [
    "a service account of whoever made the author's token",
    'author',
    { authors: [{ ...actor('alice'), issued_by: 'bob' }] },
    robot(['bob']),
  ],
  [
    'a token that whoever asked for the run made',
    'requester',
    { requestedBy: actor('carol') },
    decider('bob', { issuedBy: 'carol' }),
  ],
  [
    'a token that whoever approved already made',
    'approved_already',
    { policy: 'two', events: [approvedBy(actor('carol'))] },
    decider('bob', { issuedBy: 'carol' }),
  ],
  ['whoever asked for the run', 'requester', { requestedBy: actor('bob') }, decider('bob')],
  ['a service account of whoever asked', 'requester', { requestedBy: actor('bob') }, robot(['bob'])],
  ['whoever asked by a service account', 'requester', { requestedBy: robotOf('bob') }, decider('bob')],
  ['a service account of nobody', 'owner_unknown', {}, robot([])],
  ['a service account of nobody knows whom', 'owner_unknown', {}, robot(null)],
  ['the same person twice', 'approved_already', { policy: 'two', events: [approvedBy(actor('bob'))] }, decider('bob')],
  [
    'the same person in another spelling',
    'approved_already',
    { policy: 'two', events: [approvedBy(actor('bob'))] },
    decider('Bob'),
  ],
  [
    'the same person by a service account',
    'approved_already',
    { policy: 'two', events: [approvedBy(actor('bob'))] },
    robot(['bob']),
  ],
  [
    'the owner after the service account',
    'approved_already',
    { policy: 'two', events: [approvedBy(robotOf('bob'))] },
    decider('bob'),
  ],
  [
    'two service accounts of one person',
    'approved_already',
    { policy: 'two', events: [approvedBy(robotOf('bob'))] },
    decider('other robot', { isServiceAccount: true, owners: ['bob'] }),
  ],
  [
    'the author as the second of two',
    'author',
    { policy: 'two', events: [approvedBy(actor('bob'))] },
    decider('alice'),
  ],
  [
    'a second tab, after the first has sufficed',
    'not_awaiting',
    { events: [approvedBy(actor('bob'))] },
    decider('bob'),
  ],
  ['one too many', 'not_awaiting', { events: [approvedBy(actor('bob'))] }, decider('carol')],
  ['a viewer', 'role_insufficient', {}, decider('bob', { role: 'viewer' })],
  ['an editor', 'role_insufficient', {}, decider('bob', { role: 'editor' })],
  ['a token without a role', 'role_insufficient', {}, decider('bob', { role: null })],
  ['a role given after the plan', 'role_changed', {}, decider('bob', { roleSince: PLANNED_AT + 1 })],
  ['a role taken and given again', 'role_changed', {}, decider('bob', { roleSince: LATER - 1 })],
  ['an approver made admin after the plan', 'role_changed', {}, decider('bob', { role: 'admin', roleSince: LATER })],
  ['a role of nobody knows when', 'role_age_unknown', {}, decider('bob', { roleSince: null })],
  ['an approver of another tenant', 'other_tenant', {}, decider('bob', { tenantId: 'bolt' })],
  ['an admin of another tenant', 'other_tenant', {}, decider('bob', { tenantId: 'bolt', role: 'admin' })],
  ['a tenant of nearly the same name', 'other_tenant', {}, decider('bob', { tenantId: 'Acme' })],
  ['the hash of another plan', 'plan_changed', {}, decider('bob'), { hash: OTHER_HASH }],
  ['no hash', 'plan_changed', {}, decider('bob'), { hash: '' }],
  ['the beginning of the hash', 'plan_changed', {}, decider('bob'), { hash: HASH.slice(0, 32) }],
  ['the hash in capitals', 'plan_changed', {}, decider('bob'), { hash: HASH.toUpperCase() }],
  ['the hash of the plan before this one', 'plan_changed', { events: [replanned()] }, decider('bob')],
  [
    'a role given between the plan and its successor',
    'role_changed',
    { events: [replanned()] },
    decider('bob', { roleSince: LATER }),
    { hash: OTHER_HASH },
  ],
  [
    'an author whom only the changed plan has',
    'author',
    { events: [replanned({ authors: [actor('alice'), actor('bob')] })] },
    decider('bob'),
    { hash: OTHER_HASH },
  ],
  ['too late, by nothing', 'expired', {}, decider('bob'), {}, PLANNED_AT + 3_600_000],
  ['after it expired', 'expired', { events: [expired] }, decider('bob')],
  ['after a rejection', 'rejected_already', { events: [rejected] }, decider('bob')],
  ['whoever rejected it and thinks better of it', 'rejected_already', { events: [rejected] }, decider('carol')],
  ['after it was cancelled', 'not_awaiting', { events: [cancelled] }, decider('bob')],
  ['a run that needs nobody', 'not_awaiting', { policy: 'none' }, decider('bob')],
  ['a run that has begun', 'not_awaiting', { events: [approvedBy(actor('bob')), began] }, decider('carol')],
  [
    'breaking the glass as an approver',
    'break_glass_not_admin',
    {},
    decider('bob'),
    { isBreakGlass: true, reason: WHY },
  ],
  [
    'breaking the glass without a reason',
    'reason_missing',
    {},
    decider('bob', { role: 'admin' }),
    { isBreakGlass: true },
  ],
  [
    'breaking the glass for ten spaces',
    'reason_missing',
    {},
    decider('bob', { role: 'admin' }),
    { isBreakGlass: true, reason: ' '.repeat(20) },
  ],
  [
    'breaking the glass by a service account',
    'break_glass_by_service_account',
    {},
    robot(['dave'], { role: 'admin' }),
    { isBreakGlass: true, reason: WHY },
  ],
  [
    'breaking the glass of another tenant',
    'other_tenant',
    {},
    decider('bob', { role: 'admin', tenantId: 'bolt' }),
    { isBreakGlass: true, reason: WHY },
  ],
  [
    'breaking the glass as an admin since a moment',
    'role_changed',
    {},
    decider('bob', { role: 'admin', roleSince: LATER }),
    { isBreakGlass: true, reason: WHY },
  ],
  [
    'breaking the glass for a plan that is not this one',
    'plan_changed',
    {},
    decider('bob', { role: 'admin' }),
    { isBreakGlass: true, reason: WHY, hash: OTHER_HASH },
  ],
  [
    'breaking the glass after a rejection',
    'rejected_already',
    { events: [rejected] },
    decider('bob', { role: 'admin' }),
    { isBreakGlass: true, reason: WHY },
  ],
];

const requestOf = (by: Decider, over: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  by,
  hash: HASH,
  isBreakGlass: false,
  reason: '',
  ...over,
});

describe('ways round the four eyes', () => {
  it.each(ways)('%s: %s', (_, code, scene, by, over = {}, now = LATER) => {
    expect(decideApproval(sceneOf(scene), requestOf(by, over), now)).toMatchObject({ kind: 'refused', code });
  });

  it('are more than thirty-five, none the same as another', () => {
    expect(new Set(ways.map(([name]) => name)).size).toBe(ways.length);
    expect(ways.length).toBeGreaterThanOrEqual(35);
  });
});

const allowed: [string, Scene, Decider, Partial<ApprovalRequest>?, number?][] = [
  ['an approver who is neither author nor asked for it', {}, decider('bob')],
  ['an admin', {}, decider('bob', { role: 'admin' })],
  ['somebody whose name begins like the author’s', {}, decider('alice2')],
  ['a service account of somebody else', {}, robot(['dave'])],
  ['another than whoever asked', { requestedBy: actor('carol') }, decider('bob')],
  ['the second of two people', { policy: 'two', events: [approvedBy(actor('bob'))] }, decider('carol')],
  [
    'a token of the admin who made that of the author, too',
    { authors: [{ ...actor('alice'), issued_by: 'root' }] },
    decider('bob', { issuedBy: 'root' }),
  ],
  ['a role given in the very moment of the plan', {}, decider('bob', { roleSince: PLANNED_AT })],
  ['a moment before it expires', {}, decider('bob'), {}, PLANNED_AT + 3_599_999],
  ['the changed plan, by its own hash', { events: [replanned()] }, decider('bob'), { hash: OTHER_HASH }],
  [
    'whoever approved the plan before this one',
    { policy: 'two', events: [approvedBy(actor('bob')), replanned()] },
    decider('bob'),
    { hash: OTHER_HASH },
  ],
];

describe('what is allowed', () => {
  it.each(allowed)('%s', (_, scene, by, over = {}, now = LATER) => {
    const run = sceneOf(scene);
    const decision = decideApproval(run, requestOf(by, over), now);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    expect(decision.event).toMatchObject({ type: 'approved', break_glass: false, hash: run.hash });
    expect(applyEvent(run, decision.event).state).toBe('planned');
  });

  it('an admin alone, who breaks the glass with a reason, and is marked for review', () => {
    const run = sceneOf({ policy: 'two' });
    const admin = decider('alice', { role: 'admin' });
    const decision = decideApproval(run, requestOf(admin, { isBreakGlass: true, reason: WHY }), LATER);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    expect(decision.event).toMatchObject({ type: 'approved', break_glass: true, reason: WHY, role: 'admin' });
    expect(applyEvent(run, decision.event).state).toBe('planned');
  });

  it('one approval of two is not yet enough', () => {
    const decision = decideApproval(sceneOf({ policy: 'two' }), requestOf(decider('bob')), LATER);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    expect(applyEvent(sceneOf({ policy: 'two' }), decision.event).state).toBe('awaiting_approval');
  });
});

describe('a glass that was broken', () => {
  const admin = decider('root', { role: 'admin' });
  const broken = (over: Partial<ApprovalRequest> = {}, policy: 'one' | 'two' = 'two'): Run => {
    const run = sceneOf({ policy });
    const decision = decideApproval(run, requestOf(admin, { isBreakGlass: true, reason: WHY, ...over }), LATER);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    return applyEvent(run, decision.event);
  };

  it('grants something for a quarter of an hour, or as long as is said', () => {
    expect(broken().approvals).toMatchObject([{ isBreakGlass: true, until: LATER + 900_000 }]);
    expect(broken({ breakGlassMs: 60_000 }).approvals).toMatchObject([{ until: LATER + 60_000 }]);
    expect(grantedUntil(broken({ breakGlassMs: 60_000 }))).toBe(LATER + 60_000);
  });

  it('grants nothing longer that was broken before there was a limit', () => {
    const old = sceneOf({ events: [approvedBy(actor('root'), { break_glass: true, role: 'admin' })] });
    expect(grantedUntil(old)).toBe(PLANNED_AT + 1_000 + 900_000);
  });

  it('limits nothing where enough others have approved, and what people approve has no limit', () => {
    expect(grantedUntil(sceneOf({ events: [approvedBy(actor('bob'))] }))).toBeNull();
    const run = sceneOf({ policy: 'two', events: [approvedBy(actor('bob'))] });
    const decision = decideApproval(run, requestOf(admin, { isBreakGlass: true, reason: WHY }), LATER);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    // One of the two is missing still.
    expect(grantedUntil(applyEvent(run, decision.event))).toBe(LATER + 900_000);
  });

  const review = { isJustified: true, reason: 'I was asleep, and the shop was down' };
  it.each<[string, DecisionRefusal, Run, Decider, Partial<typeof review>?]>([
    ['whoever broke it', 'own_glass', broken(), admin],
    ['whoever broke it, in capitals', 'own_glass', broken(), decider('ROOT', { role: 'admin' })],
    ['a service account of the same', 'own_glass', broken(), robot(['root'])],
    ['a token that the same has made', 'own_glass', broken(), decider('bob', { issuedBy: 'root' })],
    ['a service account of nobody', 'owner_unknown', broken(), robot([])],
    ['an editor', 'role_insufficient', broken(), decider('bob', { role: 'editor' })],
    ['an approver of another tenant', 'other_tenant', broken(), decider('bob', { tenantId: 'bolt' })],
    ['somebody without a word', 'reason_missing', broken(), decider('bob'), { reason: ' ' }],
    ['where nobody broke one', 'no_glass_broken', sceneOf({ events: [approvedBy(actor('root'))] }), decider('bob')],
  ])('is not reviewed by %s: %s', (_, code, run, by, over = {}) => {
    expect(decideReview(run, by, { ...review, ...over }, LATER)).toMatchObject({ kind: 'refused', code });
  });

  it('is reviewed once by somebody else, also when the run is over, and also by the author', () => {
    const over = applyEvent(broken(), { ...expired, at: LATER });
    for (const [run, by] of [
      [broken(), decider('bob')],
      [over, decider('alice')],
    ] as const) {
      const decision = decideReview(run, by, { ...review, isJustified: false }, LATER + 1);
      if (decision.kind === 'refused') throw new Error(decision.reason);
      const reviewed = applyEvent(run, decision.event);
      expect([reviewed.review, reviewed.state]).toMatchObject([{ isJustified: false, at: LATER + 1 }, run.state]);
      expect(decideReview(reviewed, decider('carol'), review, LATER)).toMatchObject({ code: 'reviewed_already' });
    }
  });
});

describe('other decisions', () => {
  const doubt = [
    began,
    ...Array.from({ length: 3 }, (_, i): RunEvent => {
      const effect = { step: 0, action: 0, direction: 'do' } as const;
      return { type: 'effect_found', at: LATER + i, ...effect, traces: 'unknown', reason: 'no traces' };
    }),
  ];
  const effect = { step: 0, action: 0, direction: 'do' } as const;

  it('rejects for whoever may approve, the author among them', () => {
    expect(decideRejection(sceneOf({}), decider('alice'), 'no', LATER)).toMatchObject({ kind: 'decided' });
    expect(decideRejection(sceneOf({}), decider('bob', { role: 'editor' }), 'no', LATER)).toMatchObject({
      code: 'role_insufficient',
    });
    expect(decideRejection(sceneOf({ events: [rejected] }), decider('bob'), 'no', LATER)).toMatchObject({
      code: 'rejected_already',
    });
  });

  it('cancels what is not over, once', () => {
    const running = sceneOf({ policy: 'none', events: [began] });
    const decision = decideCancellation(running, decider('bob'), 'stop', LATER);
    if (decision.kind === 'refused') throw new Error(decision.reason);
    const stopped = applyEvent(running, decision.event);
    expect(stopped.state).toBe('rolling_back');
    expect(decideCancellation(stopped, decider('bob'), 'stop', LATER)).toMatchObject({ code: 'rolling_back_already' });
    expect(decideCancellation(sceneOf({ events: [expired] }), decider('bob'), '', LATER)).toMatchObject({
      code: 'ended',
    });
    expect(decideCancellation(running, decider('bob', { tenantId: 'bolt' }), '', LATER)).toMatchObject({
      code: 'other_tenant',
    });
  });

  it("takes a person's word for an effect that is asked after, and for no other", () => {
    const run = sceneOf({ policy: 'none', events: doubt });
    expect(run.state).toBe('unknown');
    const answer = { effect, isDone: true, reason: 'I looked' };
    expect(decideSettlement(run, decider('bob'), answer, LATER)).toMatchObject({ kind: 'decided' });
    const elsewhere = { ...answer, effect: { ...effect, step: 9 } };
    expect(decideSettlement(run, decider('bob'), elsewhere, LATER)).toMatchObject({ code: 'no_question' });
    expect(decideSettlement(run, decider('bob'), { ...answer, reason: ' ' }, LATER)).toMatchObject({
      code: 'reason_missing',
    });
    const quiet = sceneOf({ policy: 'none', events: [began] });
    expect(decideSettlement(quiet, decider('bob'), answer, LATER)).toMatchObject({ code: 'no_question' });
  });
});
