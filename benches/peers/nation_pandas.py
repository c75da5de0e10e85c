"""The nation judged by pandas: whole columns at a time, only the columns that are needed, no loop over rows."""

import os
import sys

import numpy
import pandas

import standard
from worker import serve

EQUIPMENT = "教学仪器设备资产值(万元)"
COLUMNS = ["学校标识码", "学校名称", "区县", "办学类型", "小学在校生数", "初中在校生数", "高中在校生数"]
COLUMNS += [f"{stage}{what}" for stage in standard.STAGES for what in ("高于规定学历教师数", "县级以上骨干教师数", "体育艺术专任教师数")]
COLUMNS += ["教学及辅助用房面积", "室内体育用房面积", "运动场地面积", EQUIPMENT, "网络多媒体教室数"]


def read(path):
    schools = pandas.read_parquet(path, columns=COLUMNS)
    decimals = ["教学及辅助用房面积", "室内体育用房面积", "运动场地面积", EQUIPMENT]
    return schools.astype({name: "float64" for name in decimals})


def judged(schools):
    special = schools["办学类型"].isin(standard.SPECIAL_TYPES)
    small = schools["办学类型"].isin(standard.POINT_TYPES) & (schools["小学在校生数"].fillna(0) < standard.POINT_PUPILS)
    return schools[~(special | small)]


def figures_of(schools, number):
    """One stage's part of every school: pupils, and numerator, value, verdict and gap of each indicator."""
    stage = standard.STAGES[number]
    weighted = sum(weight * schools[f"{name}在校生数"].fillna(0) for name, weight in standard.WEIGHTS.items())
    present = schools[f"{stage}在校生数"].notna()
    part, weighted = schools[present], weighted[present].to_numpy()
    n = part[f"{stage}在校生数"].to_numpy(dtype="float64")
    share = standard.WEIGHTS[stage] * n / weighted
    numerators = [
        part[f"{stage}高于规定学历教师数"].to_numpy(dtype="float64"),
        part[f"{stage}县级以上骨干教师数"].to_numpy(dtype="float64"),
        part[f"{stage}体育艺术专任教师数"].to_numpy(dtype="float64"),
        (part["教学及辅助用房面积"] - part["室内体育用房面积"]).to_numpy() * share,
        (part["运动场地面积"] + part["室内体育用房面积"]).to_numpy() * share,
        part[EQUIPMENT].to_numpy() * 10_000 * share,
        part["网络多媒体教室数"].to_numpy(dtype="float64") * share,
    ]
    columns = {"code": part["学校标识码"], "school": part["学校名称"], "county": part["区县"], "stage": stage, "n": n}
    met, floor = numpy.zeros(len(n), dtype="int64"), numpy.ones(len(n), dtype=bool)
    for (name, per, at_least, _), numerator in zip(standard.INDICATORS, numerators):
        value = numerator * per / n
        columns[f"{name}_num"], columns[name], columns[f"{name}_min"] = numerator, value, at_least[number]
        columns[f"{name}_met"] = value >= at_least[number]
        columns[f"{name}_gap"] = numpy.maximum(0.0, at_least[number] * n / per - numerator)
        met += columns[f"{name}_met"]
        floor &= value >= standard.FLOOR * at_least[number]
    columns["met"], columns["passes"] = met, (met >= standard.MEET_AT_LEAST) & floor
    return pandas.DataFrame(columns)


def variation_of(figures, number):
    """The pupil-weighted variation of each indicator in each county."""
    ids = [name for name, *_ in standard.INDICATORS]
    sums = pandas.DataFrame({"county": figures["county"], "n": figures["n"]})
    for name in ids:
        sums[name] = figures[f"{name}_num"]
        sums[f"{name}²"] = figures[f"{name}_num"] ** 2 / figures["n"]
    sums = sums.groupby("county", sort=False).sum()
    result = {"county": sums.index, "stage": standard.STAGES[number]}
    for name in ids:
        mean = sums[name].to_numpy() / sums["n"].to_numpy()
        spread = sums[f"{name}²"].to_numpy() / sums["n"].to_numpy() - mean**2
        result[f"{name}_cv"] = numpy.sqrt(numpy.maximum(0.0, spread)) / mean
        result[f"{name}_cv_met"] = result[f"{name}_cv"] <= standard.VARIATION_AT_MOST[number]
    return pandas.DataFrame(result)


def main():
    path = sys.argv[1]

    def run():
        schools = judged(read(path))
        figures = [figures_of(schools, number) for number in (0, 1)]
        variations = [variation_of(figures[number], number) for number in (0, 1)]
        return pandas.concat(figures, ignore_index=True), pandas.concat(variations, ignore_index=True)

    def write(result, folder):
        os.makedirs(folder, exist_ok=True)
        result[0].drop(columns="school").to_parquet(f"{folder}/schools.parquet")
        result[1].to_parquet(f"{folder}/counties.parquet")

    serve(run, write)


if __name__ == "__main__":
    main()
