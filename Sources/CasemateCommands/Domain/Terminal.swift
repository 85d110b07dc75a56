internal import Glibc

/// The terminal as a screen that is drawn again and again, and keys as they are pressed; as it was when it is released.
struct Terminal: ~Copyable {
    private let before: termios

    private init(before: termios) {
        self.before = before
        Self.send("\u{1b}[?1049h\u{1b}[?25l")
    }

    /// Takes the terminal over; nil where stdin or stdout is none.
    static func take() -> Terminal? {
        var before = termios()
        guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &before) == 0 else {
            return nil
        }
        // Keys come at once and unechoed, ctrl-C among them: the screen is put back before the program ends.
        var attributes = before
        attributes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        attributes.c_cc.6 = 0  // VMIN
        attributes.c_cc.5 = 0  // VTIME
        guard tcsetattr(STDIN_FILENO, TCSANOW, &attributes) == 0 else { return nil }
        return Terminal(before: before)
    }

    deinit {
        var attributes = before
        Self.send("\u{1b}[?25h\u{1b}[?1049l")
        tcsetattr(STDIN_FILENO, TCSANOW, &attributes)
    }

    /// Shows these lines and nothing else, as far as there is room.
    func show(_ lines: [String]) {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
        let rows = isKnown ? Int(size.ws_row) : 24
        let columns = isKnown ? Int(size.ws_col) : 80
        let body = lines.prefix(rows).map { $0.prefix(columns) + "\u{1b}[K" }.joined(separator: "\r\n")
        Self.send("\u{1b}[H" + body + "\u{1b}[J")
    }

    /// True when q, ctrl-C or ctrl-D was pressed, or stdin has ended.
    func wantsToEnd() -> Bool {
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) == 1 {
            if [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4].contains(byte) { return true }
        }
        return false
    }

    private static func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
