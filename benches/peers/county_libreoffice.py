"""The county judged by a spreadsheet: the county's own workbook with the same formulas beside it, recalculated
by LibreOffice without a window.

usage: county_libreoffice.py WORKBOOK FOLDER start|warm
  start: one order is one run of LibreOffice over one workbook, its start included
  warm:  one order is what a further workbook costs a LibreOffice that runs already: a run over many copies less
         a run over one copy, by the number of further copies"""

import os
import shutil
import subprocess
import sys
import time

import openpyxl
import pandas
from openpyxl.utils import get_column_letter as letter

import standard
from worker import answer

COPIES = 10
FIRST = 2  # the first row below the headings


class Stage:
    """The formula sheet of one stage: one row a school, the variations below."""

    def __init__(self, number, headings, rows):
        self.number, self.name = number, standard.STAGES[number]
        self.rows, self.last = rows, FIRST + rows - 1
        self.column = {heading: letter(place + 1) for place, heading in enumerate(headings)}

    def of(self, heading, row):
        return f"学校!{self.column[heading]}{row}"

    def fill(self, sheet):
        ids = [name for name, *_ in standard.INDICATORS]
        heads = ["学校标识码", "区县", "n", "share"]
        heads += [f"{name}{part}" for name in ids for part in ("_num", "", "_met", "_gap", "_sq")] + ["met", "passes"]
        self.at = {head: letter(place + 1) for place, head in enumerate(heads)}
        sheet.append(heads)
        for row in range(FIRST, self.last + 1):
            sheet.append(self.row(row, ids))
        self.variations(sheet, ids)

    def row(self, row, ids):
        pupils = self.of(f"{self.name}在校生数", row)
        kind = self.of("办学类型", row)
        special = ",".join(f'{kind}="{code}"' for code in standard.SPECIAL_TYPES)
        points = ",".join(f'{kind}="{code}"' for code in standard.POINT_TYPES)
        small = f"AND(OR({points}),N({self.of('小学在校生数', row)})<{standard.POINT_PUPILS})"
        weighted = "+".join(f"{weight}*N({self.of(f'{name}在校生数', row)})" for name, weight in standard.WEIGHTS.items())
        n = f"{self.at['n']}{row}"
        cells = [
            f"={self.of('学校标识码', row)}",
            f"={self.of('区县', row)}",
            f"=IF(OR({special},{small}),0,N({pupils}))",
            f"=IF({n}=0,0,{standard.WEIGHTS[self.name]}*{n}/({weighted}))",
        ]
        for name, per, at_least, split in standard.INDICATORS:
            at, least = self.at, at_least[self.number]
            num, value = f"{at[f'{name}_num']}{row}", f"{at[name]}{row}"
            share = f"*{at['share']}{row}" if split else ""
            cells += [
                f"=IF({n}=0,0,({self.resource(ids.index(name), row)}){share})",
                f'=IF({n}=0,"",{num}*{per}/{n})',
                f'=IF({n}=0,"",IF({value}>={least},1,0))',
                f'=IF({n}=0,"",MAX(0,{least}*{n}/{per}-{num}))',
                f"=IF({n}=0,0,{num}*{num}/{n})",
            ]
        met = "+".join(f"{self.at[f'{name}_met']}{row}" for name in ids)
        floor = ",".join(
            f"{self.at[name]}{row}>={standard.FLOOR}*{at_least[self.number]}" for name, _, at_least, _ in standard.INDICATORS
        )
        enough = f"{self.at['met']}{row}>={standard.MEET_AT_LEAST}"
        return cells + [f'=IF({n}=0,"",{met})', f'=IF({n}=0,"",IF(AND({enough},{floor}),1,0))']

    def resource(self, indicator, row):
        stage, of = self.name, lambda heading: self.of(heading, row)
        return [
            of(f"{stage}高于规定学历教师数"),
            of(f"{stage}县级以上骨干教师数"),
            of(f"{stage}体育艺术专任教师数"),
            f"{of('教学及辅助用房面积')}-{of('室内体育用房面积')}",
            f"{of('运动场地面积')}+{of('室内体育用房面积')}",
            f"{of('教学仪器设备资产值(万元)')}*10000",
            of("网络多媒体教室数"),
        ][indicator]

    def variations(self, sheet, ids):
        n = self.sum("n")
        cells = ["差异系数", "", "", ""]
        for name in ids:
            mean = f"({self.sum(f'{name}_num')}/{n})"
            cv = f"SQRT(MAX(0,{self.sum(f'{name}_sq')}/{n}-{mean}^2))/{mean}"
            place = f"{self.at[f'{name}_num']}{self.last + 1}"
            cells += [f"={cv}", f"=IF({place}<={standard.VARIATION_AT_MOST[self.number]},1,0)", "", "", ""]
        sheet.append(cells)

    def sum(self, head):
        return f"SUM({self.at[head]}{FIRST}:{self.at[head]}{self.last})"

    def read(self, sheet):
        """The recalculated figures: the schools, and the county's row of variations."""
        rows = list(sheet.iter_rows(min_row=FIRST, values_only=True))
        heads = list(self.at)
        schools = pandas.DataFrame(rows[: self.rows], columns=heads)
        schools = schools[schools["n"] > 0].rename(columns={"学校标识码": "code"}).assign(stage=self.name)
        below = dict(zip(heads, rows[self.rows]))
        county = {"county": rows[0][1], "stage": self.name}
        for name, *_ in standard.INDICATORS:
            county[f"{name}_cv"], county[f"{name}_cv_met"] = below[f"{name}_num"], below[name]
        return schools, county


def prepare(workbook, folder):
    """Adds the formula sheets to the county's workbook; the copies have no calculated values in them."""
    book = openpyxl.load_workbook(workbook)
    schools = book["学校"]
    headings = [cell.value for cell in schools[1]]
    stages = [Stage(number, headings, schools.max_row - 1) for number in (0, 1)]
    for stage in stages:
        stage.fill(book.create_sheet(stage.name))
    for copy in range(COPIES + 1):
        book.save(f"{folder}/county{copy}.xlsx")
    return stages


def convert(folder, copies):
    """One run of LibreOffice: reads, recalculates and writes the first so many copies."""
    out = f"{folder}/recalculated"
    shutil.rmtree(out, ignore_errors=True)
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", "xlsx", "--outdir", out]
    command += [f"{folder}/county{copy}.xlsx" for copy in range(copies)]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    if not os.path.exists(f"{out}/county{copies - 1}.xlsx"):
        raise SystemExit("LibreOffice wrote no workbook")
    return seconds


def write(stages, folder, path):
    convert(folder, 1)
    book = openpyxl.load_workbook(f"{folder}/recalculated/county0.xlsx", data_only=True)
    read = [stage.read(book[stage.name]) for stage in stages]
    os.makedirs(path, exist_ok=True)
    numbers = [column for column in read[0][0].columns if column not in ("code", "区县", "stage", "share")]
    schools = pandas.concat([schools for schools, _ in read]).astype({column: "float64" for column in numbers})
    schools[[*numbers, "code", "stage"]].to_parquet(f"{path}/schools.parquet")
    pandas.DataFrame([county for _, county in read]).to_parquet(f"{path}/counties.parquet")


def main():
    workbook, folder, mode = sys.argv[1:4]
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    stages = prepare(workbook, folder)
    convert(folder, 1)  # makes the profile, which only the first start of all does
    answer({"ready": True})
    for line in sys.stdin:
        order, _, path = line.strip().partition(" ")
        if order == "write":
            write(stages, folder, path)
            answer({"written": path})
        elif mode == "start":
            answer({"seconds": convert(folder, 1)})
        else:
            one = convert(folder, 1)
            answer({"seconds": (convert(folder, COPIES + 1) - one) / COPIES})


if __name__ == "__main__":
    main()
