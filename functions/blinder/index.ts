import { s3BlindCopies } from '../../src/adapters/s3-blind-copies.ts';
import { readEnvironment } from '../../src/env.ts';
import { blinderHandler } from './handler.ts';

const env = readEnvironment('blinder');

export const handler = blinderHandler({ blindCopyFiles: s3BlindCopies({ bucket: env.EVIDENCE_BUCKET }) });
