export * from './account-alias';
export * from './account-password-policy';
