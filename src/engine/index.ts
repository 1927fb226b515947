export * from './analysis';
export * from './evaluation';
export * from './policy';
export * from './service-authorization';
