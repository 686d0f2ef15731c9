import type { FunctionName } from '../../env.ts';
import type { Contract } from '../operation.ts';
import { assessContract } from './assess.ts';
import { authorContract } from './author.ts';
import { awardContract } from './award.ts';
import { batchContract } from './batch.ts';
import { catalogContract } from './catalog.ts';
import { credentialContract } from './credential.ts';
import { designContract } from './design.ts';
import { docsContract } from './docs.ts';
import { eraseContract } from './erase.ts';
import { evidenceContract } from './evidence.ts';
import { membersContract } from './members.ts';
import { stacksContract } from './stacks.ts';
import { submitContract } from './submit.ts';
import { verifyContract } from './verify.ts';

/** Every route of the API by the function that serves it: what the documentation tells is what the edge enforces. */
export const contracts = {
  docs: docsContract,
  catalog: catalogContract,
  credential: credentialContract,
  evidence: evidenceContract,
  verify: verifyContract,
  author: authorContract,
  design: designContract,
  members: membersContract,
  stacks: stacksContract,
  submit: submitContract,
  assess: assessContract,
  award: awardContract,
  batch: batchContract,
  erase: eraseContract,
} as const satisfies Partial<Record<FunctionName, Contract>>;
