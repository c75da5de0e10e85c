"""The seven resource indicators as the peers are told them: what an analyst would write into a script.

Junheng reads the same from rulebook/policies/quality-balance-2017. That both agree is checked on every run."""

STAGES = ("小学", "初中")
WEIGHTS = {"小学": 1.0, "初中": 1.1, "高中": 1.32}
# id, per how many pupils, (primary, junior) at least, split between the stages of a school
INDICATORS = [
    ("R1", 100.0, (4.2, 5.3), False),
    ("R2", 100.0, (1.0, 1.0), False),
    ("R3", 100.0, (0.9, 0.9), False),
    ("R4", 1.0, (4.5, 5.8), True),
    ("R5", 1.0, (7.5, 10.2), True),
    ("R6", 1.0, (2000.0, 2500.0), True),
    ("R7", 100.0, (2.3, 2.4), True),
]
# The numerators over the columns of 学校; {stage} is 小学 or 初中.
NUMERATORS = [
    "{stage}高于规定学历教师数",
    "{stage}县级以上骨干教师数",
    "{stage}体育艺术专任教师数",
    "教学及辅助用房面积 - 室内体育用房面积",
    "运动场地面积 + 室内体育用房面积",
    "教学仪器设备资产值(万元) * 10000",
    "网络多媒体教室数",
]
VARIATION_AT_MOST = (0.50, 0.45)
MEET_AT_LEAST = 6
FLOOR = 0.85
SPECIAL_TYPES = ("511", "512", "513", "514", "519", "321", "329")
POINT_TYPES = ("218", "219")
POINT_PUPILS = 50
