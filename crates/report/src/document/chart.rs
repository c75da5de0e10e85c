//! Charts as Word draws them itself: its own fonts, sharp in print, and open to editing.

use crate::{ReportError, undated};

/// A chart of columns and lines over the same categories.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    pub title: String,
    pub categories: Vec<String>,
    pub columns: Vec<Series>,
    pub lines: Vec<Series>,
    /// The format of the numbers on the axis, `0.00` or `0%`.
    pub format: &'static str,
    /// The end of the axis, where it should not follow the figures.
    pub most: Option<f64>,
}

/// One row of figures; `None` leaves a gap.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub name: String,
    pub values: Vec<Option<f64>>,
    /// RRGGBB
    pub colour: &'static str,
}

impl Chart {
    /// The chart part; its figures also stand in the workbook that is embedded beside it.
    pub fn xml(&self) -> String {
        let mut series = String::new();
        for (index, one) in self.columns.iter().enumerate() {
            series.push_str(&self.series(one, index, Look::Column));
        }
        let mut plots = format!(
            "<c:barChart><c:barDir val=\"col\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>\
             {series}<c:gapWidth val=\"60\"/><c:axId val=\"111\"/><c:axId val=\"112\"/></c:barChart>"
        );
        if !self.lines.is_empty() {
            let mut lines = String::new();
            for (index, one) in self.lines.iter().enumerate() {
                lines.push_str(&self.series(one, self.columns.len() + index, Look::Line));
            }
            plots.push_str(&format!(
                "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>{lines}\
                 <c:marker val=\"1\"/><c:axId val=\"111\"/><c:axId val=\"112\"/></c:lineChart>"
            ));
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
             <c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
             xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
             <c:roundedCorners val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/>\
             {plots}{}</c:plotArea><c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/></c:legend>\
             <c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>\
             <c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>\
             <c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"900\"><a:latin typeface=\"Times New Roman\"/>\
             <a:ea typeface=\"宋体\"/></a:defRPr></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>\
             <c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>",
            self.axes()
        )
    }

    fn axes(&self) -> String {
        let most = self
            .most
            .map_or(String::new(), |most| format!("<c:max val=\"{most}\"/>"));
        let line = "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"808080\"/></a:solidFill></a:ln></c:spPr>";
        let grid = "<c:majorGridlines><c:spPr><a:ln w=\"3175\"><a:solidFill><a:srgbClr val=\"D9D9D9\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>";
        format!(
            "<c:catAx><c:axId val=\"111\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>\
             <c:axPos val=\"b\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>\
             <c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/>{line}{LEVEL}<c:crossAx val=\"112\"/><c:crosses val=\"autoZero\"/>\
             <c:auto val=\"1\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"0\"/></c:catAx>\
             <c:valAx><c:axId val=\"112\"/><c:scaling><c:orientation val=\"minMax\"/>{most}<c:min val=\"0\"/></c:scaling>\
             <c:delete val=\"0\"/><c:axPos val=\"l\"/>{grid}<c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/>\
             <c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>{line}\
             <c:crossAx val=\"111\"/><c:crosses val=\"autoZero\"/><c:crossBetween val=\"between\"/></c:valAx>",
            self.format
        )
    }

    fn series(&self, series: &Series, index: usize, look: Look) -> String {
        let column = junheng_model::column_letters(index as u32 + 1);
        let last = self.categories.len() + 1;
        let categories: String = points(self.categories.iter().map(|text| Some(escaped(text))));
        let values: String = points(
            series
                .values
                .iter()
                .map(|value| value.map(|of| of.to_string())),
        );
        let count = self.categories.len();
        let colour = series.colour;
        let dash = if index.is_multiple_of(2) {
            "dash"
        } else {
            "sysDot"
        };
        let shape = match look {
            Look::Column => format!(
                "<c:spPr><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/>"
            ),
            Look::Line => format!(
                "<c:spPr><a:ln w=\"19050\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill>\
                 <a:prstDash val=\"{dash}\"/></a:ln></c:spPr><c:marker><c:symbol val=\"none\"/></c:marker>"
            ),
        };
        let smooth = match look {
            Look::Column => "",
            Look::Line => "<c:smooth val=\"0\"/>",
        };
        format!(
            "<c:ser><c:idx val=\"{index}\"/><c:order val=\"{index}\"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>\
             <c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>{}</c:v></c:pt></c:strCache></c:strRef></c:tx>{shape}\
             <c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache><c:ptCount val=\"{count}\"/>{categories}</c:strCache></c:strRef></c:cat>\
             <c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>General</c:formatCode>\
             <c:ptCount val=\"{count}\"/>{values}</c:numCache></c:numRef></c:val>{smooth}</c:ser>",
            escaped(&series.name)
        )
    }

    /// The workbook behind the chart.
    pub fn workbook(&self) -> Result<Vec<u8>, ReportError> {
        let mut workbook = undated::workbook();
        let sheet = workbook.add_worksheet();
        sheet.set_name("Sheet1")?;
        for (row, category) in (1_u32..).zip(&self.categories) {
            sheet.write_string(row, 0, category)?;
        }
        for (column, series) in (1_u16..).zip(self.columns.iter().chain(&self.lines)) {
            sheet.write_string(0, column, &series.name)?;
            for (row, value) in (1_u32..).zip(&series.values) {
                if let Some(value) = value {
                    sheet.write_number(row, column, *value)?;
                }
            }
        }
        Ok(workbook.save_to_buffer()?)
    }
}

/// Names stand level and are broken into lines, where they would otherwise be tilted.
const LEVEL: &str = "<c:txPr><a:bodyPr rot=\"0\" vert=\"horz\"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"800\"/></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>";

#[derive(Debug, Clone, Copy)]
enum Look {
    Column,
    Line,
}

fn points(values: impl Iterator<Item = Option<String>>) -> String {
    values
        .enumerate()
        .filter_map(|(index, value)| Some((index, value?)))
        .map(|(index, value)| format!("<c:pt idx=\"{index}\"><c:v>{value}</c:v></c:pt>"))
        .collect()
}

/// Text as it may stand in XML.
pub(super) fn escaped(text: &str) -> String {
    super::marks::clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
