/**
 * The services whose requests carry `aws:VpceAccount` and `aws:VpceOrgPaths`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount
 */
export const SERVICES_WITH_VPCE_ACCOUNT = [
  'acm-pca', 'applicationinsights', 'apprunner', 'athena', 'cloudformation', 'comprehendmedical', 'compute-optimizer', 'datasync', 'discovery',
  'dynamodb', 'ebs', 'ecr', 'ecs', 'firehose', 'gamelift', 'healthlake', 'iam', 'iotfleetwise', 'iotwireless', 'kinesisanalytics', 'kms', 'lambda',
  'medical-imaging', 'omics', 'payment-cryptography', 'polly', 'rbin', 'rekognition', 'route53', 's3', 'scheduler', 'servicediscovery',
  'servicequotas', 'shield', 'ssm-contacts', 'storagegateway', 'textract', 'transcribe', 'transfer',
];

/**
 * The services whose requests carry `aws:VpceOrgID`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgid
 */
export const SERVICES_WITH_VPCE_ORGANIZATION = [
  ...SERVICES_WITH_VPCE_ACCOUNT,
  'b2bi', 'cassandra', 'cognito-identity', 'dms', 'ds-data', 'identitystore', 'iottwinmaker', 'network-firewall', 'pricing', 'ses', 'sms-voice',
  'sqs', 'workmail',
];
