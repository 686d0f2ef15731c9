import { kmsKeyMaker } from '../../src/adapters/kms-key-maker.ts';
import { readEnvironment } from '../../src/env.ts';
import { Logger } from '../../src/logger.ts';
import { provisionHandler } from './handler.ts';

const env = readEnvironment('provision');
const logger = new Logger({ serviceName: 'provision' });

export const handler = provisionHandler(
  {
    keyMaker: kmsKeyMaker({
      policies: env.SIGNING_KEY_POLICIES,
      onLeftOver: (kmsKeyId) => logger.warn('key left over', { kmsKeyId }),
    }),
  },
  logger,
);
