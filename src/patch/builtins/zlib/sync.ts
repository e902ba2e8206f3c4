import { types } from 'node:util';
import { blocking } from '../../core/blocking';
import {
  brotliCost,
  deflateCost,
  INFLATE_RATIO,
  INLINE_US,
  DECOMPRESS_NS,
  sizeOf,
  zstdCost,
} from '../../core/cpu-costs';
import type { Anything, Maker } from '../../core/define';
import { alone } from '../../core/policy';
import { fromCaller, restack } from '../../core/restack';
import { allNodesOwn } from '../../core/twin';
import { isKnown, PoolReader, PoolWriter, type ZlibEngine } from './engine';

/** Functions by name: the class whose engine they use, and what a call costs, or 'measured' where it shows only while it runs. */
interface Work {
  readonly engine: string;
  readonly cost: ((bytes: number, options: unknown) => number) | 'measured';
}

const inflating = (engine: string): Work => ({ engine, cost: 'measured' });

export const WORKS: Readonly<Record<string, Work>> = {
  brotliCompressSync: { engine: 'BrotliCompress', cost: brotliCost },
  brotliDecompressSync: inflating('BrotliDecompress'),
  deflateRawSync: { engine: 'DeflateRaw', cost: deflateCost },
  deflateSync: { engine: 'Deflate', cost: deflateCost },
  gunzipSync: inflating('Gunzip'),
  gzipSync: { engine: 'Gzip', cost: deflateCost },
  inflateRawSync: inflating('InflateRaw'),
  inflateSync: inflating('Inflate'),
  unzipSync: inflating('Unzip'),
  zstdCompressSync: { engine: 'ZstdCompress', cost: zstdCost },
  zstdDecompressSync: inflating('ZstdDecompress'),
};

/** Whatever is made of so little deflated data is made at once. */
const LITTLE = (INLINE_US * 1000) / DECOMPRESS_NS / INFLATE_RATIO;
const DEFLATED = ['gunzipSync', 'inflateRawSync', 'inflateSync', 'unzipSync'];

/** Whether the call is so short, or so odd, that it is made as it is. */
function isInline(name: string, { cost }: Work, data: unknown, options: unknown): boolean {
  const bytes = sizeOf(data);
  if (cost !== 'measured' && !(cost(bytes, options) > INLINE_US)) return true;
  if (bytes === 0 || (cost === 'measured' && DEFLATED.includes(name) && bytes <= LITTLE)) return true;
  // These are options of Node's streams: the program could reach the engine while the fiber is parked, and destroy it.
  if (typeof options !== 'object' || options === null) return false;
  return types.isProxy(options) || 'signal' in options || 'construct' in options;
}

/** Makes the replacement of a blocking function of zlib: engine and loop are Node's, and the thread pool does the work. */
export function throughEngine(name: string): Maker {
  const work = WORKS[name]!;
  return blocking((original, slot) => {
    const Engine = slot.found(work.engine);
    if (Engine === undefined) return null;
    const nodesOwn = allNodesOwn(['zlib'], original, Engine);
    return function parking(this: unknown, data: unknown, options: unknown): unknown {
      const asCalled = () => Reflect.apply(original, this, [data, options]) as unknown;
      if (isInline(name, work, data, options) || !nodesOwn()) return asCalled();
      if (alone()) return fromCaller(slot.replacement, asCalled);
      const engine = Reflect.construct(Engine, [options]) as ZlibEngine;
      if (!isKnown(engine)) return asCalled();
      return carryOut(
        new (work.cost === 'measured' ? PoolReader : PoolWriter)(engine, slot.label),
        data,
        slot.replacement,
      );
    };
  });
}

/** Node's `zlibBufferSync`. */
function carryOut(writer: PoolWriter, data: unknown, below: Anything): unknown {
  const { engine } = writer;
  const input = ArrayBuffer.isView(data) ? (data as NodeJS.ArrayBufferView) : Buffer.from(data as string);
  try {
    const buffer = engine._processChunk(input, engine._finishFlushFlag);
    return engine._info ? { buffer, engine } : buffer;
  } catch (error) {
    throw writer.interrupted === null ? restack(error, below) : error;
  }
}
