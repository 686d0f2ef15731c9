import { Logger } from '../../src/logger.ts';
import { type TellPorts, tellWhatHappened } from '../../src/usecases/tell-what-happened.ts';

/** Runs on a schedule: tells people and webhooks what happened. What fails is tried again later; what is given up is logged. */
export function notifyHandler(
  ports: TellPorts,
  { publicUrl, logger = new Logger({ serviceName: 'notify' }) }: { publicUrl: string; logger?: Logger },
) {
  return async (): Promise<void> => {
    const told = await tellWhatHappened(ports, { publicUrl });
    if (told.dead > 0) logger.error('deliveries were given up', { ...told });
    else if (told.events + told.delivered + told.failed > 0) logger.info('told', { ...told });
  };
}
