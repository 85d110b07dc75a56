public enum FakeEnclavePlaceholder {}
