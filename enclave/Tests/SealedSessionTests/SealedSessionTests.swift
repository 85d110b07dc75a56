// SealedSessionTests
