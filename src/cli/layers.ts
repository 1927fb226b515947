import { readText } from './input';
import { SimulatedPolicies } from '../engine/evaluation/simulation-types';

/** Files of policies, by layer, as they are written in the shell. */
export interface LayerOptions {
  readonly identity?: string[];
  readonly resourcePolicy?: string;
  readonly boundary?: string[];
  readonly session?: string[];
  readonly scp?: string[];
  readonly rcp?: string[];
  readonly vpcEndpoint?: string[];
}

/** The policies in the files, and which input came from which file. */
export interface ReadLayers {
  readonly policies: SimulatedPolicies;
  readonly files: Record<string, string>;
}

export function readLayers(options: LayerOptions): ReadLayers {
  const files: Record<string, string> = {};
  const read = (input: string, list: string[] | undefined) => list?.map((file, i) => {
    files[`${input}[${i}]`] = file;
    return readText(file);
  });
  // A level of an organization is one option: its files with commas between them.
  const readLevels = (input: string, list: string[] | undefined) => list?.map((level, i) => read(`${input}[${i}]`, level.split(','))!);
  if (options.resourcePolicy) { files.resourcePolicy = options.resourcePolicy; }
  return {
    files,
    policies: {
      policyInputList: read('policyInputList', options.identity) ?? [],
      permissionsBoundaryPolicyInputList: read('permissionsBoundaryPolicyInputList', options.boundary),
      sessionPolicyInputList: read('sessionPolicyInputList', options.session),
      resourcePolicy: options.resourcePolicy && readText(options.resourcePolicy),
      serviceControlPolicyInputList: readLevels('serviceControlPolicyInputList', options.scp),
      resourceControlPolicyInputList: readLevels('resourceControlPolicyInputList', options.rcp),
      vpcEndpointPolicyInputList: read('vpcEndpointPolicyInputList', options.vpcEndpoint),
    },
  };
}
