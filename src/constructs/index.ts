export * from './account-setting';
export * from './iam';
export * from './s3';
