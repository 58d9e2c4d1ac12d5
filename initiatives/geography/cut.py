"""Cuts world.json.gz from a TopoJSON file of Natural Earth's countries: `python -m initiatives.geography.cut FILE`.

Arcs are simplified one by one, so that what two rings share stays shared; README.md says which file was cut, and how.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from initiatives.geography.geometry import Position, simplified
from initiatives.geography.outlines import FILE, UNIT

# Degrees: how far a line may stray, and how large a ring has to be on one side to be kept. About 1 km, and 5 km.
STRAY, LEAST = 0.011, 0.05
# Nobody lives south of it.
SOUTH = -60


def main(source: Path, target: Path = FILE) -> None:
    topology = json.loads(source.read_text())
    arcs = [simplified(arc, STRAY) for arc in _decoded(topology)]
    land = [ring for ring in map(_joined(arcs), _rings(topology["objects"]["land"])) if _is_kept(ring)]
    used = Counter(
        index if index >= 0 else ~index for ring in _rings(topology["objects"]["countries"]) for index in ring
    )
    borders = [arcs[index] for index in sorted(used) if used[index] > 1]
    told = (*({"land": _encoded(ring)} for ring in land), *({"border": _encoded(line)} for line in borders))
    lines = "".join(f"{json.dumps(shape, separators=(',', ':'))}\n" for shape in told)
    # Without the time, so that one source gives the same bytes.
    target.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))


def _decoded(topology: dict[str, Any]) -> Iterator[list[Position]]:
    (x_scale, y_scale), (x_start, y_start) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * x_scale + x_start, y * y_scale + y_start))
        yield line


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    """The rings beneath a shape, as numbers of arcs; a complement runs backwards."""
    for part in shape.get("geometries", ()):
        yield from _rings(part)
    if shape["type"] == "Polygon":
        yield from shape["arcs"]
    if shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon


def _joined(arcs: list[list[Position]]) -> Any:
    def ring(indices: list[int]) -> list[Position]:
        found: list[Position] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            found += arc[1:] if found else arc
        return found

    return ring


def _is_kept(ring: list[Position]) -> bool:
    xs, ys = zip(*ring, strict=True)
    return len(ring) > 3 and max(ys) > SOUTH and max(max(xs) - min(xs), max(ys) - min(ys)) >= LEAST


def _encoded(line: list[Position]) -> list[int]:
    """Whole units, the first position and then the steps."""
    found: list[int] = []
    before = (0, 0)
    for longitude, latitude in line:
        here = (round(longitude / UNIT), round(latitude / UNIT))
        if not found or here != before:
            found += [here[0] - before[0], here[1] - before[1]]
            before = here
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
