// X509Core
