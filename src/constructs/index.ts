export * from './account-setting';
export * from './iam';
