import { describe, expect, it } from 'vitest';
import { assembly, templates } from '../synthesized.ts';

describe('stacks', () => {
  it('depend on each other in one direction', () => {
    const dependencies = assembly.stacks.map((stack) => [
      stack.stackName,
      stack.dependencies
        .map((artifact) => artifact.id)
        .filter((id) => id in templates)
        .sort(),
    ]);
    expect(Object.fromEntries(dependencies)).toEqual({
      AssayData: [],
      AssayHost: [],
      AssayTrust: ['AssayData', 'AssayHost'],
      AssayApi: ['AssayData', 'AssayHost', 'AssayTrust'],
    });
  });

  it('export what others import, whether or not the last reader is gone', () => {
    const exports = (stack: string) =>
      Object.values(templates[stack]?.Outputs ?? {}).filter((output) => output.Export !== undefined).length;
    expect(['AssayData', 'AssayHost', 'AssayTrust', 'AssayApi'].map(exports)).toEqual([4, 5, 5, 0]);
  });

  it('carry no account, no region and no name of a machine', () => {
    for (const stack of assembly.stacks) {
      expect(stack.environment).toMatchObject({ account: 'unknown-account', region: 'unknown-region' });
      expect(stack.templateFullPath).toContain(assembly.directory);
      expect(JSON.stringify(stack.template)).not.toMatch(/\b\d{12}\b|localhost:|\/(home|root|work|Users)\//);
    }
    expect(assembly.manifest.missing ?? []).toEqual([]);
  });

  it('are tagged with the project', () => {
    for (const stack of assembly.stacks) expect(stack.tags).toEqual({ project: 'assay' });
  });
});

describe('settings', () => {
  const settings = {
    PublicUrl: {
      good: [
        '',
        'https://credentials.example.org',
        'https://example.org:8443',
        'http://127.0.0.1:3000',
        'http://localhost',
      ],
      bad: [
        'http://example.org',
        'https://example.org/',
        'https://Example.org',
        'https://example.org/a',
        'example.org',
        ' ',
      ],
    },
    FormerPublicUrls: {
      good: ['', 'https://a.example.org', 'https://a.example.org,https://b.example.org'],
      bad: ['https://a.example.org, https://b.example.org', ',', 'https://a.example.org,', 'a.example.org'],
    },
    CertificateArn: {
      good: ['', 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000'],
      bad: ['arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d', 'certificate'],
    },
    OidcIssuer: {
      good: [
        '',
        'https://login.example.org/',
        'https://login.example.org/realms/a',
        'http://127.0.0.1:3000/oidc',
      ],
      bad: ['http://login.example.org', 'login.example.org', 'https://a b'],
    },
    OidcAudience: { good: ['', 'assay', 'https://api.example.org'], bad: ['a b'] },
    OperatorEmail: {
      good: ['', 'operator@example.org'],
      bad: ['operator', 'a@b', 'a@example.org,b@example.org '],
    },
    MailFrom: { good: ['', 'assay@example.org'], bad: ['assay', 'Assay <assay@example.org>'] },
    AdviceModel: {
      good: ['', 'amazon.nova-lite-v1:0', 'anthropic.claude-3-haiku-20240307-v1:0'],
      bad: ['*', 'nova', 'amazon.nova-lite-v1:0,other', 'arn:aws:bedrock:x::foundation-model/y'],
    },
    EvidenceScan: { good: ['', 'guardduty'], bad: ['on', 'GuardDuty'] },
    AlarmEmail: { good: ['', 'alarms@example.org'], bad: ['alarms', 'a b@example.org'] },
  };

  it.each(Object.keys(templates))('%s takes all of them, and each may be left empty', (stack) => {
    const { BootstrapVersion, ...parameters } = templates[stack]?.Parameters ?? {};
    expect(BootstrapVersion?.Type).toBe('AWS::SSM::Parameter::Value<String>');
    expect(Object.keys(parameters)).toEqual(Object.keys(settings));
    for (const parameter of Object.values(parameters))
      expect(parameter).toMatchObject({ Type: 'String', Default: '' });
  });

  it.each(Object.entries(settings))(
    '%s refuses what cannot be meant, and says why',
    (name, { good, bad }) => {
      const { AllowedPattern = '', ConstraintDescription = '' } = templates.AssayApi?.Parameters[name] ?? {};
      const accepts = (value: string) => new RegExp(AllowedPattern).test(value);
      expect(good.filter((value) => !accepts(value))).toEqual([]);
      expect(bad.filter(accepts)).toEqual([]);
      expect(ConstraintDescription).toMatch(/^must be /);
    },
  );
});
