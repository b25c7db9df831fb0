// Reads meshes as JSON from standard input, one a line, and writes the faces and edges that views/src/part/features.js finds.
import { createInterface } from 'node:readline';
import { readFeatures } from '../../views/src/part/features.js';
import { Mesh } from '../../views/src/part/mesh.js';

const bytes = (text) => new DataView(Uint8Array.from(Buffer.from(text, 'base64')).buffer);

for await (const line of createInterface({ input: process.stdin })) {
  const { vertices, triangles } = JSON.parse(line);
  const mesh = new Mesh({ vertices: bytes(vertices), triangles: bytes(triangles) });
  const { faces } = readFeatures(mesh);
  const told = faces.map(({ area, edges }) => ({ area, edges: edges.map(({ kind, length, radius }) => ({ kind, length, radius })) }));
  console.log(JSON.stringify({ closed: mesh.closed, sharp: mesh.sharpEdges().getIndex().count / 2, faces: told }));
}
