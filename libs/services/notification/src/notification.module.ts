import { type DynamicModule, Module } from '@nestjs/common';
import { AlertmanagerSender } from './alertmanager-sender.js';
import { ExternalAlerts } from './external-alerts.js';
import { GroupWorker } from './group-worker.js';
import { NotificationController } from './notification.controller.js';
import { Notifier } from './notifier.js';
import { ReceiverTester } from './receiver-tester.js';

export interface NotificationParts {
  notifier: Notifier;
  worker: GroupWorker;
  sender: AlertmanagerSender;
  external: ExternalAlerts;
  tester: ReceiverTester;
}

/** The notification service: transitions in, messages about groups and alerts for Alertmanagers out. */
@Module({})
export class NotificationModule {
  static with({ notifier, worker, sender, external, tester }: NotificationParts): DynamicModule {
    return {
      module: NotificationModule,
      controllers: [NotificationController],
      providers: [
        { provide: Notifier, useValue: notifier },
        { provide: GroupWorker, useValue: worker },
        { provide: AlertmanagerSender, useValue: sender },
        { provide: ExternalAlerts, useValue: external },
        { provide: ReceiverTester, useValue: tester },
      ],
    };
  }
}
