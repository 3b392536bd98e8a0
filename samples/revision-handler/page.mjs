// A page for people. Everything in it came from elsewhere, so everything is escaped.
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escape = (value) => String(value ?? "—").replace(/[&<>"']/g, (character) => ENTITIES[character]);

const table = (headings, rows) =>
  `<table><thead><tr>${headings.map((heading) => `<th>${escape(heading)}</th>`).join("")}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`)
    .join("")}</tbody></table>`;

export function render({ revision, funds, changes }) {
  const newest = Object.entries(funds).map(([fundId, values]) => {
    const dates = Object.keys(values).sort();
    const last = values[dates.at(-1)] ?? {};
    return [fundId, dates.length, last.valid_date, last.nav, last.known_at];
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Net asset values</title>
<style>body{font:14px/1.3 system-ui,sans-serif;margin:2rem;color:#101820}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .75rem;border-bottom:1px solid #d5dadd;text-align:left}</style></head>
<body><h1>Net asset values, revision ${escape(revision)}</h1>
${table(["Fund", "Values", "Newest date", "NAV", "Known at"], newest)}
<h2>Changed last</h2>
${table(["Fund", "Date", "NAV", "Before"], changes.map((change) => [change.fundId, change.validDate, change.nav, change.previousNav]))}
</body></html>
`;
}
