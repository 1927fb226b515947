import { App, Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { PRODUCTION } from '../environment';

/** CloudFront wants its certificate in us-east-1; the stack that uses it is elsewhere. */
export function crossRegionCertificate(app: App): void {
  const virginia = new Stack(app, 'CrossRegionCertificate', { env: { ...PRODUCTION, region: 'us-east-1' }, crossRegionReferences: true });
  const certificate = new Certificate(virginia, 'Certificate', {
    domainName: 'www.example.com',
    validation: CertificateValidation.fromDns(HostedZone.fromLookup(virginia, 'Zone', { domainName: 'example.com' })),
  });

  const stack = new Stack(app, 'CrossRegionDistribution', { env: PRODUCTION, crossRegionReferences: true });
  const distribution = new Distribution(stack, 'Distribution', {
    defaultBehavior: { origin: new HttpOrigin('origin.example.com') },
    domainNames: ['www.example.com'],
    certificate,
  });
  new ARecord(stack, 'Record', {
    zone: HostedZone.fromLookup(stack, 'Zone', { domainName: 'example.com' }),
    recordName: 'www',
    target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)),
  });
}
