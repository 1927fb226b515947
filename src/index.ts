export * as engine from './engine';
export * from './validation';
