use emperione_protocol::Error;
use emperione_protocol::reports::{Progress, Report, ReportFormat, ReportRequest, Reports};
use tarpc::context::Context;

use super::session::Session;

impl Reports for Session {
    async fn make(self, _: Context, request: ReportRequest) -> Result<Report, Error> {
        let reports = self.services.reports.telling(&self.report);
        Ok(reports.make(self.actor()?, &request).await?)
    }

    async fn write(
        self,
        _: Context,
        request: ReportRequest,
        format: ReportFormat,
    ) -> Result<String, Error> {
        let reports = self.services.reports.telling(&self.report);
        Ok(reports.write(self.actor()?, &request, format).await?)
    }

    async fn progress(self, _: Context) -> Result<Option<Progress>, Error> {
        self.actor()?;
        Ok(self.report.lock().clone())
    }
}
