//! Names that the engine itself knows: of the register of schools, and of columns and tables of its own.

/// The register of schools, which every other register's rows refer to.
pub(crate) const SCHOOLS: &str = "学校";
/// The column of the register of schools that tells one from the other.
pub(crate) const CODE: &str = "学校标识码";
/// The concept of the stage view that weighs a school: its enrolment.
pub(crate) const ENROLMENT: &str = "在校生数";
/// The column of a stage view, and of registers whose rows belong to a stage, that holds the stage.
pub(crate) const STAGE: &str = "学段";
/// The column that numbers the rows of a table, from zero.
pub(crate) const ROW: &str = "__row";
/// Whether a policy judges a school, as a column of the schools in a session.
pub(crate) const JUDGED: &str = "__judged";
/// How last year's registers are called in a session.
pub(crate) const LAST_YEAR: &str = "上年_";
