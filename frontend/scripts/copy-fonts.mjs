// Copies the two subsets of Inter we serve, with their licence, from the pinned npm package.
// Run `npm run fonts` in frontend/ after an update of the package, and commit the result.
import { copyFileSync } from "node:fs";

const source = new URL("../node_modules/@fontsource-variable/inter/", import.meta.url);
const target = new URL("../../static/fonts/", import.meta.url);

for (const subset of ["latin", "latin-ext"]) {
  copyFileSync(
    new URL(`files/inter-${subset}-opsz-normal.woff2`, source),
    new URL(`inter-${subset}.woff2`, target),
  );
}
copyFileSync(new URL("LICENSE", source), new URL("OFL.txt", target));
