// X509CoreTests
