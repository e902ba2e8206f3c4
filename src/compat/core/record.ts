/** Versions of a library, as in `>=from <below`. */
export interface VersionRange {
  readonly from: string;
  readonly below: string;
}

/** What the documents and the command say of an adapter, and when it is used: `record.ts` in its folder. Code is beside it, in `index.ts`. */
export interface AdapterRecord {
  /** Its name in the npm registry, or `node:` and the name of one of Node's modules. */
  readonly library: string;
  /** Copies of other versions are left alone. Of one of Node's modules they are those of Node. */
  readonly versions: VersionRange;
  /** It costs something, so it is used only when that is asked for by name: `better-sqlite3:offload`. */
  readonly onRequest?: true;
  readonly standIn?: StandIn;
  /** What it does, for the table of docs/guide/libraries.md. Links are seen from there. */
  readonly guide: string;
  /** What calls of the library's addon do where there is no adapter, for `greenpatch check`. */
  readonly addon?: { readonly calls: 'asynchronous' | 'short' | 'blocking' | 'mixed'; readonly note: string };
  /** The folder of test/libs that runs the library, if it is not that of the adapter. */
  readonly test?: string;
}

/** What is known of each adapter before its library is loaded: a row of libraries.ts, which is made from the records. */
export interface KnownLibrary extends Pick<AdapterRecord, 'onRequest' | 'standIn'> {
  /** In adapters/. */
  readonly folder: string;
}

/** By library. */
export type Libraries = Readonly<Record<string, KnownLibrary>>;

/** What answers where the package is not installed. */
export interface StandIn {
  /** Files in the folder `absent` beside the record, by what a program names. They lie there as they would in node_modules. */
  readonly modules: Readonly<Record<string, string>>;
  /** A property of `process` in which copies of the library leave their exports, and look for them before they load an addon. */
  readonly onProcess?: { readonly property: string; readonly module: string };
}
