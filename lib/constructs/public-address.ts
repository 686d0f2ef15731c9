import { Aws, Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  type CfnDistribution,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Requests per second that one deployment answers before it says 429: far above what a nonprofit needs, and a cap on the bill. */
const throttle = { rateLimit: 50, burstLimit: 100 };

// Any origin, never with cookies: verifiers in browsers must be able to fetch status lists and DID documents, and what a person may
// do hangs on a bearer token that a foreign page does not have.
const cors = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const,
  requestHeaders: ['accept', 'authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'],
  responseHeaders: ['etag', 'location', 'retry-after', 'apigw-requestid'],
  maxAge: Duration.hours(1),
};

// Everything CloudFront would otherwise keep for ten seconds when the origin says nothing.
const errorStatuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** The HTTP API without any route, and the distribution in front of it whose host name serves until there is an own domain. */
export class PublicAddress extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: 'assay',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: ['*'],
        allowMethods: cors.methods.map((method) => CorsHttpMethod[method]),
        allowHeaders: cors.requestHeaders,
        exposeHeaders: cors.responseHeaders,
        maxAge: cors.maxAge,
      },
    });
    this.stage = this.defaultStage();
    this.distribution = this.distributionFor(settings);
    for (const what of [this.api, this.stage, this.distribution])
      what.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  private defaultStage(): HttpStage {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      // Under this prefix the log service needs no resource policy of its own, of which an account has ten.
      logGroupName: '/aws/vendedlogs/assay/http',
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        // No address, no agent, no path and no claims: who looked at which credential is nobody's business.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTimeEpoch',
            routeKey: '$context.routeKey',
            status: '$context.status',
            latency: '$context.responseLatency',
            integrationStatus: '$context.integrationStatus',
            integrationError: '$context.integrationErrorMessage',
            authorizerError: '$context.authorizer.error',
          }),
        ),
      },
    });
  }

  private distributionFor(settings: Settings): Distribution {
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Assay',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: new HttpOrigin(`${this.api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // Not a redirect: a client that sent its token in the clear once must notice, not succeed.
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        compress: true,
        cachePolicy: this.cachePolicy(),
        // API Gateway chooses the API by the Host header, so it must see its own.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: this.responseHeadersPolicy(),
      },
      errorResponses: errorStatuses.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    answerUnderOwnDomain(distribution, settings);

    Validations.of(distribution).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'A credential is verified from wherever its holder applies for work: no country is shut out.',
      },
      {
        id: 'AwsSolutions-CFR2',
        reason:
          'A web ACL costs more a month than all the rest; the stage throttles, and every function validates what it gets.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'Its lines would hold the addresses of those who look at credentials; the stage logs every request that reaches it, without them.',
      },
      {
        id: 'AwsSolutions-CFR4',
        reason:
          'CloudFront fixes the minimum for its own host name; TLS 1.2 is the minimum under an own domain, by CertificateArn.',
      },
    );
    return distribution;
  }

  private cachePolicy(): CachePolicy {
    return new CachePolicy(this, 'Cache', {
      comment: 'Assay: what the origin says, and nothing where it says nothing',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      // The same address answers a browser with a page and a verifier with JSON, and may depend on who asks.
      // A page is in the language of its reader.
      headerBehavior: CacheHeaderBehavior.allowList('Accept', 'Accept-Language', 'Authorization'),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      cookieBehavior: CacheCookieBehavior.none(),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }

  private responseHeadersPolicy(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      // Such names are global to an account; two regions of one account must not collide.
      responseHeadersPolicyName: `assay-${Aws.REGION}`,
      comment: 'Assay: the headers that a cached answer needs too',
      // API Gateway adds these only for a request that names an origin; the cache may hold the answer to one that did not.
      corsBehavior: {
        accessControlAllowOrigins: ['*'],
        accessControlAllowMethods: [...cors.methods],
        accessControlAllowHeaders: cors.requestHeaders,
        accessControlExposeHeaders: cors.responseHeaders,
        accessControlAllowCredentials: false,
        accessControlMaxAge: cors.maxAge,
        originOverride: true,
      },
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
        contentTypeOptions: { override: true },
      },
    });
  }
}

// The construct cannot say "only when a parameter is set", so the conditions go onto the resource itself.
function answerUnderOwnDomain(distribution: Distribution, settings: Settings): void {
  const given = settings.given('CertificateArn').logicalId;
  // The two slashes at the end give an empty PublicUrl a third part as well.
  const host = Fn.select(2, Fn.split('/', `${settings.value('PublicUrl')}//`));
  const resource = distribution.node.defaultChild as CfnDistribution;
  const whenGiven = (value: unknown) => Fn.conditionIf(given, value, Aws.NO_VALUE);
  resource.addPropertyOverride('DistributionConfig.Aliases', whenGiven([host]));
  resource.addPropertyOverride('DistributionConfig.ViewerCertificate', {
    AcmCertificateArn: whenGiven(settings.value('CertificateArn')),
    SslSupportMethod: whenGiven('sni-only'),
    MinimumProtocolVersion: whenGiven('TLSv1.2_2021'),
    CloudFrontDefaultCertificate: Fn.conditionIf(given, Aws.NO_VALUE, true),
  });
}
