export * from './policy-problem';
export * from './policy-type';
