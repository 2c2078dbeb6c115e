/** One step from the version before to `version`. Plain SQL; never edited once released: what is wrong is put right by a later one. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}
