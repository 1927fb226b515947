export * from './access-key-rotation';
export * from './account-alias';
export * from './account-password-policy';
export * from './conditions';
export * from './service-role';
