import { readFileSync, statSync } from 'node:fs';
import { sha256 } from './private/sha256';
import { OutsideSource } from './template-reading';

/** Many times what any policy has. */
const MOST_BYTES = 10_000_000;

/** Why a file from outside the templates is not read, and the way out. */
export class OutsideDefect extends Error {}

/** A file from outside the templates. */
export interface OutsideFile extends OutsideSource {
  readonly text: string;
}

/**
 * @param source how it is named in what comes out
 * @throws OutsideDefect
 */
export function readOutsideFile(file: string, source: string): OutsideFile {
  const bytes = bytesOf(file);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { source, sha256: sha256(bytes), text };
  } catch {
    throw new OutsideDefect('is not UTF-8; save it so');
  }
}

function bytesOf(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) { throw new OutsideDefect(`is larger than ${MOST_BYTES / 1e6} MB; name a file with policies alone`); }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof OutsideDefect) { throw error; }
    const { code } = error as NodeJS.ErrnoException;
    throw new OutsideDefect(`${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}; name a file that can be read`);
  }
}
