// SealedSession
