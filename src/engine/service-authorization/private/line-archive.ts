import { readFileSync } from 'node:fs';
import { packageFile } from '../package-file';

const LINE_FEED = 0x0a;

/** More than any archive holds: decompressing into one chunk takes half the time of many small ones. */
const ONE_CHUNK = 4 * 1024 * 1024;

/** The first line of an archive. */
export interface ArchiveHeader {
  /** What the other lines are about, in their order. */
  readonly names: string[];
}

interface OpenArchive<Header> {
  readonly header: Header;
  readonly lines: Map<string, Buffer>;
}

/**
 * A compressed file in `data/`: a header, then one line of JSON for each of its names.
 * The file is read and decompressed at the first question; a line is parsed when it is asked for.
 */
export class LineArchive<Header extends ArchiveHeader, Line> {
  private archive?: OpenArchive<Header>;

  constructor(private readonly fileName: string) {}

  public get header(): Header {
    return this.open().header;
  }

  public has(name: string): boolean {
    return this.open().lines.has(name);
  }

  /** A fresh copy of a line, `undefined` when there is none of that name. */
  public line(name: string): Line | undefined {
    const line = this.open().lines.get(name);
    return line && JSON.parse(line.toString());
  }

  private open(): OpenArchive<Header> {
    this.archive ??= read(this.fileName);
    return this.archive;
  }
}

function read<Header extends ArchiveHeader>(fileName: string): OpenArchive<Header> {
  // Loading zlib takes milliseconds that most decisions need not pay.
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  const [first, ...rest] = linesOf(brotliDecompressSync(readFileSync(packageFile('data', fileName)), { chunkSize: ONE_CHUNK }));
  const header: Header = JSON.parse(first.toString());
  return { header, lines: new Map(header.names.map((name, index) => [name, rest[index]])) };
}

function linesOf(text: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, start)) {
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
