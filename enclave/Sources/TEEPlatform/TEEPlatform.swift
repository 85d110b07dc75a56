// TEEPlatform
