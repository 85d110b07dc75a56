// KeyOperationsTests
