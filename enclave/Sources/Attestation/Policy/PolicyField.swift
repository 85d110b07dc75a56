/// The outermost fields of a policy document.
enum PolicyField: String, CaseIterable {
    case version, kinds, statuses, advisories, collateral, allowDebug, allowSoftware, softwareRoots
    case distrustedProducts, platforms, intel, sgx, tdx, snp, raTls, reportData, requireReportData, measurements
    case anyMeasurement
}
