import { AssemblyDefect } from './assembly-files';
import { memberPath, quoted } from '../../engine/policy/policy-problem';
import { isObject, Json, JsonObject } from '../template';

/** Where a file is uploaded to before the stack is deployed. `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}` stand for those of the stack. */
export interface AssetDestination {
  readonly bucketName: string;
  readonly objectKey: string;
}

/** A file that is uploaded before a stack is deployed. */
export interface FileAsset {
  readonly id: string;
  /** Where it stands in the manifest. */
  readonly path: string;
  /** Relative to the manifest; undefined where it is not uploaded as it is on disk: it is zipped, or made by a command. */
  readonly source?: string;
  readonly destinations: AssetDestination[];
}

/**
 * The files that an asset manifest lists.
 *
 * @throws AssemblyDefect
 */
export function fileAssets(manifest: JsonObject, file: string): FileAsset[] {
  const { files = {} } = manifest;
  if (!isObject(files)) { throw new AssemblyDefect('is not an object; synthesize again', file, '$.files'); }
  return Object.entries(files).map(([id, asset]) => {
    const path = memberPath('$.files', id);
    const source = isObject(asset) ? asset.source : undefined;
    const destinations = isObject(asset) && isObject(asset.destinations) ? Object.values(asset.destinations) : [];
    if (!isObject(source) || !destinations.every(isDestination)) {
      throw new AssemblyDefect(`the asset ${quoted(id)} has no source or no destinations that can be read; synthesize again`, file, path);
    }
    const asItIs = source.executable === undefined && (source.packaging ?? 'file') === 'file' && typeof source.path === 'string';
    return { id, path, source: asItIs ? source.path as string : undefined, destinations: destinations.map(({ bucketName, objectKey }) => ({ bucketName, objectKey })) };
  });
}

function isDestination(value: Json): value is JsonObject & AssetDestination {
  return isObject(value) && typeof value.bucketName === 'string' && typeof value.objectKey === 'string';
}
