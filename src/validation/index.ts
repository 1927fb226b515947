export * from './enforcement';
export * from './guardrails';
export * from './least-privilege-aspect';
export * from './least-privilege-plugin';
export { AcceptedOpacity } from '../cloudformation/app-reading';
