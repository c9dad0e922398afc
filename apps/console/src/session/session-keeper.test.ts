import { type Credentials, SessionKeeper } from './session-keeper.js';

const tokenOf = (sub: string, salt = ''): string =>
  `e30.${Buffer.from(JSON.stringify({ tenant: 'shop', sub, salt })).toString('base64url')}.c2ln`;
const pasted = (token: string): Credentials => ({ token, name: 'ann', renewal: null });
const refused = new Error('401');

class Tab {
  readonly kept = new Map<string, string>();
  now = 0;
  strangers = 0;
  otherTenants = 0;
  renewals: string[] = [];
  renewed: Credentials | null = null;
  /** Why nothing is renewed, when nothing is. */
  failure = refused;

  open(): SessionKeeper {
    return new SessionKeeper({
      storage: {
        getItem: (key) => this.kept.get(key) ?? null,
        setItem: (key, value) => void this.kept.set(key, value),
        removeItem: (key) => void this.kept.delete(key),
      },
      now: () => this.now,
      renew: async (token) => {
        this.renewals.push(token);
        if (this.renewed === null) throw this.failure;
        return this.renewed;
      },
      isRefusal: (error) => error === refused,
      onStranger: () => (this.strangers += 1),
      onOtherTenant: () => (this.otherTenants += 1),
    });
  }
}

test('who came in is in after a reload, and out after leaving', async () => {
  const tab = new Tab();
  expect(tab.open().state()).toEqual({ kind: 'out' });
  tab.open().signIn(pasted(tokenOf('ann')));
  const again = tab.open();
  tab.strangers = 0;
  expect(again.state()).toMatchObject({ kind: 'in', name: 'ann', holder: { tenant: 'shop' } });
  await expect(again.token()).resolves.toBe(tokenOf('ann'));
  expect(again.signOut()).toEqual(pasted(tokenOf('ann')));
  expect([tab.open().state().kind, tab.kept.size, tab.strangers]).toEqual(['out', 0, 1]);
});

test('a call whose token ends waits until somebody has come in again, and is made once more', async () => {
  const tab = new Tab();
  const keeper = tab.open();
  keeper.signIn(pasted(tokenOf('ann', 'old')));
  tab.strangers = 0;
  const used: string[] = [];
  const call = async (): Promise<string> => {
    const token = await keeper.token();
    used.push(token);
    if (token === tokenOf('ann', 'old')) throw refused;
    return 'done';
  };
  const asked = Promise.all([keeper.ask(call), keeper.ask(call)]);
  const ended = new Promise<void>((resolve) => keeper.listen(() => keeper.state().kind === 'ended' && resolve()));
  await ended;
  expect(tab.kept.size).toBe(0);
  keeper.signIn(pasted(tokenOf('ann', 'new')));
  await expect(asked).resolves.toEqual(['done', 'done']);
  expect([used.filter((one) => one === tokenOf('ann', 'new')).length, tab.strangers]).toEqual([2, 0]);
});

test('when somebody else comes in, what was shown is forgotten', () => {
  const tab = new Tab();
  const keeper = tab.open();
  keeper.signIn(pasted(tokenOf('ann')));
  const before = tab.strangers;
  keeper.signIn(pasted(tokenOf('ann', 'another')));
  expect(tab.strangers).toBe(before);
  keeper.signIn(pasted(tokenOf('bob')));
  expect(tab.strangers).toBe(before + 1);
});

test('a session is renewed once before its token ends, however many ask; refused, it has ended', async () => {
  const tab = new Tab();
  const keeper = tab.open();
  const session = (token: string, refreshToken: string, tokenEndsAt: number): Credentials => ({
    ...pasted(token),
    renewal: { refreshToken, tokenEndsAt },
  });
  keeper.signIn(session(tokenOf('ann', '1'), 'r1', 600_000));
  await expect(keeper.token()).resolves.toBe(tokenOf('ann', '1'));
  tab.now = 580_000;
  tab.renewed = session(tokenOf('ann', '2'), 'r2', 1_200_000);
  await expect(Promise.all([keeper.token(), keeper.token()])).resolves.toEqual([
    tokenOf('ann', '2'),
    tokenOf('ann', '2'),
  ]);
  expect(tab.renewals).toEqual(['r1']);
  tab.now = 1_200_000;
  tab.renewed = null;
  const waiting = keeper.token();
  await new Promise<void>((resolve) => keeper.listen(resolve));
  expect(keeper.state().kind).toBe('ended');
  keeper.signIn(pasted(tokenOf('ann', '3')));
  await expect(waiting).resolves.toBe(tokenOf('ann', '3'));
});

test('who leaves while a session is renewed stays out, and when nobody answers, it is tried again later', async () => {
  const tab = new Tab();
  const keeper = tab.open();
  const session = { ...pasted(tokenOf('ann', '1')), renewal: { refreshToken: 'r1', tokenEndsAt: 0 } };
  keeper.signIn(session);
  tab.failure = new Error('nobody answers');
  await expect(keeper.token()).rejects.toThrow('nobody answers');
  expect(keeper.state().kind).toBe('in');
  tab.failure = refused;
  tab.renewed = { ...session, renewal: { refreshToken: 'r2', tokenEndsAt: 600_000 } };
  const waiting = keeper.token();
  keeper.signOut();
  await Promise.resolve();
  expect([keeper.state().kind, tab.kept.size]).toEqual(['out', 0]);
  keeper.signIn(pasted(tokenOf('bob')));
  await expect(waiting).resolves.toBe(tokenOf('bob'));
});

test('an error that is no refusal is the caller’s, and what an older console kept is nothing', async () => {
  const tab = new Tab();
  tab.kept.set('tocsin.session', '{"token":7}');
  const keeper = tab.open();
  expect(keeper.state().kind).toBe('out');
  keeper.signIn(pasted('key'));
  await expect(keeper.ask(() => Promise.reject(new Error('500')))).rejects.toThrow('500');
  expect(keeper.state().kind).toBe('in');
});

test('a visit is made as somebody else, survives a reload, and leads back to who one was', async () => {
  const tab = new Tab();
  const home: Credentials = { token: tokenOf('ann'), name: 'ann', renewal: { refreshToken: 'r1', tokenEndsAt: 9e9 } };
  tab.open().signIn(home);
  const guest = pasted(tokenOf('guest'));
  tab.open().visit(guest);
  const again = tab.open();
  expect(again.state()).toMatchObject({ kind: 'in', before: 'ann', holder: { subject: 'guest' } });
  await expect(again.token()).resolves.toBe(guest.token);
  // From a visit one goes on to another, and comes home from there.
  again.visit(pasted(tokenOf('other')));
  expect(again.goBack()).toMatchObject({ token: tokenOf('other') });
  expect(again.state()).toMatchObject({ name: 'ann', before: null });
  await expect(tab.open().token()).resolves.toBe(home.token);
  // None of them is somebody else, whose coming would end what was begun.
  expect([again.goBack(), tab.strangers, tab.otherTenants]).toEqual([null, 1, 3]);
});

test('who leaves during a visit is out, and what was before can be ended, too', () => {
  const tab = new Tab();
  const keeper = tab.open();
  keeper.signIn(pasted(tokenOf('ann')));
  keeper.visit(pasted(tokenOf('guest')));
  expect(keeper.signOut()).toMatchObject({ token: tokenOf('guest'), before: { token: tokenOf('ann') } });
  expect([keeper.state().kind, tab.kept.size]).toEqual(['out', 0]);
});
