export * from './access-assertion-options';
export * from './access-assertions';
export * from './principal-assertions';
export * from './public-access-assertions';
