import { describe, expect, it } from 'vitest';
import {
  advise,
  anyKey,
  copies,
  files,
  ownAliases,
  permitted,
  publicAreas,
  senders,
  uploads,
} from '../expected.ts';
import {
  areas,
  covers,
  functionPath,
  identityStatements,
  type Json,
  list,
  ofType,
  render,
  resources,
  rights,
  routes,
} from '../synthesized.ts';

const scanRole = 'AssayData/Evidence/Scan/Role';

describe('permissions', () => {
  it.each(areas)('%s holds exactly what is written here, and its own log', (area) => {
    const logs = `<${functionPath(area).replace('/Function', '/Logs')}>`;
    const own = [`logs:CreateLogStream ${logs}`, `logs:PutLogEvents ${logs}`];
    expect(rights(area)).toEqual([...(permitted[area] ?? []), ...own].sort());
  });

  it('what anyone can call holds nothing that writes, signs or calls', () => {
    const open = areas.filter((area) =>
      routes.some((route) => route.target === functionPath(area) && route.authorization !== 'JWT'),
    );
    expect(open).toEqual(publicAreas);
    const harmless = /^(dynamodb:(GetItem|Query)|logs:(CreateLogStream|PutLogEvents)) /;
    // One of them hands out what holders show, and reads nothing else than what was handed in.
    expect(open.flatMap(rights).filter((right) => !harmless.test(right))).toEqual([
      `s3:GetObjectVersion ${files}`,
    ]);
    expect(rights('evidence')).toContain(`s3:GetObjectVersion ${files}`);
  });

  const granting = (...actions: string[]) =>
    identityStatements.filter(({ Action }) =>
      Action.some((pattern) => actions.some((action) => covers(pattern, action))),
    );

  it('nobody may scan the table, delete it, or delete the bucket of evidence', () => {
    expect(granting('dynamodb:Scan', 'dynamodb:DeleteTable', 's3:DeleteBucket')).toEqual([]);
  });

  it('evidence is deleted for good by erasure and retention alone', () => {
    const deleting = areas.filter((area) => rights(area).some((right) => /DeleteObjectVersion/.test(right)));
    expect(deleting).toEqual(['erase', 'retention']);
  });

  it('nobody else may delete what was kept, and nobody change how long it is kept', () => {
    expect(granting('s3:DeleteObject').flatMap((one) => one.Resource)).toEqual([uploads]);
    expect(granting('s3:PutLifecycleConfiguration', 's3:PutBucketVersioning', 's3:PutBucketPolicy')).toEqual(
      [],
    );
  });

  it('whoever reads what was kept names the version, and only who takes it in can write', () => {
    const onKept = (action: string) => areas.filter((area) => rights(area).includes(`s3:${action} ${files}`));
    expect(onKept('GetObject')).toEqual([]);
    // A learner's next attempt begins with what was handed in before.
    expect(onKept('GetObjectVersion')).toEqual(['evidence', 'submit']);
    expect(onKept('PutObject')).toEqual(['submit']);
  });

  it('those who judge read the copies without metadata alone, and one function makes them that can do nothing else', () => {
    const onCopies = (action: string) =>
      areas.filter((area) => rights(area).includes(`s3:${action} ${copies}`));
    expect(onCopies('GetObjectVersion')).toEqual(['assess']);
    expect(onCopies('PutObject')).toEqual(['blinder']);
    expect(onCopies('DeleteObject')).toEqual([]);
    expect(rights('assess').filter((right) => right.startsWith('s3:'))).toEqual([
      `s3:GetObjectVersion ${copies}`,
    ]);
    expect(rights('blinder').filter((right) => !/^(?:s3|logs):/.test(right))).toEqual([]);
  });

  it('what asks a language model can do nothing else, and only who assesses can have it asked', () => {
    expect(rights('advise').filter((right) => !right.startsWith('logs:'))).toEqual(permitted.advise);
    expect(areas.filter((area) => rights(area).some((right) => right.startsWith('bedrock:')))).toEqual([
      'advise',
    ]);
    expect(areas.filter((area) => rights(area).some((right) => right.endsWith(` ${advise}`)))).toEqual([
      'assess',
    ]);
  });

  it('no action has a wildcard, and no resource but the files of evidence and keys that are not made yet', () => {
    expect(identityStatements.flatMap((one) => one.Action).filter((action) => action.includes('*'))).toEqual(
      [],
    );
    const wide = identityStatements
      .flatMap((one) => one.Resource)
      .filter((resource) => resource.includes('*'));
    expect([...new Set(wide)].sort()).toEqual(['*', copies, files, uploads, ownAliases, anyKey, senders]);
    const onAll = identityStatements.filter((one) => one.Resource.includes('*'));
    expect(onAll.flatMap((one) => one.Action)).toEqual(['kms:CreateKey']);
  });

  it('mail comes from the one address that the operator chose', () => {
    const sending = granting('ses:SendEmail');
    expect(sending.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'ses:FromAddress': { Ref: 'MailFrom' } } },
    ]);
  });

  it('the scan for malware is there where the operator chose it, reads and tags uploads alone, and nobody else takes its role', () => {
    const [role] = ofType('AWS::IAM::Role').filter(({ path }) => path === scanRole);
    const [plan] = ofType('AWS::GuardDuty::MalwareProtectionPlan');
    if (!role || !plan) throw new Error('there is no scan');
    expect([role.Condition, plan.Condition]).toEqual(['EvidenceScanGiven', 'EvidenceScanGiven']);
    expect(plan.Properties).toMatchObject({
      ProtectedResource: { S3Bucket: { ObjectPrefixes: ['incoming/'] } },
      Actions: { Tagging: { Status: 'ENABLED' } },
    });
    expect(role.Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: 'malware-protection-plan.guardduty.amazonaws.com' } }],
    });
    const [{ PolicyDocument }] = role.Properties.Policies as never as [
      { PolicyDocument: { Statement: { Action: string[]; Resource: Json }[] } },
    ];
    const onFiles = PolicyDocument.Statement.filter(({ Action }) => Action.includes('s3:GetObject'));
    expect(onFiles.map(({ Resource }) => render(Resource, role.stack))).toEqual([uploads]);
    const all = PolicyDocument.Statement.flatMap(({ Action }) => Action);
    expect(all.filter((action) => /\*|Delete(?!Rule)|GetObjectAcl|PutBucketPolicy/.test(action))).toEqual([]);
  });

  it('every function has a role of its own that only Lambda assumes, and there is no other role or policy', () => {
    const roles = ofType('AWS::IAM::Role').filter(({ path }) => path !== scanRole);
    expect(roles.map((role) => role.path).sort()).toEqual(
      areas.map((area) => functionPath(area).replace('/Function', '/Role')).sort(),
    );
    for (const role of roles) {
      expect(Object.keys(role.Properties)).toEqual(['AssumeRolePolicyDocument']);
      expect(role.Properties.AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
        ],
      });
    }
    for (const policy of ofType('AWS::IAM::Policy')) expect(list(policy.Properties.Roles)).toHaveLength(1);
    const types = new Set(
      resources.map((resource) => resource.Type).filter((type) => type.startsWith('AWS::IAM::')),
    );
    expect([...types].sort()).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role']);
  });

  it('a function is called by the API or the schedule of this deployment, and by no other principal', () => {
    for (const permission of ofType('AWS::Lambda::Permission')) {
      expect(['apigateway.amazonaws.com', 'events.amazonaws.com']).toContain(permission.Properties.Principal);
      expect(render(permission.Properties.SourceArn, permission.stack)).toMatch(
        /<AssayHost\/Address\/Api>\/\*\/(\*\/\*|\$default)$|^<AssayApi\/(audit|notify|retention)-schedule>$/,
      );
    }
  });
});
