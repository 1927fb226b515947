import { Located } from './property-path';
import { finiteTexts, isText } from './template-text';

/**
 * Where AWS publishes applications with functions that rotate secrets. Their roles rotate the secrets that call them, and read that of the
 * superuser who is named beside.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 */
const PUBLISHED = [
  'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManager',
  'arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications/SecretsManager',
  'arn:aws-us-gov:serverlessrepo:us-gov-west-1:023102451235:applications/SecretsManager',
];

/** Is an application surely one of these? */
export function isRotationApplication(applicationIds: Located[]): boolean {
  return applicationIds.length > 0 && applicationIds.every(({ value, isAround }) => {
    const texts = isText(value) && isAround !== true ? finiteTexts(value) : undefined;
    return texts?.every(text => PUBLISHED.some(start => text.startsWith(start))) === true;
  });
}
