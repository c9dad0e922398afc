import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateTagsCommand,
  DescribeTagsCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describeActionExecutor } from '@tocsin/ports/action-executor.contract';
import type { CloudProviderAdapter } from '@tocsin/ports/cloud-provider';
import { type MotoServer, startMoto, whyNoMoto } from '@tocsin/testing/moto-server';
import { AwsExecutor } from './aws-executor.js';
import { AwsProvider } from './aws-provider.js';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-central-1';
const live = new AbortController().signal;
const reason = whyNoMoto();

if (reason !== null) test.todo(`AWS: left out, because ${reason}`);
else {
  let moto: MotoServer;
  let aws: AwsProvider;
  let ec2: EC2Client;
  let scaling: AutoScalingClient;
  let image: string;
  let groups = 0;
  beforeAll(async () => {
    moto = await startMoto();
    aws = await AwsProvider.open({ region, endpoint: moto.url, credentials });
    ec2 = new EC2Client({ region, endpoint: moto.url, credentials });
    scaling = new AutoScalingClient({ region, endpoint: moto.url, credentials });
    image = 'ami-12c6146b';
    const configuration = { LaunchConfigurationName: 'web', ImageId: image, InstanceType: 't3.micro' } as const;
    await scaling.send(new CreateLaunchConfigurationCommand(configuration));
  }, 120_000);
  afterAll(async () => {
    aws.close();
    ec2.destroy();
    scaling.destroy();
    await moto.stop();
  });

  /** Passes all on, and counts the calls that have an effect, of which a rebooted instance shows nothing. */
  const counted = (cloud: CloudProviderAdapter) => {
    const calls = { effects: 0 };
    const counting: CloudProviderAdapter = {
      name: cloud.name,
      instance: (id, signal) => cloud.instance(id, signal),
      group: (name, signal) => cloud.group(name, signal),
      mark: (resource, name, value, signal) => cloud.mark(resource, name, value, signal),
      reboot: (id, signal) => ((calls.effects += 1), cloud.reboot(id, signal)),
      setCapacity: (group, capacity, signal) => ((calls.effects += 1), cloud.setCapacity(group, capacity, signal)),
    };
    return { calls, executor: new AwsExecutor(counting) };
  };

  async function newInstance(): Promise<string> {
    const run = { ImageId: image, MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' } as const;
    const { Instances } = await ec2.send(new RunInstancesCommand(run));
    return Instances?.[0]?.InstanceId ?? '';
  }

  async function newGroup(): Promise<string> {
    const AutoScalingGroupName = `web-${(groups += 1)}`;
    const sizes = { MinSize: 1, MaxSize: 6, DesiredCapacity: 3, AvailabilityZones: [`${region}a`] };
    await scaling.send(
      new CreateAutoScalingGroupCommand({ AutoScalingGroupName, LaunchConfigurationName: 'web', ...sizes }),
    );
    return AutoScalingGroupName;
  }

  const capacityOf = async (name: string) => {
    const found = await scaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
    return found.AutoScalingGroups?.[0]?.DesiredCapacity;
  };
  const reboot = (id: string) => ({ kind: 'aws_reboot_instance', instance: { id } }) as const;
  const scale = (name: string, capacity: number) => ({ kind: 'aws_scale_group', group: { name }, capacity }) as const;

  describeActionExecutor('AWS', ['aws_reboot_instance', 'aws_scale_group'], async (kind) => {
    const { calls, executor } = counted(aws);
    const usual = { executor, tells: 'all', effects: async () => calls.effects, close: async () => undefined } as const;
    if (kind === 'aws_reboot_instance') {
      const id = await newInstance();
      const where = `instance i-0123456789abcdef0 is not in AWS ${region}`;
      return {
        ...usual,
        action: reboot(id),
        missing: { action: reboot('i-0123456789abcdef0'), where },
        undoable: false,
        state: async () => calls.effects,
      };
    }
    const name = await newGroup();
    return {
      ...usual,
      action: scale(name, 5),
      missing: { action: scale('gone', 5), where: `group gone is not in AWS ${region}` },
      undoable: true,
      state: () => capacityOf(name),
    };
  });

  describe('a reboot', () => {
    it('leaves its key in tags, and the tags of others alone', async () => {
      const id = await newInstance();
      await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'team', Value: 'shop' }] }));
      const { executor } = counted(aws);
      for (const key of ['k1', 'k2', 'k3', 'k4']) await executor.perform(reboot(id), key, live);
      const filter = { Filters: [{ Name: 'resource-id', Values: [id] }] };
      const { Tags = [] } = await ec2.send(new DescribeTagsCommand(filter));
      expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
        team: 'shop',
        'tocsin-healing-begun': 'k2 k3 k4',
        'tocsin-healing-done': 'k2 k3 k4',
      });
    });

    it('that was begun and of which nobody heard again is unknown, and not sent a second time', async () => {
      const id = await newInstance();
      const calls = { reboots: 0 };
      const lossy = new AwsExecutor({
        name: aws.name,
        instance: (name, signal) => aws.instance(name, signal),
        group: (name, signal) => aws.group(name, signal),
        mark: (resource, name, value, signal) => aws.mark(resource, name, value, signal),
        setCapacity: (name, capacity, signal) => aws.setCapacity(name, capacity, signal),
        reboot: async (name, signal) => {
          calls.reboots += 1;
          await aws.reboot(name, signal);
          return { kind: 'unknown', reason: 'the answer was lost' };
        },
      });
      expect(await lossy.perform(reboot(id), 'k', live)).toEqual({ kind: 'unknown', reason: 'the answer was lost' });
      expect(await lossy.inquire(reboot(id), 'k', live)).toMatchObject({ kind: 'unknown' });
      expect(await lossy.perform(reboot(id), 'k', live)).toMatchObject({ kind: 'unknown' });
      expect(calls.reboots).toBe(1);
    });

    it('that AWS turned away for now can be tried again under its key', async () => {
      const id = await newInstance();
      let isBusy = true;
      const busy = new AwsExecutor({
        name: aws.name,
        instance: (name, signal) => aws.instance(name, signal),
        group: (name, signal) => aws.group(name, signal),
        mark: (resource, name, value, signal) => aws.mark(resource, name, value, signal),
        setCapacity: (name, capacity, signal) => aws.setCapacity(name, capacity, signal),
        reboot: async (name, signal) =>
          isBusy ? { kind: 'refused', reason: 'RequestLimitExceeded', mayHelp: true } : aws.reboot(name, signal),
      });
      expect(await busy.perform(reboot(id), 'k', live)).toMatchObject({ kind: 'refused', mayHelp: true });
      expect(await busy.inquire(reboot(id), 'k', live)).toEqual({ kind: 'not_done' });
      isBusy = false;
      expect(await busy.perform(reboot(id), 'k', live)).toMatchObject({ kind: 'done' });
    });

    it('of an instance that does not run is refused', async () => {
      const id = await newInstance();
      await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
      const { calls, executor } = counted(aws);
      const refused = { kind: 'refused', reason: expect.stringContaining('is stopped') };
      expect(await executor.rehearse(reboot(id), live)).toMatchObject(refused);
      expect(await executor.perform(reboot(id), 'k', live)).toMatchObject(refused);
      expect(calls.effects).toBe(0);
    });
  });

  describe('a group', () => {
    it('is told from what to what, with its instances', async () => {
      const name = await newGroup();
      expect(await new AwsExecutor(aws).rehearse(scale(name, 1), live)).toEqual({
        kind: 'feasible',
        effect: `group ${name} in AWS ${region}: capacity 3 → 1`,
        state: { capacity: 3 },
        group: { healthy: 3, total: 3, touched: 2 },
      });
    });

    it('is not scaled beyond its bounds', async () => {
      const name = await newGroup();
      const executor = new AwsExecutor(aws);
      const refused = { kind: 'refused', reason: `group ${name} may have from 1 to 6 instances, and not 9` };
      expect(await executor.rehearse(scale(name, 9), live)).toEqual(refused);
      expect(await executor.perform(scale(name, 9), 'k', live)).toEqual({ ...refused, mayHelp: false });
      expect(await capacityOf(name)).toBe(3);
    });

    it('that somebody else has scaled since is not scaled back', async () => {
      const name = await newGroup();
      const executor = new AwsExecutor(aws);
      await executor.perform(scale(name, 5), 'k', live);
      await aws.setCapacity(name, 6, live);
      expect(await executor.undo(scale(name, 5), { capacity: 3 }, 'u', live)).toMatchObject({
        kind: 'refused',
        mayHelp: false,
        reason: expect.stringContaining('has capacity 6 and not the 5'),
      });
    });
  });

  it('a cloud that hangs is given up with the signal, and nothing is known of what was under way', async () => {
    const id = await newInstance();
    moto.pause();
    const giveUp = new AbortController();
    const asked = aws.reboot(id, giveUp.signal);
    giveUp.abort();
    expect(await asked).toMatchObject({ kind: 'unknown' });
    moto.resume();
  });
}

describe('an AWS that fails', () => {
  let server: Server;
  let status = 500;
  let body = '';
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => server.close(done)));
  const error = (code: string) =>
    `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`;

  it.each<[number, string, object, object]>([
    [500, error('InternalError'), { kind: 'unknown' }, { kind: 'refused', mayHelp: true }],
    [503, error('RequestLimitExceeded'), { kind: 'refused', mayHelp: true }, { kind: 'refused', mayHelp: true }],
    [403, error('UnauthorizedOperation'), { kind: 'refused', mayHelp: false }, { kind: 'refused', mayHelp: false }],
    [200, '<html>', { kind: 'unknown' }, { kind: 'refused', mayHelp: true }],
    [302, '', { kind: 'refused', mayHelp: false }, { kind: 'refused', mayHelp: false }],
  ])('with %i %s', async (answered, text, writing, reading) => {
    [status, body] = [answered, text];
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const aws = await AwsProvider.open({ region, endpoint, credentials });
    expect(await aws.reboot('i-1', live)).toMatchObject(writing);
    expect(await aws.instance('i-1', live)).toMatchObject(reading);
    aws.close();
  });

  it('and one that is not there', async () => {
    const aws = await AwsProvider.open({ region, endpoint: 'http://127.0.0.1:1', credentials });
    expect(await aws.instance('i-1', live)).toMatchObject({ kind: 'refused', mayHelp: true });
    expect(await aws.reboot('i-1', live)).toMatchObject({
      kind: 'refused',
      mayHelp: true,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    aws.close();
  });
});
