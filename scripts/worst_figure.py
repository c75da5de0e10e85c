#!/usr/bin/env python3
"""Prints the school's code, the stage and the indicator of the figure that is shortest of its threshold.

usage: worst_figure.py FINDINGS.json"""

import json
import sys


def failing(findings):
    for county in findings["counties"]:
        for school in county["schools"]:
            for figure in school["values"]:
                if figure["verdict"] == "not_met" and figure["value"] is not None:
                    yield figure["value"] / figure["threshold"], school["code"], school["stage"], figure["indicator"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        figures = sorted(failing(json.load(file)))
    if not figures:
        raise SystemExit("no school fails an indicator: there is nothing to explain")
    sys.stdout.reconfigure(encoding="utf-8")
    print(*figures[0][1:], sep="\n")


if __name__ == "__main__":
    main()
