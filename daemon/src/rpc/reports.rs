use emperione_protocol::Error;
use emperione_protocol::reports::{Report, ReportFormat, ReportRequest, Reports};
use tarpc::context::Context;

use super::session::Session;

impl Reports for Session {
    async fn make(self, _: Context, request: ReportRequest) -> Result<Report, Error> {
        let services = &self.services;
        Ok(services.reports.make(self.actor()?, &request).await?)
    }

    async fn write(
        self,
        _: Context,
        request: ReportRequest,
        format: ReportFormat,
    ) -> Result<String, Error> {
        let services = &self.services;
        Ok(services
            .reports
            .write(self.actor()?, &request, format)
            .await?)
    }
}
