//! The kinds of organisations, as the store keeps them and addresses spell them.

pub const NATION: &str = "nation";
pub const PROVINCE: &str = "province";
pub const CITY: &str = "city";
pub const COUNTY: &str = "county";
pub const TOWNSHIP: &str = "township";
pub const SCHOOL: &str = "school";
pub const DEPARTMENT: &str = "department";

/// Each kind with its names, from the top of the tree down.
pub const ALL: [(&str, &str, &str); 7] = [
    (NATION, "国家", "nation"),
    (PROVINCE, "省", "province"),
    (CITY, "市", "city"),
    (COUNTY, "县（市、区）", "county"),
    (TOWNSHIP, "乡镇（街道）", "township"),
    (SCHOOL, "学校", "school"),
    (DEPARTMENT, "部门", "department"),
];
