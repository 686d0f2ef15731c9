import { bedrockAdvisor } from '../../src/adapters/bedrock-advisor.ts';
import { readEnvironment } from '../../src/env.ts';
import { adviseHandler } from './handler.ts';

const env = readEnvironment('advise');

export const handler = adviseHandler({ advisor: bedrockAdvisor({ model: env.ADVICE_MODEL }) });
