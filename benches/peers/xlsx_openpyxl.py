"""A large workbook read by openpyxl in its read-only mode: every cell's value once."""

import sys

import openpyxl

from worker import serve


def main():
    path = sys.argv[1]

    def run():
        book = openpyxl.load_workbook(path, read_only=True)
        cells = 0
        for row in book.worksheets[0].iter_rows(values_only=True):
            cells += len(row)
        book.close()
        return cells

    serve(run)


if __name__ == "__main__":
    main()
