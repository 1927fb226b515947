export * from './account-baseline';
export * from './account-setting';
export * from './cloudtrail';
export * from './cloudwatch';
export * from './iam';
export * from './s3';
