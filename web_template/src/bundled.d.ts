/** The module with all it imports, as the text of one script. */
declare module "*?bundled" {
  const source: string;
  export default source;
}
