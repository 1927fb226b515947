export * from './account-public-access-block';
