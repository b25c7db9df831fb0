"""Where the parts of a small circuit go: a tree of parts in series and in parallel across its battery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from models.circuit import Battery, Part, Potentiometer


@dataclass(frozen=True)
class Leaf:
    """One part; ``start`` and ``end`` are its nodes as it is met from left to right."""

    part: Part
    start: str
    end: str

    @property
    def forward(self) -> bool:
        """The part's first node is on the left."""
        return self.part.nodes[0] == self.start


@dataclass(frozen=True)
class Series:
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Parallel:
    blocks: tuple[Block, ...]


Block = Leaf | Series | Parallel


@dataclass(frozen=True)
class _Edge:
    a: str
    b: str
    block: Block

    def from_node(self, node: str) -> _Edge:
        """The same edge, met from ``node``."""
        return self if self.a == node else _Edge(self.b, self.a, flip(self.block))


def flip(block: Block) -> Block:
    """The block as seen from its other end."""
    if isinstance(block, Leaf):
        return Leaf(block.part, block.end, block.start)
    blocks = tuple(flip(part) for part in block.blocks)
    return Series(blocks[::-1]) if isinstance(block, Series) else Parallel(blocks)


def columns(block: Block) -> int:
    """Width, in parts."""
    if isinstance(block, Leaf):
        return 1
    widths = [columns(part) for part in block.blocks]
    return sum(widths) if isinstance(block, Series) else max(widths)


def rows(block: Block) -> int:
    """Height, in parts."""
    if isinstance(block, Leaf):
        return 1
    heights = [rows(part) for part in block.blocks]
    return max(heights) if isinstance(block, Series) else sum(heights)


def loop(parts: Sequence[Part]) -> tuple[Block, Battery] | None:
    """The tree of all parts but the first battery, from its plus to its minus; None when there is no tree."""
    battery = next((part for part in parts if isinstance(part, Battery)), None)
    others = [part for part in parts if part is not battery]
    if battery is None or not others or any(isinstance(part, Potentiometer) for part in others):
        return None
    plus, minus = battery.nodes
    edges = [_Edge(a, b, Leaf(part, a, b)) for part in others for a, b in [part.nodes[:2]]]
    while (reduced := _merge_parallel(edges) or _merge_series(edges, {plus, minus})) is not None:
        edges = reduced
    if len(edges) == 1 and {edges[0].a, edges[0].b} == {plus, minus} and plus != minus:
        return edges[0].from_node(plus).block, battery
    return None


def _merge_parallel(edges: Sequence[_Edge]) -> list[_Edge] | None:
    for one, other in combinations(edges, 2):
        if {one.a, one.b} == {other.a, other.b}:
            both = Parallel((*_branches(one.block), *_branches(other.from_node(one.a).block)))
            return _replace(edges, one, other, _Edge(one.a, one.b, both))
    return None


def _merge_series(edges: Sequence[_Edge], ends: set[str]) -> list[_Edge] | None:
    for node in dict.fromkeys(node for edge in edges for node in (edge.a, edge.b)):
        touching = [edge for edge in edges if node in (edge.a, edge.b)]
        if len(touching) == 2 and node not in ends:
            first, second = touching[0].from_node(node), touching[1].from_node(node)
            chain = Series((*_chain(flip(first.block)), *_chain(second.block)))
            return _replace(edges, touching[0], touching[1], _Edge(first.b, second.b, chain))
    return None


def _replace(edges: Sequence[_Edge], one: _Edge, other: _Edge, new: _Edge) -> list[_Edge]:
    return [new if edge is one else edge for edge in edges if edge is not other]


def _branches(block: Block) -> tuple[Block, ...]:
    return block.blocks if isinstance(block, Parallel) else (block,)


def _chain(block: Block) -> tuple[Block, ...]:
    return block.blocks if isinstance(block, Series) else (block,)
