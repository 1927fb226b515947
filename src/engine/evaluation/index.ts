export * from './eval-decision';
export * from './policy-simulator';
export * from './simulation-types';
