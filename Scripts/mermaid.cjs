// node Scripts/mermaid.cjs PARSER TOOL: see mermaid.sh.
const { execFileSync } = require("node:child_process");
const { mkdtempSync, readdirSync, existsSync, writeFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");
const { tmpdir } = require("node:os");

const parse = require(process.argv[2]);
const tool = process.argv[3];
const texts = [
    "end", "subgraph", "click A call evil()", "A --> B", "%%{init: {}}%%", "---", "``` **bold** `x`", "1. first", "- item",
    "<script>alert(1)</script>", "quote \" and 'quote'", "back\\slash \\n", "#quot; #35; &amp;", "{{a}} [b] (c) |d| /e/",
    "line\nbreak", "right\u202eto left", "日本語の名前", "مرحلة", "👩‍👩‍👧‍👦 💶", "x".repeat(3000), "word ".repeat(400), "; drop", "@{ shape: x }",
    "o--o x--x", "graph TD", "style a fill:#f00", "classDef x", "é".repeat(200), "==>", ":::danger", "$$x^2$$",
];

// A process with one text in every place of its picture that has words.
function hostile(text) {
    const words = JSON.stringify(text);
    return `turnpike: 1
process: p
label: ${words}
currency: EUR
roles: {r: ${words}}
fields: {f: {type: money, label: ${words}}}
activities: {a: {label: ${words}}}
gates: {g: {label: ${words}, needs: [f]}}
approvals: {v: {label: ${words}, steps: [r]}}
limits: {l: {label: ${words}, within: 9 days}}
stages:
  end: {label: ${words}, exit: [g, {approval: v}], limits: {m: {label: ${words}, within: 2 days}}, moves: {go: {label: ${words}, to: click, by: [r], ask: [f]}}}
  click:
    label: ${words}
    tracks:
      graph: {label: ${words}, stages: {style: {label: ${words}, moves: [class]}, class: {final: true}}}
      call: {label: ${words}, stages: {href: {moves: [linkstyle]}, linkstyle: {final: true, label: ${words}}}}
    moves: [default]
  default: {outcome: won, label: ${words}}
  subgraph: {hold: true, label: ${words}, moves: {wake: {label: ${words}, to: came_from}}}
anywhere: {moves: {subgraph: {label: ${words}}}}
`;
}

function diagram(file, format) {
    return execFileSync(tool, ["diagram", file, "--format", format], { encoding: "utf8" });
}

function ids(stages) {
    return stages.flatMap((stage) => [stage.id, ...(stage.tracks ?? []).flatMap((track) => ids(track.stages))]);
}

async function check(file, name) {
    const text = diagram(file, "mermaid");
    const graph = JSON.parse(await parse(text)).graph_data;
    const picture = JSON.parse(diagram(file, "json"));
    const drawn = new Set([...Object.keys(graph.vertices), ...graph.subGraphs.map((group) => group.id)]);
    const missing = ids(picture.stages).filter((id) => !drawn.has("s_" + id));
    if (missing.length > 0) throw new Error(`${name}: not drawn: ${missing.join(", ")}`);
    if (graph.edges.length < picture.moves.length + picture.anywhere.length) {
        throw new Error(`${name}: ${graph.edges.length} arrows for ${picture.moves.length} moves`);
    }
}

(async () => {
    // A parser that takes everything would prove nothing.
    const isStrict = await parse("flowchart LR\n a[x --> b\n").then(() => false, () => true);
    if (!isStrict) throw new Error("the parser takes what is no diagram");
    let count = 0;
    const failures = [];
    const attempt = async (file, name) => {
        count += 1;
        await check(file, name).catch((error) => failures.push(`${name}: ${String(error.message).slice(0, 400)}`));
    };
    const examples = join(__dirname, "..", "Examples", "processes");
    for (const name of readdirSync(examples)) {
        const file = join(examples, name, `${name}.process.yaml`);
        if (existsSync(file)) await attempt(file, name);
    }
    const folder = mkdtempSync(join(tmpdir(), "turnpike-mermaid-"));
    const file = join(folder, "p.process.yaml");
    for (const text of texts) {
        writeFileSync(file, hostile(text));
        await attempt(file, JSON.stringify(text.slice(0, 40)));
    }
    rmSync(folder, { recursive: true });
    for (const failure of failures) console.error(`mermaid: ${failure}`);
    console.log(`mermaid: ${count - failures.length} of ${count} diagrams are what Mermaid's own parser takes`);
    process.exit(failures.length > 0 ? 1 : 0);
})().catch((error) => {
    console.error(`mermaid: ${error.message}`);
    process.exit(1);
});
