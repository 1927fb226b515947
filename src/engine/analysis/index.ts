export * from './check-types';
export * from './policy-analyzer';
