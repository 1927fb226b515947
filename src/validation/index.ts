export * from './enforcement';
export * from './guardrails';
export * from './least-privilege-aspect';
export * from './least-privilege-plugin';
export * from './waiver-options';
export * from '../cloudformation/accepted-opacity';
export * from '../rules/profile';
export * from '../rules/severity';
