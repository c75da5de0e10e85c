"""Whether two engines found the same: figures to one part in a thousand million, verdicts exactly.

usage: compare.py ours/ peer/ ; each holds schools.parquet and counties.parquet (or .tsv)."""

import os
import sys

import numpy
import pandas

TOLERANCE = 1e-9
TEXTS = ["code", "county", "stage"]


def read(folder, name):
    table = f"{folder}/{name}.tsv"
    if os.path.exists(table):
        return pandas.read_csv(table, sep="\t", dtype={"code": str})
    return pandas.read_parquet(f"{folder}/{name}.parquet")


def compare(ours, peer, name, key):
    left, right = (read(folder, name).sort_values(key).reset_index(drop=True) for folder in (ours, peer))
    if len(left) != len(right) or not (left[key] == right[key]).all(axis=None):
        return [f"{name}: not the same rows ({len(left)} and {len(right)})"]
    problems = []
    for column in left.columns.intersection(right.columns).difference([*key, *TEXTS]):
        a, b = (table[column].to_numpy(dtype="float64") for table in (left, right))
        scale = numpy.maximum(1.0, numpy.maximum(numpy.abs(a), numpy.abs(b)))
        apart = ~(numpy.abs(a - b) <= TOLERANCE * scale)
        if apart.any():
            first = int(numpy.argmax(apart))
            row = " ".join(str(value) for value in left.loc[first, key])
            problems.append(f"{name}.{column}: {int(apart.sum())} rows differ, first {row}: {a[first]!r} and {b[first]!r}")
    return problems


def main():
    ours, peer = sys.argv[1:3]
    problems = compare(ours, peer, "schools", ["code", "stage"]) + compare(ours, peer, "counties", ["county", "stage"])
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
