export * from './security-alarms';
