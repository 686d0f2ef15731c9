import { describe, expect, it } from 'vitest';
import { assembly, at, type Json, resources, statements } from '../synthesized.ts';

const protectedPaths = [
  'AssayData/Records/Table',
  'AssayData/Evidence/Bucket',
  'AssayData/Evidence/AccessLogs',
  'AssayHost/Address/Api',
  'AssayHost/Address/Stage',
  'AssayHost/Address/Distribution',
  'AssayHost/SignIn/Pool',
  'AssayHost/SignIn/Operator',
  'AssayTrust/SigningKey/Key',
];

describe('what must never be lost', () => {
  it.each(protectedPaths)('%s outlives its stack and its replacement', (path) => {
    expect(at(path)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is everything that holds data or a name, and nothing is forgotten', () => {
    const holding =
      /^AWS::(DynamoDB|S3::Bucket$|KMS::Key$|Cognito::UserPool(User)?$|CloudFront::Distribution|ApiGatewayV2::(Api|Stage)$)/;
    expect(
      resources
        .filter((resource) => holding.test(resource.Type))
        .map((resource) => resource.path)
        .sort(),
    ).toEqual([...protectedPaths].sort());
  });

  it('sits in stacks that refuse to be deleted', () => {
    const stacks = assembly.stacks.map((stack) => [stack.stackName, stack.terminationProtection ?? false]);
    expect(Object.fromEntries(stacks)).toEqual({
      AssayData: true,
      AssayHost: true,
      AssayTrust: true,
      AssayApi: false,
    });
    const holders = new Set(protectedPaths.map((path) => at(path).stack));
    expect([...holders]).toEqual(['AssayData', 'AssayHost', 'AssayTrust']);
  });

  it('takes nothing from another stack, so that no other stack can force its replacement', () => {
    for (const path of protectedPaths)
      expect(JSON.stringify(at(path).Properties)).not.toContain('Fn::ImportValue');
  });

  it('the table refuses deletion and goes back to any second', () => {
    expect(at('AssayData/Records/Table').Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    // Rights on the table are in the roles alone, where the rules on permissions see them.
    expect(at('AssayData/Records/Table').Properties).not.toHaveProperty('ResourcePolicy');
  });

  it.each(['AssayData/Evidence/Bucket', 'AssayData/Evidence/AccessLogs'])(
    '%s is closed to the public',
    (path) => {
      expect(at(path).Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
      const policy = at(`${path}/Policy`);
      const granted = statements(policy.Properties.PolicyDocument, policy.stack);
      expect(
        granted.filter(
          (one) => one.Effect === 'Allow' && one.Principal !== 'Service logging.s3.amazonaws.com',
        ),
      ).toEqual([]);
      expect(granted).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: ['s3:*'],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    },
  );

  it('evidence is versioned, and no version that was assessed expires by itself', () => {
    const { Properties } = at('AssayData/Evidence/Bucket');
    expect(Properties).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
    const { Rules } = Properties.LifecycleConfiguration as { Rules: Record<string, Json>[] };
    const expiring = Rules.filter((rule) => /expir|transition/i.test(Object.keys(rule).join()));
    expect(expiring.map((rule) => rule.Prefix)).toEqual(['incoming/']);
  });

  it('what was uploaded and not handed in is forgotten: a draft in time, what was replaced at once', () => {
    const { Rules } = at('AssayData/Evidence/Bucket').Properties.LifecycleConfiguration as { Rules: Json };
    expect(Rules).toContainEqual({
      Id: 'forget-uploads',
      Status: 'Enabled',
      Prefix: 'incoming/',
      ExpirationInDays: 90,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    });
  });

  it('the user pool refuses deletion, and nobody signs up uninvited', () => {
    expect(at('AssayHost/SignIn/Pool').Properties).toMatchObject({
      DeletionProtection: 'ACTIVE',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
  });
});
