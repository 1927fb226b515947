export * from './account-setting';
export * from './cloudtrail';
export * from './iam';
export * from './s3';
