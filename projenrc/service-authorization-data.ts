import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { generate } from './service-authorization/generate';
import { readUpstream } from './service-authorization/upstream';

const root = path.join(__dirname, '..');
const data = path.join(root, 'data');

const metadataFile = path.join(data, 'sources', 'metadata.json');
const { problems, texts, archives } = generate(readUpstream(path.join(root, 'node_modules')), {
  globalConditionKeys: readJson(path.join(data, 'sources', 'global-condition-keys.json')),
  metadata: existsSync(metadataFile) ? readJson(metadataFile) : undefined,
});

for (const [file, text] of Object.entries(texts)) write(file, Buffer.from(text));
for (const [file, text] of Object.entries(archives)) write(file, compressed(Buffer.from(text)));
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error('nothing was written: see data/README.md');
  process.exitCode = 1;
}

function compressed(text: Buffer): Buffer {
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
}

function write(file: string, content: Buffer): void {
  writeFileSync(path.join(data, file), content);
  console.log(`${file}: ${content.length} bytes`);
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
