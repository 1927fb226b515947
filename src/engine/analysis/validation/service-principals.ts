/** The ends of service principals, in all partitions. */
const SUFFIX = '(?:amazonaws\\.com(?:\\.cn)?|amazonaws\\.eu|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|csp\\.hci\\.ic\\.gov|cloud\\.adc-e\\.uk)';

/** `lambda.amazonaws.com`, `logs.eu-west-1.amazonaws.com` */
export const SERVICE_PRINCIPAL = new RegExp(`^[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\.${SUFFIX}$`);

/** `s3.eu-west-1.amazonaws.com` */
export const SERVICE_PRINCIPAL_IN_REGION = new RegExp(`^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.[a-z]+(?:-[a-z]+)+-\\d\\.${SUFFIX}$`);
