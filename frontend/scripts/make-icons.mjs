// Writes static/icons.svg, one <symbol> per name below, from the pinned lucide-static package.
// Run `npm run icons` in frontend/ after a change of the list, and commit the result.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const icons = new URL("../node_modules/lucide-static/icons/", here);

const names = `
  alert-triangle arrow-left arrow-right bell book-open calendar calendar-check calendar-x
  chart-line check chevron-down chevron-left chevron-right circle-alert circle-check circle-help
  clock coffee copy download external-link eye flag globe hourglass house info key-round
  layout-grid link list lock log-out mail menu message-square mic minus moon pause pencil play
  plus printer quote refresh-cw repeat search send settings shield star sun target trash-2 upload
  user user-check users video x
`.trim().split(/\s+/);

const symbols = names.map((name) => {
  const svg = readFileSync(new URL(`${name}.svg`, icons), "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  const body = shapes.replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
});

writeFileSync(
  new URL("../../static/icons.svg", here),
  `<svg xmlns="http://www.w3.org/2000/svg">
<!-- Lucide icons, https://lucide.dev, ISC licence (parts from Feather, MIT): icons.LICENSE.txt -->
${symbols.join("\n")}
</svg>
`,
);
console.log(`static/icons.svg: ${names.length} icons`);
