import { PolicyDocument } from '../engine/policy/policy-document';

/** Of somebody whose own policies are not the question. */
export const ALLOW_ALL = PolicyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
