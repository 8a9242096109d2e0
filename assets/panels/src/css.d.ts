/** The text of a style sheet, as esbuild gives it. */
declare module "*.css" {
  const text: string;
  export default text;
}
