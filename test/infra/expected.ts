import type { FunctionName } from '../../src/env.ts';

export const table = '<AssayData/Records/Table>';
const index = `${table}/index/gsi1`;
export const uploads = '<AssayData/Evidence/Bucket>/incoming/*';
export const files = '<AssayData/Evidence/Bucket>/evidence/*';
export const copies = '<AssayData/Evidence/Bucket>/blind/*';
export const key = '<AssayTrust/SigningKey/Key>';
export const signer = '<AssayTrust/signer/Function>';
export const blinder = '<AssayApi/blinder/Function>';
export const advise = '<AssayApi/advise/Function>';
export const provision = '<AssayTrust/provision/Function>';
const kms = 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>';
export const anyKey = `${kms}:key/*`;
export const ownAliases = `${kms}:alias/assay/*`;

const find = ['GetItem', 'Query'].map((action) => `dynamodb:${action} ${table}`);
const read = [...find, `dynamodb:Query ${index}`];
const write = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map(
  (action) => `dynamodb:${action} ${table}`,
);
const collect = [
  ...[
    'PutObject',
    'GetObject',
    'GetObjectVersion',
    'GetObjectVersionTagging',
    'DeleteObject',
    'ListMultipartUploadParts',
  ].map((action) => `s3:${action} ${uploads}`),
  `s3:PutObject ${files}`,
  `s3:GetObjectVersion ${files}`,
  's3:ListBucket <AssayData/Evidence/Bucket>',
  's3:ListBucketMultipartUploads <AssayData/Evidence/Bucket>',
];
export const queue = '<AssayApi/Jobs/Queue>';
const eraseFiles = [
  `s3:DeleteObjectVersion ${uploads}`,
  `s3:AbortMultipartUpload ${uploads}`,
  's3:ListBucketMultipartUploads <AssayData/Evidence/Bucket>',
  `s3:DeleteObjectVersion ${files}`,
  `s3:DeleteObjectVersion ${copies}`,
  's3:ListBucketVersions <AssayData/Evidence/Bucket>',
];
/** Identities of SES; a condition leaves one address of them. */
export const senders = 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*';
const invokeSigner = [`lambda:InvokeFunction ${signer}`];

/** Making of keys. What is taken away begins with `never`. */
const makeKeys = [
  'kms:CreateKey *',
  ...['TagResource', 'CreateAlias', 'DescribeKey', 'GetPublicKey'].map((action) => `kms:${action} ${anyKey}`),
  `kms:CreateAlias ${ownAliases}`,
  ...['Sign', 'CreateGrant', 'PutKeyPolicy', 'ReplicateKey'].map((action) => `never kms:${action} *`),
];

/** What each function may do, beside writing its own log. The signer's right to sign is in the key policy, and only there. */
export const permitted: Record<FunctionName, string[]> = {
  docs: [],
  catalog: read,
  credential: find,
  evidence: [...find, `s3:GetObjectVersion ${files}`],
  verify: find,
  author: [...read, ...write, `kms:GetPublicKey ${key}`, `lambda:InvokeFunction ${provision}`],
  members: [...read, ...write],
  design: [...read, ...write],
  stacks: [...read, ...write],
  submit: [...read, ...write, ...collect, `lambda:InvokeFunction ${blinder}`],
  assess: [...read, ...write, `s3:GetObjectVersion ${copies}`, `lambda:InvokeFunction ${advise}`],
  advise: [
    'bedrock:InvokeModel arn:<AWS::Partition>:bedrock:<AWS::Region>::foundation-model/<AssayApi/AdviceModel>',
  ],
  blinder: [
    `s3:GetObjectVersion ${uploads}`,
    `s3:PutObject ${copies}`,
    `s3:GetObject ${copies}`,
    's3:ListBucket <AssayData/Evidence/Bucket>',
  ],
  award: [...read, ...write, ...invokeSigner],
  batch: [...read, ...write, `sqs:SendMessage ${queue}`],
  'batch-worker': [
    ...read,
    ...write,
    ...invokeSigner,
    ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'].map(
      (action) => `sqs:${action} ${queue}`,
    ),
  ],
  provision: makeKeys,
  signer: [...read, ...write],
  audit: [...read, ...write, ...invokeSigner],
  erase: [...read, ...write, ...eraseFiles],
  retention: [...read, ...write, ...eraseFiles],
  notify: [...read, ...write, `ses:SendEmail ${senders}`],
};

/** Which function answers which route. */
export const answered: Partial<Record<FunctionName, string[]>> = {
  docs: ['GET /', 'GET /openapi.json', 'GET /docs', 'GET /assets/{file}', '$default'],
  catalog: [
    'GET /issuers/{issuer}',
    'GET /issuers/{issuer}/did.json',
    'GET /issuers/{issuer}/keys/{key}',
    'GET /micro-credentials',
    'GET /micro-credentials/{microCredential}',
    'GET /micro-credentials/{microCredential}/versions/{version}',
    'GET /micro-credentials/{microCredential}/versions/{version}/diff',
    'GET /micro-credentials/{microCredential}/versions/{version}/image',
    'GET /sitemap.xml',
    'GET /sitemaps/{part}',
    'GET /robots.txt',
    'GET /images/{digest}',
    'GET /credentials/{credential}/endorsements',
    'GET /stacks',
    'GET /stacks/{stack}',
    'GET /stacks/{stack}/versions/{version}',
    'GET /stacks/{stack}/versions/{version}/image',
  ],
  credential: [
    'GET /credentials/{credential}',
    'GET /credentials/{credential}/image',
    'GET /credentials/{credential}/preview',
    'GET /credentials/{credential}/embed',
    'GET /oembed',
    'GET /shared/{link}',
    'GET /shared/{link}/image',
    'GET /status/{list}',
  ],
  evidence: ['GET /evidence/{submission}/{evidence}'],
  verify: ['GET /verify', 'POST /verify', 'POST /credentials/verify', 'POST /presentations/verify'],
  author: [
    'POST /issuers',
    'PATCH /issuers/{issuer}',
    'PUT /issuers/{issuer}/image',
    'GET /issuers/{issuer}/keys',
    'POST /issuers/{issuer}/keys',
    'POST /issuers/{issuer}/keys/{key}/compromise',
    'POST /issuers/{issuer}/micro-credentials',
    'GET /issuers/{issuer}/micro-credentials',
    'POST /issuers/{issuer}/micro-credentials/import',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/export',
    'PATCH /issuers/{issuer}/micro-credentials/{microCredential}',
    'PUT /issuers/{issuer}/micro-credentials/{microCredential}/image',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions',
  ],
  design: [
    'GET /issuers/{issuer}/reviews',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/review',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/review/history',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/request',
    'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/comments',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments/{comment}/resolution',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/diff',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
    'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/samples',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/samples',
    'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/samples/{sample}',
  ],
  members: [
    'GET /me',
    'GET /me/notifications',
    'PUT /me/notifications',
    'GET /issuers/{issuer}/webhooks',
    'POST /issuers/{issuer}/webhooks',
    'DELETE /issuers/{issuer}/webhooks/{webhook}',
    'GET /issuers/{issuer}/deliveries',
    'POST /issuers/{issuer}/deliveries/{delivery}/replay',
    'GET /issuers/{issuer}/members',
    'PUT /issuers/{issuer}/members/{person}',
    'DELETE /issuers/{issuer}/members/{person}',
    'GET /issuers/{issuer}/invitations',
    'POST /issuers/{issuer}/invitations',
    'DELETE /issuers/{issuer}/invitations/{invitation}',
    'POST /invitations/{token}/acceptance',
    'GET /issuers/{issuer}/clients',
    'PUT /issuers/{issuer}/clients/{client}',
    'DELETE /issuers/{issuer}/clients/{client}',
  ],
  stacks: [
    'POST /issuers/{issuer}/stacks',
    'GET /issuers/{issuer}/stacks',
    'GET /issuers/{issuer}/stacks/{stack}',
    'PATCH /issuers/{issuer}/stacks/{stack}',
    'POST /issuers/{issuer}/stacks/{stack}/versions',
    'POST /issuers/{issuer}/stacks/{stack}/retirement',
    'GET /me/stacks',
    'GET /stack-proposals',
    'GET /stack-proposals/{proposal}',
    'GET /stack-awards',
  ],
  submit: [
    'POST /micro-credentials/{microCredential}/submissions',
    'POST /micro-credentials/{microCredential}/coach-requests',
    'GET /me/coach-requests',
    'GET /me/submissions',
    'GET /submissions/{submission}',
    'POST /submissions/{submission}/evidence',
    'POST /submissions/{submission}/evidence/{evidence}/parts',
    'DELETE /submissions/{submission}/evidence/{evidence}',
    'PATCH /submissions/{submission}/evidence/{evidence}',
    'GET /submissions/{submission}/history',
    'PATCH /submissions/{submission}/recipient',
    'PUT /submissions/{submission}/answers/{prompt}',
    'POST /submissions/{submission}/submit',
    'POST /submissions/{submission}/withdraw',
    'POST /submissions/{submission}/appeal',
    'GET /me/credentials',
    'PATCH /me/credentials/{credential}/sharing',
    'POST /me/credentials/{credential}/withdrawal',
    'GET /me/credentials/{credential}/links',
    'POST /me/credentials/{credential}/links',
    'DELETE /me/credentials/{credential}/links/{digest}',
  ],
  assess: [
    'GET /assessments',
    'GET /assessments/{assessment}',
    'POST /assessments/{assessment}/claim',
    'POST /assessments/{assessment}/advice',
    'POST /assessments/{assessment}/hand-back',
    'POST /assessments/{assessment}/recusal',
    'PUT /assessments/{assessment}/scores/{criterion}',
    'PUT /assessments/{assessment}/parts/{judgedPart}',
    'GET /pre-checks',
    'GET /pre-checks/{submission}',
    'POST /pre-checks/{submission}/answer',
    'GET /approvals',
    'GET /approvals/{submission}',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/pool',
    'PUT /issuers/{issuer}/micro-credentials/{microCredential}/pool',
    'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/pool',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/agreement',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/analytics',
    'GET /issuers/{issuer}/submissions/{submission}/history',
    'GET /issuers/{issuer}/coach-requests',
    'POST /issuers/{issuer}/coach-requests/{request}/answer',
    'GET /issuers/{issuer}/micro-credentials/{microCredential}/calibration',
    'POST /issuers/{issuer}/micro-credentials/{microCredential}/calibration/{sample}',
    'GET /issuers/{issuer}/overdue',
    'POST /issuers/{issuer}/conflicts',
  ],
  erase: [
    'POST /me/erasure',
    'GET /issuers/{issuer}/retention',
    'PUT /issuers/{issuer}/retention',
    'PUT /issuers/{issuer}/submissions/{submission}/hold',
    'DELETE /issuers/{issuer}/submissions/{submission}/hold',
  ],
  award: [
    'POST /assessments/{assessment}/decision',
    'POST /approvals/{submission}/answer',
    'POST /credentials/issue',
    'POST /credentials/status',
    'POST /credentials/{credential}/revocation',
    'PUT /credentials/{credential}/suspension',
    'DELETE /credentials/{credential}/suspension',
    'POST /credentials/{credential}/reissue',
    'PATCH /me/credentials/{credential}/evidence',
    'GET /credentials/{credential}/history',
    'POST /stack-proposals/{proposal}/confirmation',
    'POST /me/stacks/{stack}/proposal',
    'POST /issuers/{issuer}/keys/{key}/recovery',
    'POST /issuers/{issuer}/endorsements',
    'GET /endorsements',
    'PUT /endorsements/{credential}/acceptance',
    'DELETE /endorsements/{credential}/acceptance',
  ],
  batch: [
    'POST /issuers/{issuer}/batches',
    'GET /issuers/{issuer}/batches',
    'GET /issuers/{issuer}/batches/{batch}',
    'PUT /issuers/{issuer}/batches/{batch}/rows',
    'GET /issuers/{issuer}/batches/{batch}/rows',
    'POST /issuers/{issuer}/batches/{batch}/check',
    'POST /issuers/{issuer}/batches/{batch}/start',
  ],
};

/** The functions that anyone may call. */
export const publicAreas: FunctionName[] = ['docs', 'catalog', 'credential', 'evidence', 'verify'];
