import { type DynamicModule, Module } from '@nestjs/common';
import { AlertmanagerSender } from './alertmanager-sender.js';
import { DeliveryDispatcher } from './delivery-dispatcher.js';
import { NotificationController } from './notification.controller.js';
import { Notifier } from './notifier.js';

/** The notification service: transitions in, signed webhooks and alerts for Alertmanagers out. */
@Module({})
export class NotificationModule {
  static with(notifier: Notifier, dispatcher: DeliveryDispatcher, sender: AlertmanagerSender): DynamicModule {
    return {
      module: NotificationModule,
      controllers: [NotificationController],
      providers: [
        { provide: Notifier, useValue: notifier },
        { provide: DeliveryDispatcher, useValue: dispatcher },
        { provide: AlertmanagerSender, useValue: sender },
      ],
    };
  }
}
