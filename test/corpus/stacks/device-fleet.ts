import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPolicy, CfnRoleAlias, CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** Devices publish what they measure, each under its own name; rules bring it into a stream. */
export function deviceFleet(app: App): void {
  const stack = new Stack(app, 'DeviceFleet', { env: PRODUCTION });
  const arn = (resource: string) => `arn:aws:iot:${stack.region}:${stack.account}:${resource}`;
  new CfnPolicy(stack, 'DevicePolicy', {
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/${iot:Connection.Thing.ThingName}'), Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } } },
        { Effect: 'Allow', Action: 'iot:Publish', Resource: arn('topic/measures/${iot:Connection.Thing.ThingName}') },
        { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn('topicfilter/commands/${iot:Connection.Thing.ThingName}') },
        { Effect: 'Allow', Action: 'iot:Receive', Resource: arn('topic/commands/${iot:Connection.Thing.ThingName}') },
      ],
    },
  });
  const measures = new Stream(stack, 'Measures');
  const role = new Role(stack, 'RuleRole', {
    assumedBy: new ServicePrincipal('iot.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  });
  measures.grantWrite(role);
  new CfnTopicRule(stack, 'Rule', { topicRulePayload: { sql: "SELECT * FROM 'measures/+'", actions: [{ kinesis: { roleArn: role.roleArn, streamName: measures.streamName, partitionKey: '${topic(2)}' } }] } });

  const uploads = new Role(stack, 'UploadRole', { assumedBy: new ServicePrincipal('credentials.iot.amazonaws.com') });
  new Bucket(stack, 'Uploads', { enforceSSL: true }).grantPut(uploads, '${credentials-iot:ThingName}/*');
  new CfnRoleAlias(stack, 'RoleAlias', { roleArn: uploads.roleArn, credentialDurationSeconds: 3600 });
}
