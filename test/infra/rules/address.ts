import { describe, expect, it } from 'vitest';
import { at, type Json } from '../synthesized.ts';

describe('the address', () => {
  const distribution = at('AssayHost/Address/Distribution').Properties.DistributionConfig as Record<
    string,
    Json
  >;

  it('is reached by https only, up to the origin', () => {
    expect(distribution).toMatchObject({
      HttpVersion: 'http2and3',
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only', Compress: true },
      Origins: [
        { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } },
      ],
    });
  });

  it('is cached only as the origin says, apart by what is accepted and by who asks, and errors never', () => {
    expect(at('AssayHost/Address/Cache').Properties.CachePolicyConfig).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: {
        HeadersConfig: {
          HeaderBehavior: 'whitelist',
          Headers: ['Accept', 'Accept-Language', 'Authorization'],
        },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
        CookiesConfig: { CookieBehavior: 'none' },
      },
    });
    const errors = distribution.CustomErrorResponses as Record<string, Json>[];
    expect(errors.map((error) => error.ErrorCode)).toEqual([
      400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504,
    ]);
    expect(errors.every((error) => error.ErrorCachingMinTTL === 0)).toBe(true);
  });

  it('answers under an own name only with the certificate for it', () => {
    const given = 'CertificateArnGiven';
    expect(distribution.Aliases).toEqual({ 'Fn::If': [given, expect.anything(), { Ref: 'AWS::NoValue' }] });
    expect(distribution.ViewerCertificate).toMatchObject({
      MinimumProtocolVersion: { 'Fn::If': [given, 'TLSv1.2_2021', { Ref: 'AWS::NoValue' }] },
      CloudFrontDefaultCertificate: { 'Fn::If': [given, { Ref: 'AWS::NoValue' }, true] },
    });
  });

  it('slows down who asks too much, and logs no person', () => {
    const stage = at('AssayHost/Address/Stage').Properties;
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    const format = String((stage.AccessLogSettings as Record<string, Json>).Format);
    expect(Object.keys(JSON.parse(format))).toEqual([
      'requestId',
      'time',
      'routeKey',
      'status',
      'latency',
      'integrationStatus',
      'integrationError',
      'authorizerError',
    ]);
    expect(format).not.toMatch(/sourceIp|userAgent|claims|\.path\b|identity/);
    expect(at('AssayHost/Address/AccessLogs').Properties.RetentionInDays).toBe(30);
  });

  it('is open to pages of any origin, and never with cookies', () => {
    const cors = at('AssayHost/Address/Api').Properties.CorsConfiguration as Record<string, Json>;
    expect(cors.AllowOrigins).toEqual(['*']);
    expect(cors.AllowCredentials).toBeUndefined();
    expect(cors.AllowHeaders).toContain('authorization');
    expect(at('AssayHost/Address/Headers').Properties.ResponseHeadersPolicyConfig).toMatchObject({
      CorsConfig: {
        OriginOverride: true,
        AccessControlAllowCredentials: false,
        AccessControlAllowOrigins: { Items: ['*'] },
        AccessControlAllowHeaders: { Items: cors.AllowHeaders },
        AccessControlAllowMethods: { Items: cors.AllowMethods },
      },
    });
  });
});
