// KeyOperations
