export * as assertions from './assertions';
export * as engine from './engine';
export * from './constructs';
export * from './validation';
