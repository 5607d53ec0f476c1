//! Reports as CSV, a line for each value, for spreadsheets and programs.

use emperione_protocol::formula::harmless;
use emperione_protocol::hostile::clean;
use emperione_protocol::reports::Report;

pub fn write(report: &Report) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["section", "item", "column", "value"])?;
    for cell in report.cells() {
        let cells = [&cell.section, &cell.item, &cell.column, &cell.value];
        writer.write_record(cells.map(|text| harmless(&clean(text))))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
