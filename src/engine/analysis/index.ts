export * from './check-types';
export * from './effective-access';
export * from './policy-analyzer';
export * from './validation-types';
